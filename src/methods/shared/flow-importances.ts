import type { Model, Row } from "../../model/types.ts";
import type { Context } from "../context.ts";
import { type AttentionLayer, isPostNorm, readAttention } from "./attention-layers.ts";
import { addAttention, type BlockSum, constantPart, type SumCheck } from "./block-parts.ts";
import { normalisePart } from "./linear-norm.ts";
import { attentionSum, proximity } from "./proximity.ts";

/** Importances of every edge of one layer; what enters a node sums to one. */
export interface LayerFlow {
  readonly layer: number;
  /** `[head, query, key]`: into the stream after attention. */
  readonly attention: Float64Array;
  /** `[pos]`: of the stream before attention. */
  readonly residual: Float64Array;
  /** `[pos]`: into the layer's end, of the MLP and of the stream before it. */
  readonly mlp: Float64Array;
  readonly residualMlp: Float64Array;
  /** Sums that no part comes near. */
  readonly empty: number;
}

export interface FlowRequest {
  readonly model: Model;
  readonly row: string | Row;
  readonly layers: readonly number[];
  /** Edges at or below this share are dropped and the rest made to sum to one; 0 keeps all. */
  readonly renormalize: number;
}

/** Reads importances layer by layer: each sum's parts by their L1 proximity to it. */
export async function* layerFlows(
  { model, row, layers, renormalize }: FlowRequest,
  context: Context,
  check: SumCheck,
): AsyncGenerator<LayerFlow> {
  const post = isPostNorm(model);
  const sum = attentionSum(model);
  const end = post ? "normalized_resid_post" : "resid_post";
  const request = {
    model,
    row,
    layers,
    stream: [...sum.stream, "mlp_out", end],
    norms: post ? (["ln1", "ln2"] as const) : [],
  };
  for await (const layer of readAttention(request, context)) {
    const whole = layer.stream.get(end)!;
    const after = { residual: null, norm: layer.norms.get("ln2") ?? null, whole };
    yield flowOf(layer, sum.of(layer), after, { renormalize, check });
  }
}

interface Settings {
  readonly renormalize: number;
  readonly check: SumCheck;
}

function flowOf(
  layer: AttentionLayer,
  sum: BlockSum,
  after: BlockSum,
  settings: Settings,
): LayerFlow {
  const { length, nHeads } = layer;
  const attention = new Float64Array(nHeads * length * length);
  const [residual, mlp, residualMlp] = [0, 0, 0].map(() => new Float64Array(length));
  let empty = 0;
  for (let pos = 0; pos < length; pos++) {
    const into = attentionShares(layer, sum, pos, settings.check);
    if (!sharesOf(into, settings.renormalize)) empty++;
    residual[pos] = into[nHeads * length];
    for (let head = 0; head < nHeads; head++) {
      const row = into.subarray(head * length, (head + 1) * length);
      attention.set(row, (head * length + pos) * length);
    }
    const beside = endShares(layer, sum, after, pos, settings.check);
    if (!sharesOf(beside, settings.renormalize)) empty++;
    [mlp[pos], residualMlp[pos]] = beside;
  }
  return { layer: layer.layer, attention, residual, mlp, residualMlp, empty };
}

/** Proximities of every head's and token's part, `[head · key]`, and last of the stream's. */
function attentionShares(
  layer: AttentionLayer,
  sum: BlockSum,
  pos: number,
  check: SumCheck,
): Float64Array {
  const { length, nHeads, width } = layer;
  const near = new Float64Array(nHeads * length + 1);
  const total = constantPart(layer, sum, pos);
  const part = new Float64Array(width);
  const measure = (): number => {
    if (sum.norm !== null) normalisePart(sum.norm, pos, part);
    for (let i = 0; i < width; i++) total[i] += part[i];
    return proximity(part, sum.whole, pos);
  };
  for (let head = 0; head < nHeads; head++) {
    for (let key = 0; key < length; key++) {
      if (!addAttention(layer, pos, key, [head], part.fill(0))) continue;
      near[head * length + key] = measure();
    }
  }
  part.set(sum.residual!.subarray(pos * width, (pos + 1) * width));
  near[nHeads * length] = measure();
  check.add(total, sum.whole, pos);
  return near;
}

/** Proximities of the MLP's output and of the stream before it to the layer's end. */
function endShares(
  { width, stream }: AttentionLayer,
  before: BlockSum,
  after: BlockSum,
  pos: number,
  check: SumCheck,
): Float64Array {
  const total = Float64Array.from(after.norm?.bias ?? new Float64Array(width));
  const parts = [stream.get("mlp_out")!, before.whole].map((values) => {
    const part = Float64Array.from(values.subarray(pos * width, (pos + 1) * width));
    if (after.norm !== null) normalisePart(after.norm, pos, part);
    for (let i = 0; i < width; i++) total[i] += part[i];
    return proximity(part, after.whole, pos);
  });
  check.add(total, after.whole, pos);
  return Float64Array.from(parts);
}

/** Makes proximities shares, in place, without those up to the threshold; false where none is left. */
function sharesOf(near: Float64Array, threshold: number): boolean {
  const divide = (): boolean => {
    const sum = near.reduce((total, value) => total + value, 0);
    if (sum > 0) for (let i = 0; i < near.length; i++) near[i] /= sum;
    return sum > 0;
  };
  const any = divide();
  if (!any || threshold === 0) return any;
  for (let i = 0; i < near.length; i++) if (near[i] <= threshold) near[i] = 0;
  return divide();
}
