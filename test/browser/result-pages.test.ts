import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Method } from "../../src/methods/define.ts";
import { loadMethod } from "../../src/methods/registry.ts";
import { registry } from "../../src/methods/registry.generated.ts";
import { makeResult, type Result, type ResultInput } from "../../src/methods/result.ts";
import { loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import { resultHtml } from "../../src/reports/html.ts";
import { useBrowser } from "../helpers/browser.ts";
import { sample, views } from "../helpers/results.ts";

let folder: string;
let model: Model;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-pages-"));
  model = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  await model.close();
  rmSync(folder, { recursive: true });
});

/** A page written to disk and opened, with what it complained about. */
async function open(browser: Browser, html: string) {
  const file = path.join(folder, "page.html");
  writeFileSync(file, html);
  const page = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`file://${file}`);
  return { page, complaints };
}

/** Heights of the pictures, as drawn. */
const heights = (page: Page): Promise<number[]> =>
  page
    .locator(".picture > svg, .picture > .strip")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));

const browser = useBrowser();

describe.each(registry.map(({ id }) => id))("the page of %s", (id) => {
  it("draws its pictures in both languages, without a complaint", async (context) => {
    const method = await loadMethod(id);
    const { subject, options } = method.example;
    const result = await method.run({ ...subject, model }, options);
    const html = await resultHtml(method, result, "en");
    const { page, complaints } = await open(await browser(context), html);
    const drawn = await heights(page);
    expect(Math.min(...drawn)).toBeGreaterThan(15);
    await page.locator(".controls [data-value=zh]").click();
    expect(await page.textContent("h1")).toBe(method.title.zh);
    expect(await heights(page)).toHaveLength(drawn.length);
    expect(complaints).toEqual([]);
  });
});

describe("a page of every kind of view", () => {
  const page = async (): Promise<string> => {
    const method: Method = {
      ...(await loadMethod("patch")),
      id: "sample",
      title: { en: "Sample", zh: "样例" },
      messages: { en: {}, zh: {} },
    };
    const fields = {
      schema: 1,
      vitrine: "0.0.0",
      method: "sample",
      model: null,
      input: sample.input as ResultInput,
      options: {},
      data: sample.data,
      evidence: {},
      warnings: [],
      reproduce: "vitrine run sample",
    } as const;
    const result: Result = makeResult(fields, () => ({
      kind: "stack",
      children: Object.values(views),
    }));
    return resultHtml(method, result, "en");
  };

  it("shows each, walks through each and is clean for axe-core", async (context) => {
    const opened = await open(await browser(context), await page());
    const figures = opened.page.locator("figure.view");
    expect(await figures.count()).toBe(Object.keys(views).length);
    for (const picture of await opened.page.locator(".picture").all()) {
      await picture.focus();
      await opened.page.keyboard.press("End");
      expect(await opened.page.locator("[role=status]").textContent()).not.toBe("");
      await opened.page.keyboard.press("Enter");
    }
    const letGo = opened.page.locator(".kept:visible");
    expect(await letGo.count()).toBe(await opened.page.locator(".picture").count());
    await opened.page.evaluate(axe.source);
    const found = await opened.page.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run(),
    );
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  it("draws each on every scale, as figures to save too", async (context) => {
    const opened = await open(await browser(context), await page());
    const count = (await heights(opened.page)).length;
    for (const scale of ["linear", "log", "sqrt"]) {
      await opened.page.locator(".choices select:has([value=log])").selectOption(scale);
      expect(await heights(opened.page)).toHaveLength(count);
    }
    // A browser stops after some downloads in a row: here their names are enough.
    await opened.page.evaluate(() => {
      const saved: string[] = ((window as { saved?: string[] }).saved = []);
      HTMLAnchorElement.prototype.click = function () {
        saved.push(this.download);
      };
    });
    const buttons = opened.page.locator(".saving button");
    for (const save of await buttons.all()) await save.click();
    const saved = () => opened.page.evaluate(() => (window as { saved?: string[] }).saved!);
    await expect.poll(async () => (await saved()).length).toBe(await buttons.count());
    for (const name of await saved()) expect(name).toMatch(/^sample-[\w-]+\.(svg|png|csv)$/);
    expect(opened.complaints).toEqual([]);
  });
});
