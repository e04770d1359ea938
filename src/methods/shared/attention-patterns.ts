import { VitrineError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";
import type { Capture, Evaluator, Model, Row, Site } from "../../model/types.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import type { Context } from "../context.ts";

/** Which patterns of a text are read, and whether heads are put together. */
export interface PatternRequest {
  readonly model: Model;
  readonly row: string | Row;
  readonly layers: readonly number[];
  /** By number. */
  readonly heads: readonly number[];
  readonly reduce: "none" | "mean" | "max";
  /** Patterns of this size that are held at once; default 1. */
  readonly copies?: number;
  /** What runs it, where that is not the subject's first model. */
  readonly on?: Evaluator;
}

export interface Patterns {
  /** `[layer, head, query, key]`, float32; one head where they were put together. */
  readonly values: Tensor;
  /** Largest |Σ_key A − 1| of a row; of a row of the mean where heads were averaged. */
  readonly rowDeviation: number;
}

/** What one layer's heads look at. */
export interface LayerPatterns {
  readonly layer: number;
  /** `[head, query, key]`; one head where the run averaged them. */
  readonly values: Float32Array;
}

/**
 * The patterns of a text as the model works them out, layer after layer: as many layers in one run as
 * fit into the budget. Methods that ask for the same layers and heads share the run through a memo.
 */
export async function* layerPatterns(
  request: PatternRequest,
  context: Context,
): AsyncGenerator<LayerPatterns> {
  const { model, row, layers, reduce } = request;
  const { length } = model.prepare(row)[0].ids;
  const captured = reduce === "mean" ? 1 : model.config.nHeads;
  const sitesRead = model.sites("attn.pattern", { layers });
  const runs = groupsWithin(context.budget, captured * length * length * BYTES, sitesRead);
  const cases = runs.map((sites) => ({
    input: row,
    capture: sites.map((site) => captureOf(site, request)),
  }));
  for await (const { index, cache } of context.stream(cases, request.on)) {
    for (const { name, layer } of runs[index]) {
      yield { layer: layer!, values: cache!.get(name).data as Float32Array };
    }
  }
}

/** What one layer's heads look at, and what the target makes of it. */
export interface LayerSlopes extends LayerPatterns {
  /** `[head, query, key]`: the target's gradient with respect to `values`. */
  readonly slopes: Float32Array;
  /** The target. */
  readonly target: number;
}

/**
 * The patterns of a text with a target's gradient, layer after layer. The patterns are asked for as in
 * `layerPatterns`, in a case of their own, so that a memo serves them.
 */
export async function* layerSlopes(
  request: Omit<PatternRequest, "reduce">,
  target: Target,
  context: Context,
): AsyncGenerator<LayerSlopes> {
  const { model, row, layers, heads } = request;
  const { length } = model.prepare(row)[0].ids;
  const size = length * length;
  const bytes = 2 * model.config.nHeads * size * BYTES;
  for (const sites of groupsWithin(
    context.budget,
    bytes,
    model.sites("attn.pattern", { layers }),
  )) {
    const capture = sites.map((site) => captureOf(site, { ...request, reduce: "none" }));
    const wrt = sites.map((site) => site.name);
    const [read, differentiated] = await context.evaluate([
      { input: row, capture },
      { input: row, target, wrt },
    ]);
    for (const { name, layer } of sites) {
      const values = read.cache!.get(name).data as Float32Array;
      const all = differentiated.gradients!.get(name).data as Float32Array;
      const slopes = new Float32Array(values.length);
      heads.forEach((head, i) => {
        slopes.set(all.subarray(head * size, (head + 1) * size), i * size);
      });
      yield { layer: layer!, values, slopes, target: differentiated.value! };
    }
  }
}

/**
 * Reads attention patterns layer by layer: as many layers in one run as fit into the budget, and only
 * what was asked for kept of them.
 *
 * @throws VitrineError `BAD_OPTION` before any work if what was asked for is itself over the budget.
 */
export async function readPatterns(request: PatternRequest, context: Context): Promise<Patterns> {
  const { model, layers, heads, reduce } = request;
  const length = model.prepare(request.row)[0].ids.length;
  const kept = reduce === "none" ? heads.length : 1;
  const dims = [layers.length, kept, length, length];
  checkSize(context, dims, request.copies ?? 1);
  const size = kept * length * length;
  const values = new Float32Array(layers.length * size);
  let rowDeviation = 0;
  for await (const { layer, values: pattern } of layerPatterns(request, context)) {
    rowDeviation = Math.max(rowDeviation, worstRow(pattern, length));
    const own = reduce === "max" ? largest(pattern, length) : pattern;
    layers.forEach((wanted, i) => {
      if (wanted === layer) values.set(own, i * size);
    });
  }
  return { values: { ...tensor("float32", dims, values), axes: AXES }, rowDeviation };
}

/**
 * Layers in groups that fit into the budget together, one by one where no two do.
 *
 * @param bytes - Of one layer.
 */
export function groupsWithin<T>(budget: number, bytes: number, layers: readonly T[]): T[][] {
  const size = Math.max(1, Math.floor(budget / bytes));
  const count = Math.ceil(layers.length / size);
  return Array.from({ length: count }, (_, i) => layers.slice(i * size, (i + 1) * size));
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const AXES = ["layer", "head", "query", "key"];

/** Where all heads are read as they are, the plain name: a memo then answers it from any run that has it. */
function captureOf(site: Site, { model, heads, reduce }: PatternRequest): Capture {
  const isAll = heads.length === model.config.nHeads && heads.every((head, i) => head === i);
  if (isAll && reduce !== "mean") return site.name;
  const capture = { at: site.name, where: { head: heads } };
  return reduce === "mean" ? { ...capture, reduce: { by: "mean", over: ["head"] } } : capture;
}

function checkSize({ where, budget }: Context, dims: readonly number[], copies: number): void {
  const [layers, heads, length] = dims;
  const bytes = copies * layers * heads * length * length * BYTES;
  if (bytes <= budget) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: ${copies === 1 ? "" : `${copies} × `}${layers} × ${heads} patterns of ${length} tokens do not fit; expected at most ${budget} bytes, got ${bytes}. Choose layers or heads, average the heads, or raise the budget.`,
    { details: { dims, bytes, budget } },
  );
}

/** Largest |Σ − 1| of the rows of some patterns. */
function worstRow(values: Float32Array, length: number): number {
  let worst = 0;
  for (let start = 0; start < values.length; start += length) {
    let sum = 0;
    for (let key = 0; key < length; key++) sum += values[start + key];
    worst = Math.max(worst, Math.abs(sum - 1));
  }
  return worst;
}

/** Cell by cell, the largest of several patterns. */
function largest(patterns: Float32Array, length: number): Float32Array {
  const size = length * length;
  const most = patterns.slice(0, size);
  for (let i = size; i < patterns.length; i++) {
    most[i % size] = Math.max(most[i % size], patterns[i]);
  }
  return most;
}
