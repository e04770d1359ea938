import type { PlainView, Viewable } from "../../src/view/spec.ts";

/** A result made by hand that every kind of view can draw, and one view of each kind. */
const units = [
  { text: "<s>", id: 1, special: true },
  { text: "Once", id: 403 },
  { text: " upon", id: 407 },
  { text: " a", id: 261 },
  { text: " time", id: 378 },
  { text: ",", id: 432 },
  { text: " 世界", id: 99 },
  { text: " <b>", id: 98 },
];

export const sample: Viewable = {
  method: "sample",
  input: { kind: "text", rows: [{ text: "Once upon a time, 世界 <b>", units }] },
  evidence: {},
  data: {
    scores: tensor([8], [0, 0.5, -0.25, 0.125, 1, -1, 0.0625, -0.03]),
    shares: tensor([3], [0.5, 0.25, 0.01]),
    amounts: tensor([3], [2, -1, 0.5]),
    names: [" the", " a", " and"],
    grid: tensor([2, 3], [0, 0.5, 1, -1, -0.5, Number.NaN]),
    otherGrid: tensor([2, 3], [0.25, 0.5, -1, -1, 0, Number.NaN]),
    rows: ["first", "second"],
    layers: [0, 1],
    layerPositions: tensor([2, 8], [0, 0.2, 0.4, 0.6, 0.8, 1, -0.5, -1, 1, 0, 0, 0, 0, 0, 0, 0.1]),
    heads: [0, 1, 2],
    patterns: tensor([2, 3, 4, 4], patterns()),
    readers: units.slice(0, 4),
    generated: units.slice(6),
    generatedScores: tensor(
      [2, 8],
      [0.5, 0.2, 0, 0, -0.4, 1, Number.NaN, Number.NaN, 0, 0, 0.3, 0, 0, -1, 0.25, Number.NaN],
    ),
    lensLayers: ["embed", "0"],
    lens: tensor(
      [2, 8, 2],
      [
        ...Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 0.5 : 0.25)),
        ...Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 0.9 : 0.05)),
      ],
    ),
    lensTokens: ["x", "y"].map((layer) => units.map((_, pos) => [` ${layer}${pos}`, " other"])),
    ranks: tensor(
      [2, 8],
      Array.from({ length: 16 }, (_, i) => (i < 8 ? 3 : 0)),
    ),
    steps: tensor([4], [0, 1, 2, 3]),
    curves: tensor([2, 4], [0, 1, 4, 9, 9, Number.NaN, 3, 0]),
    edges: tensor([5], [0, 0.25, 0.5, 0.75, 1]),
    confidence: tensor([4], [0.1, 0.4, Number.NaN, 0.9]),
    accuracy: tensor([4], [0.125, 0.5, Number.NaN, 0.75]),
    lower: tensor([4], [0.05, 0.3, Number.NaN, 0.6]),
    upper: tensor([4], [0.25, 0.7, Number.NaN, 0.95]),
    counts: tensor([4], [40, 20, 0, 8]),
    points: tensor([3, 2], [0, 0, 1, 1, -1, 2]),
    groups: ["noun", "verb", "noun"],
    records: [
      { name: "0.1", score: 0.75, share: 0.5 },
      { name: "1.0", score: -2, share: 0.015 },
    ],
  },
};

function tensor(dims: readonly number[], data: readonly number[]) {
  return { dims, dtype: "float32", data: Float32Array.from(data) };
}

/** Heads that look at the first token, at the one before, and at all alike; the second layer mixes. */
function patterns(): number[] {
  const head = (weight: (query: number, key: number) => number): number[] =>
    Array.from({ length: 16 }, (_, i) => weight(Math.floor(i / 4), i % 4));
  const first = head((_, key) => (key === 0 ? 1 : 0));
  const previous = head((query, key) => (key === Math.max(0, query - 1) ? 1 : 0));
  const spread = head((query, key) => (key <= query ? 1 / (query + 1) : 0));
  const mixed = first.map((value, i) => (3 * value + previous[i]) / 4);
  return [first, previous, spread, spread, mixed, previous].flat();
}

/** Tokens that pictures stumble over: directions, joined emoji, bytes, marks, controls, nothing, very long. */
const hostileUnits = [
  { text: " שלום", id: 1 },
  { text: "👩‍👩‍👧", id: 2 },
  { text: "<0xE7>", id: 3, part: [0, 2] },
  { text: "<0x8C><0xAB>", id: 4, part: [1, 2] },
  { text: "\u0301\u202e", id: 5 },
  { text: "\u0007\n", id: 6 },
  { text: "" },
  { text: ` ${"long".repeat(100)}`, id: 8, special: true },
];

