import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser.ts";
import { vitrine } from "../helpers/cli.ts";

const EVIL = `Once upon a <script>document.title = "owned"</script> "time" 你好`;

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

let folder: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-report-"));
  file = path.join(folder, "report.html");
  const { code, stderr } = await vitrine(["inspect", EVIL, "--out", file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The report opened from disk, what it asked for and what it complained about. */
async function open(browser: Browser, options: BrowserContextOptions = {}) {
  const page = await (await browser.newContext(options)).newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`file://${file}`);
  return { page, requests, complaints };
}

const box = (page: Page, selector: string) => page.locator(selector).first().boundingBox();

describe("the report of inspect", () => {
  const browser = useBrowser();

  it("asks for nothing but itself, and runs no token", async (context) => {
    const { page, requests, complaints } = await open(await browser(context));
    expect(requests).toEqual([`file://${file}`]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe("What stories260k does with this text");
    expect(await page.textContent("header")).toContain(EVIL);
  });

  it.for([
    [360, "light"],
    [360, "dark"],
    [1280, "light"],
    [1280, "dark"],
    [2560, "light"],
  ] as const)("is clean for axe-core at %i pixels, %s", async ([width, colorScheme], context) => {
    const options = { viewport: { width, height: 900 }, colorScheme };
    const { page } = await open(await browser(context), options);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run());
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    expect(found).toEqual([]);
  });

  it.for([320, 360, 800, 2560])("does not scroll sideways at %i pixels", async (width, context) => {
    const { page } = await open(await browser(context), {
      viewport: { width, height: 900 },
    });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
  });

  it("is complete without scripts", async (context) => {
    const { page } = await open(await browser(context), { javaScriptEnabled: false });
    expect(await page.locator(".findings li").count()).toBe(3);
    expect(await box(page, "#next-token svg")).not.toBeNull();
    expect(await page.locator("button:visible").count()).toBe(0);
    await page.locator("#next-token .numbers summary").click();
    expect(await box(page, "#next-token .numbers table")).not.toBeNull();
  });

  it("shows a value under the pointer and keeps it once clicked", async (context) => {
    const { page } = await open(await browser(context));
    const [first, second] = await page.locator("#integrated-gradients .strip [data-key]").all();
    const readout = page.locator("#integrated-gradients .readout");
    await first.hover();
    expect(await readout.textContent()).toBe(await first.getAttribute("title"));
    await second.click();
    await first.hover();
    expect(await readout.textContent()).toBe(await second.getAttribute("title"));
  });

  it("changes its ground at a click", async (context) => {
    const { page } = await open(await browser(context), { colorScheme: "light" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await ground();
    await page.locator("[data-do=theme]").click();
    expect(await ground()).not.toBe(before);
  });

  it("hands out its numbers as a file", async (context) => {
    const { page } = await open(await browser(context), { acceptDownloads: true });
    const download = page.waitForEvent("download");
    await page.locator("[data-do=save]").click();
    const saved = path.join(folder, "saved.json");
    await (await download).saveAs(saved);
    expect(JSON.parse(readFileSync(saved, "utf8")).results[0].method).toBe("next-token");
  });

  it("prints on white paper, whatever the screen", async (context) => {
    const { page } = await open(await browser(context), { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe("rgb(255, 255, 255)");
    expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
  });
});
