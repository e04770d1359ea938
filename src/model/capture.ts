import { MASKED_SCORE } from "../blocks/attention.ts";
import { unknownName, VitrineError } from "../errors.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Batch } from "./batch.ts";
import { select } from "./selection.ts";
import type { SiteTable } from "./sites.ts";
import { extract, maskOf } from "./slice.ts";
import type { Capture, CaptureSpec, Site } from "./types.ts";

/** What of a capture is written into the graph. */
export interface CaptureShape {
  /** Canonical hook name. */
  readonly at: string;
  readonly reduce: {
    readonly by: "mean" | "sum" | "norm";
    /** Axis numbers. */
    readonly over: readonly number[];
    /** Axes along which the input `capture:<i>:mask` has the value's dims; null: no mask. */
    readonly mask: readonly boolean[] | null;
  } | null;
}

/** One site to capture, and what to do with it. */
export interface SiteCapture {
  readonly site: Site;
  readonly spec: CaptureSpec;
}

/** Expands names, aliases and globs; one entry per site, the last one said wins. */
export function resolveCaptures(sites: SiteTable, captures: readonly Capture[]): SiteCapture[] {
  const bySite = new Map<string, SiteCapture>();
  for (const capture of captures) {
    const spec = typeof capture === "string" ? { at: capture } : capture;
    for (const site of sites.match(spec.at)) bySite.set(site.name, { site, spec });
  }
  return [...bySite.values()];
}

/** The capture's shape in the graph, and its mask if it needs one. */
export function captureShape(
  { site, spec }: SiteCapture,
  dims: readonly number[],
  batch: Batch,
): { readonly shape: CaptureShape; readonly mask: Tensor | null } {
  if (spec.reduce === undefined) return { shape: { at: site.name, reduce: null }, mask: null };
  const over = spec.reduce.over.map((axis) => {
    const index = site.axes.indexOf(axis);
    if (index > 0) return index;
    if (index === 0) throw badReduction(site, axis);
    throw unknownName(site.name, "axis", axis, site.axes);
  });
  const selection = select(site, dims, spec.where, batch);
  const mask = selection.listed.includes(true) ? maskOf([selection], dims) : null;
  const reduce = { by: spec.reduce.by, over, mask: mask?.whole ?? null };
  return { shape: { at: site.name, reduce }, mask: mask?.tensor ?? null };
}

/** Writes a capture: the value itself, or its summary over real and selected cells. */
export function captureOutput(g: Builder, x: Value, shape: CaptureShape, prefix: string): Value {
  const { reduce } = shape;
  if (reduce === null) return x;
  const op = { mean: "ReduceSum", sum: "ReduceSum", norm: "ReduceL2" }[reduce.by];
  const keep = { keepdims: 1 };
  if (reduce.mask === null) {
    return g.op(reduce.by === "mean" ? "ReduceMean" : op, x, reduce.over, keep);
  }
  const dims = x.dims.map((dim, i) => (reduce.mask![i] ? dim : 1));
  const mask = g.input(`${prefix}:mask`, "bool", dims);
  const total = g.op(op, g.op("Where", mask, x, 0), reduce.over, keep);
  if (reduce.by !== "mean") return total;
  const ones = g.op("Cast", g.op("Expand", mask, g.shape(x)), { to: "float32" });
  const count = g.op("ReduceSum", ones, reduce.over, keep);
  return g.op("Div", total, g.op("Max", count, 1));
}

/** What the caller sees of a captured tensor: axes named, masked scores −Infinity, slice taken. */
export function presentCapture({ site, spec }: SiteCapture, raw: Tensor, batch: Batch): Tensor {
  const shown = site.kind === "attn.attn_scores" ? withInfinities(raw) : raw;
  const named = { ...shown, axes: site.axes };
  if (spec.where === undefined || spec.reduce !== undefined) return named;
  const selection = select(site, raw.dims, spec.where, batch);
  const rows = selection.rows.map((row) => extract(shown, selection.indices(row)));
  if (rows.some((row) => row.data.length !== rows[0].data.length)) {
    throw new VitrineError(
      "BAD_OPTION",
      `capture: ${site.name}: "where" means slices of unlike size in different rows. Capture the rows apart.`,
    );
  }
  const data = new Float32Array(rows.length * rows[0].data.length);
  rows.forEach((row, i) => data.set(row.data as Float32Array, i * row.data.length));
  const dims = [rows.length, ...rows[0].dims.slice(1)];
  return { dtype: "float32", dims, data, axes: site.axes };
}

/** Scores that still hold the mask's mark are −Infinity to the reader. */
function withInfinities(raw: Tensor): Tensor {
  const data = (raw.data as Float32Array).slice();
  for (let i = 0; i < data.length; i++) if (data[i] <= MASKED_SCORE / 10) data[i] = -Infinity;
  return { ...raw, data };
}

function badReduction(site: Site, axis: string): VitrineError {
  return new VitrineError(
    "BAD_OPTION",
    `capture: ${site.name} cannot be reduced over "${axis}"; rows stay apart. Reduce over ${site.axes.slice(1).join(", ")}.`,
  );
}
