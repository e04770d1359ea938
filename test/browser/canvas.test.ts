import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from "vitest";
import { markBounds } from "../../src/view/bounds.ts";
import type { Mark } from "../../src/view/mark.ts";
import { viewMessages } from "../../src/view/messages.ts";
import { scene } from "../../src/view/scene.ts";
import { translator } from "../../src/view/text.ts";
import { darkTheme, lightTheme } from "../../src/view/theme.ts";
import { useBrowser } from "../helpers/browser.ts";
import { type ServedPage, servePage } from "../helpers/page.ts";
import { handMadeReport } from "../helpers/report.ts";
import { sample, views } from "../helpers/results.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Share of the pixels that may be unlike: edges of letters half a pixel apart. Measured: under 0.004. */
const UNLIKE = 0.005;

const text = translator("en", viewMessages);
const browser = useBrowser();
let served: ServedPage;
let page: Page | undefined;
beforeAll(async () => {
  const files = [path.join(import.meta.dirname, "canvas-page.ts")];
  served = await servePage(`import "./canvas-page.ts";`, { files });
});
afterAll(() => served.close());

/** One page for all tests. */
async function open(context: TestContext): Promise<Page> {
  if (page !== undefined) return page;
  page = await (await browser(context)).newPage();
  await page.goto(served.url);
  return page;
}

async function difference(context: TestContext, marks: readonly Mark[], ground: string) {
  const { width, height } = markBounds(marks, lightTheme.cell);
  const size = { width: Math.ceil(width), height: Math.ceil(height) };
  return (await open(context)).evaluate(
    ([marks, ground, size]) => window.canvases.againstSvg(marks, ground, size),
    [marks, ground, size] as const,
  );
}

describe("a canvas", () => {
  it.for(Object.values(views))("shows $kind as SVG does", async (view, context) => {
    const theme = view.kind === "lines" ? darkTheme : lightTheme;
    const marks = scene(view, sample, { width: 500, theme, text });
    const { unlike, inked } = await difference(context, marks, theme.ground);
    expect(inked).toBeGreaterThan(0.004);
    expect(unlike).toBeLessThan(UNLIKE);
  });

  it("shows every kind of mark as SVG does", async (context) => {
    const { unlike, inked } = await difference(context, everyMark, "#ffffff");
    expect(inked).toBeGreaterThan(0.05);
    expect(unlike).toBeLessThan(UNLIKE);
  });

  it("shows a map of more than 2,000 marks as SVG does", async (context) => {
    const marks = manyMarks(40, 32);
    expect(marks.length).toBeGreaterThan(2000);
    const { unlike, inked } = await difference(context, marks, "#ffffff");
    expect(inked).toBeGreaterThan(0.4);
    expect(unlike).toBeLessThan(UNLIKE);
  });

  it("has the screen's pixels and the page's size", async (context) => {
    const size = { width: 120, height: 40 };
    const screen = await (await browser(context)).newPage({ deviceScaleFactor: 2 });
    await screen.goto(served.url);
    const fitted = await screen.evaluate(([marks, size]) => window.canvases.fitted(marks, size), [
      everyMark,
      size,
    ] as const);
    expect(fitted).toEqual(["120px", 240, true]);
  });

  it("paints see-through marks over those below", async (context) => {
    const box = { kind: "rect", x: 0, y: 0, width: 10, height: 10 } as const;
    const marks: Mark[] = [
      { ...box, fill: "#000000" },
      { ...box, fill: "#ffffff", opacity: 0.5 },
    ];
    const tab = await open(context);
    const colour = await tab.evaluate((given) => window.canvases.colour(given, 5, 5), marks);
    expect(colour.slice(0, 3).every((value) => Math.abs(value - 128) <= 1)).toBe(true);
  });
});

describe("exportResult in a page", () => {
  it.for(["light", "dark"] as const)("writes a PNG, %s", async (ground, context) => {
    const { results } = await handMadeReport("你好");
    const json = results[1].result.toJSON();
    const file = await (
      await open(context)
    ).evaluate(([json, ground]) => window.canvases.exported(json, ground), [json, ground] as const);
    expect(file.width).toBeGreaterThan(600);
    expect(file.inked).toBeGreaterThan(0.005);
  });
});

/** One mark of each kind, in each of its ways. */
const everyMark: readonly Mark[] = [
  { kind: "rect", x: 5, y: 5, width: 30, height: 20, fill: "#275dab", radius: 4 },
  { kind: "rect", x: 45, y: 5, width: 30, height: 20, stroke: "#a25434" },
  { kind: "rect", x: 85, y: 5, width: -3, height: 20, fill: "#ff0000" },
  { kind: "circle", x: 105, y: 15, radius: 9.5, fill: "#6140a3", stroke: "#000000" },
  { kind: "line", x1: 5, x2: 115, y1: 35, y2: 45, stroke: "#111827", width: 2, dash: true },
  {
    kind: "path",
    points: [
      [5, 80],
      [40, 55],
      [60, 75],
      [110, 50],
    ],
    stroke: "#d27e04",
    width: 2,
  },
  {
    kind: "path",
    points: [
      [5, 90],
      [40, 100],
      [5, 110],
    ],
    fill: "#489fa0",
    opacity: 0.4,
  },
  { kind: "text", x: 50, y: 100, text: "Ägypten 12", fill: "#000000" },
  { kind: "text", x: 115, y: 120, text: "end", fill: "#000000", anchor: "end", font: "mono" },
  { kind: "text", x: 60, y: 120, text: "mid", fill: "#000000", anchor: "middle", weight: "bold" },
  {
    kind: "text",
    x: 80,
    y: 85,
    text: "שלום!",
    fill: "#000000",
    anchor: "middle",
    direction: "rtl",
  },
  { kind: "text", x: 20, y: 160, text: "turned", fill: "#000000", upright: false, size: 11 },
  {
    kind: "raster",
    x: 40,
    y: 130,
    width: 77,
    height: 31,
    columns: 7,
    rows: 3,
    cells: Array.from({ length: 21 }, (_, i) => (i % 4) - 1),
    palette: ["#003981", "#5b84c1", "#832d00"].map((fill) => ({ fill, level: 1 })),
  },
];

/** A grid of cells, each with its number. */
function manyMarks(columns: number, rows: number): readonly Mark[] {
  return Array.from({ length: columns * rows }, (_, i): readonly Mark[] => {
    const [x, y] = [(i % columns) * 24, Math.floor(i / columns) * 16];
    const { fill, ink } = lightTheme.paint("diverging", ((i * 7) % 21) / 10 - 1);
    return [
      { kind: "rect", x, y, width: 23, height: 15, fill },
      {
        kind: "text",
        x: x + 12,
        y: y + 8,
        text: String(i % 97),
        fill: ink,
        anchor: "middle",
        font: "mono",
        size: 11,
      },
    ];
  }).flat();
}
