import { type PageData, PageViewer } from "./viewer.web.ts";

const json = (id: string): unknown =>
  JSON.parse(document.getElementById(id)?.textContent ?? "null");
const page = document.getElementById("page");

if (page !== null) {
  const data = { content: json("content"), results: json("results") } as PageData;
  new PageViewer(page, data).start();
}
