import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser.ts";
import { useReport } from "../helpers/report-page.ts";

const EVIL = `Once upon a <script>document.title = "owned"</script> "time" 你好`;
const PANELS = [
  "next-token",
  "integrated-gradients",
  "attention-pattern",
  "logit-lens",
  "patch",
  "head-scores",
  "head-roles",
  "next-token-calibration",
  "project",
];

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run());
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
};

/** How far the page, and each picture without a scroll box, reaches over the edge of the window. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe("the report of inspect", () => {
  const browser = useBrowser();
  const report = useReport(EVIL);

  it("asks for nothing but itself, and runs no token", async (context) => {
    const { page, requests, complaints } = await report.open(await browser(context));
    await page.locator(".controls [data-value=zh]").click();
    expect(requests).toEqual([`file://${report.file}`]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe("stories260k 如何处理这段文本");
    expect(await page.evaluate(() => document.querySelectorAll("#page script").length)).toBe(0);
  });

  it("has a section for each analysis, in the order of its contents", async (context) => {
    const { page } = await report.open(await browser(context));
    const sections = page.locator("section[data-panel]");
    expect(await sections.evaluateAll((all) => all.map(({ id }) => id))).toEqual(PANELS);
    const links = page.locator(".contents a");
    expect(await links.evaluateAll((all) => all.map((a) => a.getAttribute("href")))).toEqual(
      ["found", ...PANELS].map((id) => `#${id}`),
    );
  });

  it.for([
    [360, "light", ""],
    [360, "dark", "#lang=zh"],
    [1280, "light", "#lang=zh"],
    [1280, "dark", ""],
    [2560, "light", ""],
  ] as const)("is clean for axe-core: %i pixels, %s %s", async (row, context) => {
    const [width, colorScheme, hash] = row;
    const options = { viewport: { width, height: 900 }, colorScheme };
    const { page } = await report.open(await browser(context), options, hash);
    expect(await violations(page)).toEqual([]);
  });

  it("is clean for axe-core with every table open and a value kept", async (context) => {
    const { page } = await report.open(await browser(context));
    for (const summary of await page.locator(".numbers > summary").all()) await summary.click();
    await page.locator("#patch .picture").first().focus();
    await page.keyboard.press("Enter");
    expect(await violations(page)).toEqual([]);
  });

  // 320 pixels are what 400 % zoom leaves of a window of 1280.
  it.for([320, 360, 800, 1280, 2560])("does not scroll sideways at %i pixels", async (width, t) => {
    const viewport = { width, height: 900 };
    const { page } = await report.open(await browser(t), { viewport });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.locator(".controls [data-value=zh]").click();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  it("draws pictures again where the window gets another width", async (context) => {
    const options = { viewport: { width: 1280, height: 900 } };
    const { page } = await report.open(await browser(context), options);
    const drawn = () => page.locator("#next-token .picture svg").getAttribute("width");
    const before = Number(await drawn());
    await page.setViewportSize({ width: 400, height: 900 });
    await expect.poll(async () => Number(await drawn())).toBeLessThan(before);
  });

  it("is complete without scripts", async (context) => {
    const { page } = await report.open(await browser(context), { javaScriptEnabled: false });
    expect(await page.locator(".findings li").count()).toBe(3);
    expect(await page.locator("button:visible, select:visible").count()).toBe(0);
    for (const id of PANELS) {
      const pictures = page.locator(`#${id} .picture`);
      expect(await pictures.count(), id).toBeGreaterThan(0);
      for (const picture of await pictures.all()) {
        const drawn = picture.locator("svg, .strip").first();
        expect((await drawn.boundingBox())!.height, id).toBeGreaterThan(20);
      }
      expect(await page.locator(`#${id} .command code`).textContent(), id).toContain(id);
    }
    await page.locator("#next-token .numbers summary").click();
    expect(await page.locator("#next-token tbody tr").first().isVisible()).toBe(true);
  });

  it("shows colors that a forced palette would take away", async (context) => {
    const { page } = await report.open(await browser(context), { forcedColors: "active" });
    const adjust = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((node) => getComputedStyle(node).forcedColorAdjust);
    expect(await adjust("#patch .picture svg")).toBe("none");
    expect(await adjust(".strip [data-key]")).toBe("none");
  });
});

describe("the report on paper", () => {
  const browser = useBrowser();
  const report = useReport("Once upon a time, there was a little girl named Lily.");
  // A4 less the margins, at 96 dots per inch.
  const paper = { viewport: { width: 688, height: 1000 }, colorScheme: "dark" } as const;

  it("is on white, whatever the screen and the reader's choice", async (context) => {
    const { page } = await report.open(await browser(context), paper, "#theme=dark");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const grounds = await page
      .locator("body, .masthead, .panel, .findings li")
      .evaluateAll((all) => all.map((node) => getComputedStyle(node).backgroundColor));
    expect(new Set(grounds)).toEqual(new Set(["rgb(255, 255, 255)"]));
  });

  it("holds every panel, and cuts no picture", async (context) => {
    const { page } = await report.open(await browser(context), paper);
    await page.emulateMedia({ media: "print" });
    for (const id of PANELS) expect(await page.locator(`#${id} h3`).isVisible(), id).toBe(true);
    const over = await page
      .locator(".picture svg, .strip")
      .evaluateAll((all) => all.map((node) => node.getBoundingClientRect().right - innerWidth));
    expect(Math.max(...over)).toBeLessThanOrEqual(0);
    expect(await page.locator("button:visible:not(th button), select:visible").count()).toBe(0);
  });

  it("has as many pages as what it says is long", async (context) => {
    const { page } = await report.open(await browser(context));
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    expect(pdf.slice(0, 5)).toBe("%PDF-");
    const pages = pdf.match(/\/Type\s*\/Page\b/g)!.length;
    await page.setViewportSize({ width: 688, height: 1000 });
    await page.emulateMedia({ media: "print" });
    const length = await page.evaluate(() => document.documentElement.scrollHeight);
    // 297 mm less the margins, at 96 dots per inch.
    expect(pages).toBeGreaterThanOrEqual(Math.ceil(length / 1017));
  });

  it("is drawn for its width before the pages are counted, and not again", async (context) => {
    const { page } = await report.open(await browser(context), { colorScheme: "dark" });
    const drawn = () =>
      page.locator(".picture svg").evaluateAll((all) => all.map((one) => one.outerHTML));
    const widths = () =>
      page
        .locator("#patch .picture svg")
        .evaluateAll((all) => all.map((one) => Number(one.getAttribute("width"))));
    const onScreen = await drawn();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(Math.max(...(await widths()))).toBeLessThanOrEqual(688);
    const before = await drawn();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    expect(await drawn()).toEqual(before);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await drawn()).toEqual(onScreen);
  });
});