/** The sample with such tokens, and with numbers that are infinite, missing, tiny and huge. */
export const hostile: Viewable = {
  ...sample,
  input: { kind: "text", rows: [{ units: hostileUnits }] },
  data: {
    ...(sample.data as Readonly<Record<string, unknown>>),
    scores: tensor([8], [Infinity, -Infinity, Number.NaN, 1e30, -1e-30, 0, -1e30, 1]),
    shares: tensor([3], [0, 1e-30, Number.NaN]),
    names: [" مرحبا", "", "x".repeat(300)],
    grid: tensor([2, 3], [1e-30, -1e-30, 0, Infinity, -Infinity, Number.NaN]),
    layerPositions: tensor(
      [2, 8],
      Array.from({ length: 16 }, () => Number.NaN),
    ),
    generated: hostileUnits.slice(6),
    readers: hostileUnits.slice(0, 4),
    curves: tensor([2, 4], [Infinity, 1e30, Number.NaN, -1e30, 0, 0, 0, 0]),
    points: tensor([3, 2], [1e30, -1e30, Number.NaN, 1, Infinity, 2]),
    records: [{ name: "\u001b[2J\n שלום", score: Number.NaN, share: Infinity }],
  },
};

const titled = (kind: string) => ({
  title: { id: `title of ${kind}` },
  summary: { id: "Largest: 1." },
});
const axes = { x: { id: "x" }, y: { id: "y" } };

/** One view of every kind, into {@link sample}. */
export const views: { readonly [K in PlainView["kind"]]: Extract<PlainView, { kind: K }> } = {
  "token-strip": {
    kind: "token-strip",
    ...titled("strip"),
    scale: "diverging",
    data: "/data/scores",
    encoding: { units: "/input/rows/0/units" },
  },
  bars: {
    kind: "bars",
    ...titled("bars"),
    scale: "probability",
    data: "/data/shares",
    encoding: { labels: "/data/names" },
  },
  matrix: {
    kind: "matrix",
    ...titled("matrix"),
    scale: "diverging",
    data: "/data/grid",
    encoding: { rows: "/data/rows", columns: "/data/names" },
    axes: { rows: { id: "row" }, columns: { id: "column" } },
  },
  difference: {
    kind: "difference",
    ...titled("difference"),
    scale: "diverging",
    data: "/data/grid",
    encoding: { second: "/data/otherGrid", rows: "/data/rows", columns: "/data/names" },
    names: { first: { id: "before" }, second: { id: "after" }, difference: { id: "change" } },
    axes: { rows: { id: "row" }, columns: { id: "column" } },
  },
  "layer-position": {
    kind: "layer-position",
    ...titled("layer by position"),
    scale: "diverging",
    data: "/data/layerPositions",
    encoding: { layers: "/data/layers", units: "/input/rows/0/units" },
  },
  "layer-head": {
    kind: "layer-head",
    ...titled("layer by head"),
    scale: "sequential",
    data: "/data/layerPositions",
    encoding: { layers: "/data/layers" },
  },
  attention: {
    kind: "attention",
    ...titled("attention"),
    scale: "probability",
    data: "/data/patterns",
    slices: [
      { title: { id: "layer" }, names: "/data/layers", at: 1 },
      { title: { id: "head" }, names: "/data/heads", at: 1 },
    ],
    encoding: { queries: "/data/readers", keys: "/data/readers" },
  },
  "head-grid": {
    kind: "head-grid",
    ...titled("heads"),
    scale: "probability",
    data: "/data/patterns",
    at: [1, 1],
    encoding: {
      layers: "/data/layers",
      heads: "/data/heads",
      queries: "/data/readers",
      keys: "/data/readers",
    },
  },
  "generated-input": {
    kind: "generated-input",
    ...titled("generated"),
    scale: "diverging",
    data: "/data/generatedScores",
    encoding: { units: "/input/rows/0/units", generated: "/data/generated" },
  },
  "lens-table": {
    kind: "lens-table",
    ...titled("lens"),
    data: "/data/lens",
    encoding: {
      layers: "/data/lensLayers",
      units: "/input/rows/0/units",
      tokens: "/data/lensTokens",
      ranks: "/data/ranks",
    },
  },
  lines: {
    kind: "lines",
    ...titled("lines"),
    data: "/data/curves",
    encoding: { x: "/data/steps", labels: "/data/rows" },
    axes,
  },
  reliability: {
    kind: "reliability",
    ...titled("reliability"),
    data: "/data/accuracy",
    encoding: {
      confidence: "/data/confidence",
      edges: "/data/edges",
      lower: "/data/lower",
      upper: "/data/upper",
      counts: "/data/counts",
    },
  },
  scatter: {
    kind: "scatter",
    ...titled("scatter"),
    data: "/data/points",
    encoding: { labels: "/data/names", groups: "/data/groups" },
    axes,
  },
  table: {
    kind: "table",
    ...titled("table"),
    data: "/data/records",
    columns: [
      { key: "name", title: { id: "head" }, format: "text" },
      { key: "score", title: { id: "score" }, format: "number" },
      { key: "share", title: { id: "share" }, format: "percent" },
    ],
  },
};
