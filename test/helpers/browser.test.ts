import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBrowser } from "./browser.ts";
import { launchBrowser } from "./launch-browser.ts";
import { type ServedPage, servePage } from "./page.ts";
import { serveFolders, type StaticServer } from "./server.ts";

const MODELS = path.join(import.meta.dirname, "../../models");

describe("serveFolders", () => {
  let server: StaticServer;
  const config = (): string => `${server.origin}/models/stories260k/config.json`;

  beforeAll(async () => {
    server = await serveFolders({ models: MODELS });
  });
  afterAll(() => server.close());

  it("answers a range with those bytes and the whole length", async () => {
    const whole = await (await fetch(config())).text();
    const response = await fetch(config(), { headers: { Range: "bytes=2-9" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes 2-9/${whole.length}`);
    expect(await response.text()).toBe(whole.slice(2, 10));
  });

  it("answers 416 to a range past the end, 404 to what is not there", async () => {
    expect((await fetch(config(), { headers: { Range: "bytes=9999-" } })).status).toBe(416);
    expect((await fetch(`${server.origin}/models/none.json`)).status).toBe(404);
    expect((await fetch(`${server.origin}/package.json`)).status).toBe(404);
  });

  it("serves nothing above its folders", async () => {
    const above = `${server.origin}/models/%2e%2e%2f%2e%2e%2fpackage.json`;
    expect((await fetch(above)).status).toBe(404);
  });
});

describe("useBrowser", () => {
  const browser = useBrowser();
  let page: ServedPage;

  beforeAll(async () => {
    page = await servePage(`document.body.textContent = String(crossOriginIsolated);`);
  });
  afterAll(() => page.close());

  it("opens a bundled page that may use shared memory", async (context) => {
    const tab = await (await browser(context)).newPage();
    await tab.goto(page.url);
    expect(await tab.textContent("body")).toBe("true");
  });
});

describe("launchBrowser", () => {
  it("says which program did not start", async () => {
    const before = process.env.CHROME_PATH;
    process.env.CHROME_PATH = "/nowhere/chrome";
    try {
      expect(await launchBrowser()).toMatch(/^no browser: \/nowhere\/chrome does not start/);
    } finally {
      if (before === undefined) delete process.env.CHROME_PATH;
      else process.env.CHROME_PATH = before;
    }
  });
});
