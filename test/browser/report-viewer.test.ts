import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser.ts";
import { useReport } from "../helpers/report-page.ts";

const TEXT = "Once upon a time, there was a little girl named Lily.";

/** The results as the file holds them. */
const resultsIn = (file: string): Record<string, Stored> => {
  const [, json] = /id="results">(.*?)<\/script>/s.exec(readFileSync(file, "utf8"))!;
  const { results } = JSON.parse(json) as { results: (Stored & { method: string })[] };
  return Object.fromEntries(results.map((result) => [result.method, result]));
};

interface StoredTensor {
  readonly dims: readonly number[];
  readonly data: readonly number[] | { readonly base64: string };
}

interface Stored {
  readonly data: Readonly<Record<string, StoredTensor>>;
}

const valuesOf = ({ data }: StoredTensor): ArrayLike<number> => {
  if (!("base64" in data)) return data;
  const bytes = Buffer.from(data.base64, "base64");
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
};

describe("the report's viewer", () => {
  const browser = useBrowser();
  const report = useReport(TEXT);
  const spoken = (page: Page) => page.locator("[role=status]").textContent();
  const tip = (page: Page) => page.locator(".tip.shown");

  it("says everything in the other language without a reload, and remembers it", async (context) => {
    const { page } = await report.open(await browser(context));
    const words = () => page.locator("#page").innerText();
    const english = await words();
    await page.evaluate(() => ((window as { same?: boolean }).same = true));
    await page.locator(".controls [data-value=zh]").click();
    const chinese = await words();

    expect(await page.evaluate(() => (window as { same?: boolean }).same)).toBe(true);
    expect(await page.getAttribute("html", "lang")).toBe("zh-CN");
    expect(await page.title()).toBe("stories260k 如何处理这段文本");
    expect(await page.locator(":focus").textContent()).toBe("中文");
    for (const said of [
      "读完这段文本，模型预期", // finding
      "已检验",
      "模型预期接下来是什么？", // question
      "最可能的下一个词元是", // caption
      "降低", // legend
      "准确率", // axis title
      "随机种子", // evidence
      "复制", // button
      "颜色刻度",
    ]) {
      expect(chinese, said).toContain(said);
    }
    for (const said of [
      "How to read it",
      "Evidence",
      "Show the numbers",
      "Copy",
      "layer",
      "seed",
    ]) {
      expect(english, said).toContain(said);
      expect(chinese, said).not.toContain(said);
    }
    expect(page.url()).toMatch(/#lang=zh$/);
    await page.reload();
    expect(await words()).toBe(chinese);
    await page.locator(".controls [data-value=en]").click();
    expect(await words()).toBe(english);
  });

  it("is light, dark, or as the system is", async (context) => {
    const { page } = await report.open(await browser(context), { colorScheme: "light" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.locator(".controls [data-value=dark]").click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.locator(".controls [data-value=auto]").click();
    expect(await ground()).toBe(light);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await ground()).toBe(dark);
  });

  it("shows a value under the pointer, and keeps it once clicked", async (context) => {
    const { page } = await report.open(await browser(context));
    const [first, second] = await page.locator("#integrated-gradients .strip [data-key]").all();
    await first.hover();
    expect(await tip(page).textContent()).toBe(await first.getAttribute("data-label"));
    await second.click();
    const kept = page.locator("#integrated-gradients .kept");
    const label = await second.getAttribute("data-label");
    expect(await kept.textContent()).toContain(label);
    await first.hover();
    expect(await kept.textContent()).toContain(label);
    await second.click();
    expect(await kept.isVisible()).toBe(false);
  });

  it("leads the keyboard to every value of a map, spoken with its row and column", async (context) => {
    const { page } = await report.open(await browser(context));
    const { dims } = resultsIn(report.file)["attention-pattern"].data.patterns;
    const tokens = dims[2];
    const map = page.locator("#attention-pattern .view-matrix .picture");
    await map.focus();
    await page.keyboard.press("Home");
    const heard = new Set([await spoken(page)]);
    const walk = async (key: string, steps: number): Promise<void> => {
      for (let step = 0; step < steps; step++) {
        await page.keyboard.press(key);
        heard.add(await spoken(page));
      }
    };
    // A query looks back only: row by row, to the first key and out to the diagonal again.
    for (let row = 0; row < tokens; row++) {
      await walk(row % 2 === 0 ? "ArrowLeft" : "ArrowRight", row);
      if (row === tokens - 1) break;
      await walk("ArrowDown", 1);
      if (row % 2 === 1) await walk("ArrowRight", 1);
    }
    expect(heard.size).toBe((tokens * (tokens + 1)) / 2);
    for (const label of heard) expect(label).toMatch(/^query .+: <?\d+(\.\d+)?%$/);
  });

  it("has one stop of the Tab key per picture, and speaks at each", async (context) => {
    const { page } = await report.open(await browser(context));
    for (const picture of await page.locator(".picture").all()) {
      await picture.focus();
      await page.keyboard.press("Home");
      const first = await spoken(page);
      await page.keyboard.press("End");
      expect(first).toMatch(/\d/);
      expect(await spoken(page)).not.toBe(first);
      expect(await picture.locator("[tabindex], a, button").count()).toBe(0);
    }
  });

  it("opens the table of the text at the top in its panel, and comes back", async (context) => {
    const { page } = await report.open(await browser(context));
    await page.locator(".subject .picture").focus();
    await page.keyboard.press("t");
    expect(await page.locator("#integrated-gradients table").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.locator("#integrated-gradients table").isVisible()).toBe(false);
    expect(await page.locator(":focus").getAttribute("class")).toContain("picture");
  });

  it("keeps a value with Enter, lets it go with Escape, opens the table with T", async (context) => {
    const { page } = await report.open(await browser(context));
    const panel = page.locator("#project");
    await panel.locator(".picture").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    expect(await panel.locator(".kept").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await panel.locator(".kept").isVisible()).toBe(false);
    await page.keyboard.press("t");
    expect(await panel.locator("table").isVisible()).toBe(true);
    expect(await page.locator(":focus").getAttribute("class")).toContain("listed");
    await page.keyboard.press("t");
    expect(await panel.locator("table").isVisible()).toBe(false);
    expect(await page.locator(":focus").getAttribute("class")).toContain("picture");
  });
});

describe("choosing in the report", () => {
  const browser = useBrowser();
  const report = useReport(TEXT);

  const table = (page: Page): Promise<string[][]> =>
    page
      .locator("#attention-pattern .view-matrix table tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
      );

  const expected = (layer: number, head: number): number[][] => {
    const patterns = resultsIn(report.file)["attention-pattern"].data.patterns;
    const [, heads, length] = patterns.dims;
    const values = valuesOf(patterns);
    const offset = (layer * heads + head) * length * length;
    return Array.from({ length }, (_, query) =>
      Array.from({ length }, (_, key) => values[offset + query * length + key]),
    );
  };

  const matches = (shown: string[][], values: number[][]): void => {
    const shares = shown.map((row) =>
      row.slice(1).map((cell) => parseFloat(cell.replace("<", ""))),
    );
    values.forEach((row, query) =>
      row.forEach((value, key) => {
        const percent = 100 * value;
        const near = percent < 9.95 ? 0.051 : 0.51;
        if (key > query) expect(shares[query][key]).toBeNaN();
        else
          expect(Math.abs(shares[query][key] - percent)).toBeLessThanOrEqual(Math.max(near, 0.1));
      }),
    );
  };

  it("shows another head's numbers in its pictures and tables", async (context) => {
    const { page } = await report.open(await browser(context));
    const panel = page.locator("#attention-pattern");
    await panel.locator(".view-matrix summary").click();
    const [layer, head] = [3, 2];
    await panel.locator(".choices select").nth(0).selectOption(String(layer));
    const before = await panel.locator(".view-matrix .picture").innerHTML();
    await panel.locator(".choices select").nth(1).selectOption(String(head));
    expect(await panel.locator(".view-matrix .picture").innerHTML()).not.toBe(before);
    expect(await panel.locator(".view-matrix .chosen").textContent()).toContain(`${layer}`);
    matches(await table(page), expected(layer, head));
  });

  it("takes layer and head from a thumbnail, by click and by keyboard", async (context) => {
    const { page } = await report.open(await browser(context));
    const panel = page.locator("#attention-pattern");
    await panel.locator(".view-matrix summary").click();
    const grid = panel.locator(".view-head-grid .picture");
    await grid.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const chosen = async () =>
      panel
        .locator(".choices select")
        .evaluateAll((all) =>
          all.slice(0, 2).map((one) => Number((one as HTMLSelectElement).value)),
        );
    expect(await chosen()).toEqual([0, 1]);
    matches(await table(page), expected(0, 1));
    await panel.locator(".view-matrix .picture").focus();
    await page.keyboard.press("]");
    await page.keyboard.press("}");
    expect(await chosen()).toEqual([1, 2]);
    matches(await table(page), expected(1, 2));
  });

  it("keeps what was chosen when the language changes", async (context) => {
    const { page } = await report.open(await browser(context));
    await page.locator("#attention-pattern .choices select").nth(0).selectOption("2");
    await page.locator(".controls [data-value=zh]").click();
    expect(await page.locator("#attention-pattern .choices select").nth(0).inputValue()).toBe("2");
    expect(await page.locator("#attention-pattern .chosen").first().textContent()).toContain("2");
  });

  it("changes the scale of a panel's colors", async (context) => {
    const { page } = await report.open(await browser(context));
    const panel = page.locator("#head-scores");
    const fills = () =>
      panel.locator("svg rect").evaluateAll((all) => all.map((one) => one.getAttribute("fill")));
    const before = await fills();
    await panel.locator(".choices select").selectOption("linear");
    expect(await fills()).not.toEqual(before);
  });

  it("sorts bars by value and tables by column", async (context) => {
    const { page } = await report.open(await browser(context));
    const panel = page.locator("#next-token");
    await panel.locator(".numbers summary").click();
    const names = () => panel.locator("tbody td:first-child").allTextContents();
    const found = await names();
    await panel.locator("th button").first().click();
    expect(await panel.locator("th").first().getAttribute("aria-sort")).toBe("ascending");
    const sorted = await names();
    expect(sorted).not.toEqual(found);
    expect(sorted.toSorted()).toEqual(found.toSorted());
    await panel.locator("th button").first().click();
    expect(await names()).toEqual([...sorted].reverse());
    expect(await panel.locator("th").first().getAttribute("aria-sort")).toBe("descending");
  });
});

describe("taking things out of the report", () => {
  const browser = useBrowser();
  const report = useReport(TEXT);

  const download = async (page: Page, press: string): Promise<Buffer> => {
    const started = page.waitForEvent("download");
    await page.locator(press).first().click();
    const made = await started;
    const saved = path.join(report.folder, made.suggestedFilename());
    await made.saveAs(saved);
    return readFileSync(saved);
  };

  it("saves each figure as SVG, PNG and CSV", async (context) => {
    const { page, complaints } = await report.open(await browser(context));
    const of = (format: string): string => `#patch .saving button:has-text("${format}")`;
    const svg = (await download(page, of("SVG"))).toString("utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toContain("var(");
    expect((await download(page, of("PNG"))).subarray(1, 4).toString()).toBe("PNG");
    const csv = (await download(page, of("CSV"))).toString("utf8");
    const effects = resultsIn(report.file).patch.data.sweeps as unknown as readonly {
      readonly effects: { readonly dims: readonly number[] };
    }[];
    expect(readdirSync(report.folder)).toContain("patch-layer-position.csv");
    expect(csv.trim().split("\r\n")).toHaveLength(effects[0].effects.dims[0] + 1);
    expect(complaints).toEqual([]);
  });

  it("saves one result and all of them as JSON", async (context) => {
    const { page } = await report.open(await browser(context));
    const one = JSON.parse((await download(page, "#patch .actions button:last-child")).toString());
    expect(one.method).toBe("patch");
    expect(one.data.layers).toEqual([0, 1, 2, 3, 4]);
    const all = JSON.parse((await download(page, "[data-do=save]")).toString());
    expect(all.schema).toBe(1);
    expect(all.results).toHaveLength(9);
    expect(all.results.find(({ method }: { method: string }) => method === "patch")).toEqual(one);
  });

  it("copies the command that gives a result again, from a page on disk", async (context) => {
    const { page } = await report.open(await browser(context), {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const command = await page.locator("#patch .command code").textContent();
    await page.locator("#patch .actions button").first().click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(command);
    expect(await page.locator("#patch .actions button").first().textContent()).toBe("Copied");
  });

  it("copies where the browser keeps its clipboard to itself", async (context) => {
    const { page } = await report.open(await browser(context));
    await page.evaluate(() => {
      const refused = { writeText: () => Promise.reject(new Error("no")) };
      Object.defineProperty(navigator, "clipboard", { value: refused });
      document.addEventListener("copy", () => {
        document.body.dataset.copied = String(getSelection());
      });
    });
    await page.locator("#patch .actions button").first().click();
    await expect
      .poll(() => page.locator("#patch .actions button").first().textContent())
      .toBe("Copied");
  });
});
