import type { Model, Row } from "../../model/types.ts";
import { type Matrix64, zeroMatrix } from "../../tensor/matrix.ts";
import type { Context } from "../context.ts";
import type { Messages } from "../define.ts";
import { layerPatterns } from "./attention-patterns.ts";
import { LAYER_MESSAGES } from "./layer-options.ts";
import { chosenHeads, layerRange } from "./sites.ts";

/** Options of methods that follow attention through layers. */
export interface MixingOptions {
  /** What a token keeps of itself in each layer. */
  readonly residual: number;
  readonly reduce: "mean" | "max" | "min";
  readonly firstLayer: number;
  readonly lastLayer: number;
  readonly heads: readonly number[] | null;
}

/** Layers and heads by number. */
interface MixingRequest extends Pick<MixingOptions, "residual" | "reduce"> {
  readonly model: Model;
  readonly row: string | Row;
  readonly layers: readonly number[];
  readonly heads: readonly number[];
}

/** What a layer makes of each token, as shares of the tokens below it. */
interface LayerMixing {
  readonly layer: number;
  /** `[query, key]`, each row adds up to one. */
  readonly shares: Matrix64;
}

/**
 * What is asked for, checked.
 * @throws VitrineError `BAD_OPTION` for a layer or head the model does not have.
 */
export function mixingRequest(
  where: string,
  model: Model,
  row: string | Row,
  options: MixingOptions,
): MixingRequest {
  const { residual, reduce } = options;
  const layers = layerRange(where, model, options);
  return { model, row, residual, reduce, layers, heads: chosenHeads(where, model, options.heads) };
}

/**
 * Layer after layer, Ã = w I + (1 − w) A made to have rows that sum to one: A puts the heads together,
 * w is the share that the residual stream keeps. Warns of rows that are all zero, as the smallest of
 * several heads can be: their token stays what it is.
 */
export async function* layerMixings(
  request: MixingRequest,
  context: Context,
): AsyncGenerator<LayerMixing> {
  const { length } = request.model.prepare(request.row)[0].ids;
  let empty = 0;
  for await (const { layer, values } of layerPatterns({ ...request, reduce: "none" }, context)) {
    const together = headsTogether(values, length, request.reduce);
    const shares = { rows: length, columns: length, data: together };
    for (let query = 0; query < length; query++) {
      const row = together.subarray(query * length, (query + 1) * length);
      if (!keepResidual(row, query, request.residual)) empty++;
    }
    yield { layer, shares };
  }
  if (empty > 0) context.warn("warning.empty-rows", { count: empty });
}

/** `[head, query, key]` as one pattern. */
function headsTogether(
  values: Float32Array,
  length: number,
  reduce: MixingOptions["reduce"],
): Float64Array {
  const { data } = zeroMatrix(length, length);
  const heads = values.length / data.length;
  data.set(values.subarray(0, data.length));
  for (let i = data.length; i < values.length; i++) {
    const at = i % data.length;
    if (reduce === "mean") data[at] += values[i];
    else data[at] = Math[reduce](data[at], values[i]);
  }
  return reduce === "mean" ? data.map((sum) => sum / heads) : data;
}

/** Mixes a row with its own token and makes it add up to one; false where there was nothing in it. */
function keepResidual(row: Float64Array, query: number, residual: number): boolean {
  let sum = 0;
  for (let key = 0; key < row.length; key++) {
    row[key] = (1 - residual) * row[key] + (key === query ? residual : 0);
    sum += row[key];
  }
  if (sum === 0) row[query] = 1;
  else for (let key = 0; key < row.length; key++) row[key] /= sum;
  return sum !== 0;
}

/** What the options and the warning say. */
export const MIXING_MESSAGES: Messages = {
  en: {
    ...LAYER_MESSAGES.en,
    "option.residual":
      "Share of a token that the residual stream carries past a layer, from 0 to 1; attention has the rest.",
    "option.reduce": "How the heads of a layer are put together: their mean, max or min.",
    "warning.empty-rows":
      "In {count} rows the heads put together give nothing to any token; there the token was taken to stay what it is.",
  },
  zh: {
    ...LAYER_MESSAGES.zh,
    "option.residual": "一层之中由残差流带过的词元份额，0 到 1；其余归注意力。",
    "option.reduce": "一层的各个头如何合在一起：取平均（mean）、最大（max）或最小（min）。",
    "warning.empty-rows":
      "有 {count} 行在各头合并后没有给任何词元留下份额；这些行视为词元保持原样。",
  },
};
