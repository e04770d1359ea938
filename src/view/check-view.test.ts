import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import { html } from "./html.ts";
import { dataTable, scene } from "./scene.ts";
import type { PlainView, Viewable } from "./spec.ts";
import { terminal } from "./terminal.ts";
import { lightTheme, terminalTheme } from "./theme.ts";

const text = (id: string): string => id;
const words = { title: { id: "title" }, summary: { id: "summary" } } as const;
const scaled = { ...words, scale: "sequential" } as const;
const axes = { x: { id: "x" }, y: { id: "y" } } as const;

const tensor = (...dims: number[]) => {
  const length = dims.reduce((product, size) => product * size, 1);
  return { dims, data: Array.from({ length }, (_, i) => i / length) };
};

/** Three tokens, two layers, two heads. */
const DATA = {
  units: [{ text: "a" }, { text: "b" }, { text: "c" }],
  layers: [0, 1],
  names: ["a", "b"],
  pos: tensor(3),
  map: tensor(2, 3),
  heads: tensor(2, 2),
  square: tensor(3, 3),
  grid: tensor(2, 2, 3, 3),
  lens: tensor(2, 3, 1),
  said: [
    [["x"], ["y"], ["z"]],
    [["x"], ["y"], ["z"]],
  ],
  bins: tensor(2),
  edges: tensor(3),
  points: tensor(2, 2),
};

const VIEWS: readonly PlainView[] = [
  { kind: "token-strip", ...scaled, data: "/data/pos", encoding: { units: "/data/units" } },
  { kind: "bars", ...scaled, data: "/data/bins", encoding: { labels: "/data/names" } },
  {
    kind: "matrix",
    ...scaled,
    data: "/data/map",
    encoding: { rows: "/data/names", columns: "/data/units" },
    axes: { rows: { id: "rows" }, columns: { id: "columns" } },
  },
  {
    kind: "difference",
    ...scaled,
    data: "/data/map",
    encoding: { second: "/data/map", rows: "/data/names", columns: "/data/units" },
    names: { first: { id: "a" }, second: { id: "b" }, difference: { id: "c" } },
    axes: { rows: { id: "rows" }, columns: { id: "columns" } },
  },
  {
    kind: "layer-position",
    ...scaled,
    data: "/data/map",
    encoding: { layers: "/data/layers", units: "/data/units" },
  },
  { kind: "layer-head", ...scaled, data: "/data/heads", encoding: { layers: "/data/layers" } },
  {
    kind: "attention",
    ...scaled,
    data: "/data/square",
    encoding: { queries: "/data/units", keys: "/data/units" },
  },
  {
    kind: "head-grid",
    ...scaled,
    data: "/data/grid",
    encoding: {
      layers: "/data/layers",
      heads: "/data/names",
      queries: "/data/units",
      keys: "/data/units",
    },
  },
  {
    kind: "generated-input",
    ...scaled,
    data: "/data/map",
    encoding: { units: "/data/units", generated: "/data/names" },
  },
  {
    kind: "lens-table",
    ...words,
    data: "/data/lens",
    encoding: {
      layers: "/data/names",
      units: "/data/units",
      tokens: "/data/said",
      ranks: "/data/map",
    },
  },
  {
    kind: "lines",
    ...words,
    data: "/data/map",
    encoding: { x: "/data/pos", labels: "/data/names", lower: "/data/map", upper: "/data/map" },
    axes,
  },
  {
    kind: "reliability",
    ...words,
    data: "/data/bins",
    encoding: {
      confidence: "/data/bins",
      edges: "/data/edges",
      lower: "/data/bins",
      upper: "/data/bins",
      counts: "/data/bins",
    },
  },
  {
    kind: "scatter",
    ...words,
    data: "/data/points",
    encoding: { labels: "/data/names", groups: "/data/names" },
    axes,
  },
];

const resultOf = (data: object): Viewable => ({ method: "m", input: null, data, evidence: null });

/** Everything that draws a view. */
const DRAWN: Readonly<Record<string, (view: PlainView, result: Viewable) => unknown>> = {
  scene: (view, result) => scene(view, result, { width: 600, theme: lightTheme, text }),
  terminal: (view, result) =>
    terminal(scene(view, result, { width: 80, theme: terminalTheme("dark", true), text }), {
      width: 80,
      depth: "none",
    }),
  html: (view, result) => html(view, result, { text, id: "v" }),
  table: (view, result) => dataTable(view, result, text),
};

const codeOf = (run: () => unknown): string | null => {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof VitrineError) return error.code;
    throw error;
  }
};

describe.each(Object.entries(DRAWN))("%s", (_, draw) => {
  it.each(VIEWS)("refuses what does not fit: $kind", (view) => {
    expect(codeOf(() => draw(view, resultOf(DATA)))).toBeNull();
    const field = view.data.slice("/data/".length);
    const other = { ...DATA, [field]: tensor(5, 5, 5, 5, 5) };
    expect(codeOf(() => draw(view, resultOf(other)))).toBe("BAD_SHAPE");
    const cut = { ...tensor(...DATA[field as "map"].dims), data: [1] };
    expect(codeOf(() => draw(view, resultOf({ ...DATA, [field]: cut })))).toBe("BAD_SHAPE");
    for (const name of Object.keys((view as { encoding: object }).encoding)) {
      const encoding = { ...(view as { encoding: object }).encoding };
      const at = (pointer: string): PlainView =>
        ({ ...view, encoding: { ...encoding, [name]: pointer } }) as PlainView;
      expect(codeOf(() => draw(at("/data/short"), resultOf({ ...DATA, short: ["a"] })))).toBe(
        "BAD_SHAPE",
      );
      expect(codeOf(() => draw(at("/data/nowhere"), resultOf(DATA)))).toBe("BAD_INPUT");
    }
  });

  it.each(VIEWS)("draws numbers that are not there as nothing: $kind", (view) => {
    const field = view.data.slice("/data/".length);
    const whole = DATA[field as "map"];
    const empty = { dims: whole.dims, data: whole.data.map(() => NaN) };
    const drawn = JSON.stringify(draw(view, resultOf({ ...DATA, [field]: empty })));
    expect(drawn).not.toMatch(/(x|y|x1|y1|x2|y2|width|height)\\?"?[:=]\\?"?(null|NaN)/);
  });
});

describe("a view", () => {
  it("of a kind that there is not is an error that lists the kinds", () => {
    const pie = { ...VIEWS[0], kind: "pie" } as unknown as PlainView;
    const result = resultOf(DATA);
    expect(() => scene(pie, result, { width: 600, theme: lightTheme, text })).toThrow(
      /^view: no kind "pie"; expected stack or one of token-strip, bars, matrix/,
    );
  });

  it("takes no words for numbers", () => {
    const strip = { ...VIEWS[0], data: "/data/layers" } as PlainView;
    const result = resultOf({ ...DATA, layers: ["a", "b", "c"] });
    expect(() => dataTable(strip, result, text)).toThrow(
      "view: /data/layers of m holds no numbers.",
    );
    const numbers = resultOf({ ...DATA, layers: [1, "NaN", "-Infinity"] });
    expect(() => dataTable(strip, numbers, text)).not.toThrow();
  });

  it("names what does not fit, and how", () => {
    const strip = resultOf({ ...DATA, pos: tensor(4) });
    expect(() => dataTable(VIEWS[0], strip, text)).toThrow(
      "view: /data/units does not fit the view; expected 4 entries, got 3.",
    );
  });
});
