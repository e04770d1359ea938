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

/** A score beyond this still holds the mask's mark, or a sum of marks. */
const UNSEEN = -MASKED_SCORE / 1e10;

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

/**
 * Expands names, aliases and globs; one entry per site.
 *
 * @throws VitrineError `BAD_OPTION` where one site is asked for in two unlike ways: a cache holds
 *   one tensor per hook.
 */
export function resolveCaptures(sites: SiteTable, captures: readonly Capture[]): SiteCapture[] {
  const bySite = new Map<string, SiteCapture>();
  for (const capture of captures) {
    const spec = typeof capture === "string" ? { at: capture } : capture;
    for (const site of sites.match(spec.at)) {
      const known = bySite.get(site.name);
      if (known !== undefined && wayOf(known.spec) !== wayOf(spec)) throw twoWays(site);
      bySite.set(site.name, { site, spec });
    }
  }
  return [...bySite.values()];
}

function wayOf({ where, reduce }: CaptureSpec): string {
  return JSON.stringify([where, reduce]);
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
export function presentCapture(capture: SiteCapture, raw: Tensor, batch: Batch): Tensor {
  const { site, spec } = capture;
  if (spec.where === undefined) return { ...shownValues(capture, raw, batch), axes: site.axes };
  const { rows } = select(site, raw.dims, { batch: spec.where.batch ?? {} }, batch);
  const parts = rows.map((row) => presentCaptureRow(capture, raw, batch, row));
  if (parts.some((part) => part.dims.some((dim, i) => dim !== parts[0].dims[i]))) {
    throw new VitrineError(
      "BAD_OPTION",
      `capture: ${site.name}: "where" means slices of unlike size in different rows. Capture the rows apart.`,
    );
  }
  const size = parts[0].data.length;
  const data = new Float32Array(rows.length * size);
  parts.forEach((part, i) => data.set(part.data as Float32Array, i * size));
  return { ...parts[0], dims: [rows.length, ...parts[0].dims.slice(1)], data };
}

/** The same of one row, trimmed to the row's own tokens; the batch axis is kept as 1. */
export function presentCaptureRow(
  capture: SiteCapture,
  raw: Tensor,
  batch: Batch,
  row: number,
): Tensor {
  const { site, spec } = capture;
  const shown = shownValues(capture, raw, batch);
  const { batch: _, ...where } = spec.where ?? {};
  const cells = site.axes.map((axis, i) => {
    if (spec.reduce?.over.includes(axis)) return [0];
    const own = axis in where ? { [axis]: where[axis] } : {};
    return select(site, raw.dims, own, batch, [row]).indices(row)[i];
  });
  return { ...extract(shown, cells), axes: site.axes };
}

/** Scores of masked pairs, and all of padding, are −Infinity to the reader. */
function shownValues({ site, spec }: SiteCapture, raw: Tensor, batch: Batch): Tensor {
  if (site.kind !== "attn.attn_scores") return raw;
  const data = Float32Array.from(raw.data as Float32Array, (x) =>
    Math.abs(x) > UNSEEN ? Math.sign(x) * Infinity : x,
  );
  if (spec.reduce === undefined && batch.padded) maskPaddedKeys(data, raw.dims, batch);
  return { ...raw, data };
}

/** Also where a padded query looks at itself, for the sake of its softmax. */
function maskPaddedKeys(
  data: Float32Array,
  [rows, heads, length]: readonly number[],
  batch: Batch,
): void {
  for (let row = 0; row < rows; row++) {
    const real = new Set(batch.places[row]);
    for (let at = 0; at < length; at++) {
      if (real.has(at)) continue;
      for (let head = 0; head < heads; head++) {
        data[((row * heads + head) * length + at) * length + at] = -Infinity;
      }
    }
  }
}

function twoWays(site: Site): VitrineError {
  return new VitrineError(
    "BAD_OPTION",
    `capture: ${site.name} is asked for in two unlike ways; a run gives one tensor per hook. Capture it whole, or run twice.`,
  );
}

function badReduction(site: Site, axis: string): VitrineError {
  return new VitrineError(
    "BAD_OPTION",
    `capture: ${site.name} cannot be reduced over "${axis}"; rows stay apart. Reduce over ${site.axes.slice(1).join(", ")}.`,
  );
}
