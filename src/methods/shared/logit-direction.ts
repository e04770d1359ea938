import { VitrineError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";
import type { Model, Row } from "../../model/types.ts";
import type { Context } from "../context.ts";
import { sitesOf } from "./sites.ts";
import { describeTarget } from "./targets.ts";
import { numbers } from "./tensors.ts";

/** How the last stream is read as a sum of logits: value = Σ_pos direction · stream + constant. */
export interface LogitDirection {
  readonly value: number;
  /** What no part of the stream brings: the final norm's bias and the unembedding's. */
  readonly constant: number;
  /** `[pos, unit]`: zero where the target does not read. */
  readonly direction: Float64Array;
}

/**
 * Reads a target that is linear in logits: its gradient before the final norm's gain, with the norm's
 * scale held at each position.
 *
 * @throws VitrineError `BAD_TARGET` for a target that is not a sum of logits.
 */
export async function logitDirection(
  context: Context,
  model: Model,
  row: string | Row,
  target: Target,
): Promise<LogitDirection> {
  checkLinear(context.where, model, target);
  const [normalized] = sitesOf(model, "ln_final.normalized");
  const [scale] = sitesOf(model, "ln_final.scale");
  const site = normalized ?? model.sites("resid_post").at(-1)!;
  const capture = [site.name, ...(scale === undefined ? [] : [scale.name])];
  const [{ value, gradients, cache }] = await context.evaluate([
    { input: row, target, wrt: [site.name], capture },
  ]);
  const gradient = numbers(gradients!.get(site.name));
  const read = numbers(cache!.get(site.name));
  let product = 0;
  for (let i = 0; i < gradient.length; i++) product += gradient[i] * read[i];
  const scales = scale === undefined ? null : numbers(cache!.get(scale.name));
  return {
    value: value!,
    constant: value! - product,
    direction: throughScale(gradient, scales, model),
  };
}

/** g → (g − ḡ) / σ at each position, without ḡ for RMSNorm; as it is where there is no norm. */
function throughScale(
  gradient: ArrayLike<number>,
  scales: ArrayLike<number> | null,
  { config: { dModel, normalizationType } }: Model,
): Float64Array {
  const direction = Float64Array.from(gradient);
  if (scales === null) return direction;
  for (let pos = 0; pos < scales.length; pos++) {
    const row = direction.subarray(pos * dModel, (pos + 1) * dModel);
    const sum = row.reduce((total, g) => total + g, 0);
    const mean = normalizationType === "LN" ? sum / dModel : 0;
    for (let i = 0; i < dModel; i++) row[i] = (row[i] - mean) / scales[pos];
  }
  return direction;
}

function checkLinear(where: string, model: Model, target: Target): void {
  if (isLinear(target)) return;
  throw new VitrineError(
    "BAD_TARGET",
    `${where}: only logits are sums over the residual stream; expected a logit, or a difference or sum of logits, got ${describeTarget(model, target)}.`,
    { details: { target } },
  );
}

function isLinear(target: Target): boolean {
  if (target.kind === "diff") return isLinear(target.a) && isLinear(target.b);
  if (target.kind === "sum") return target.terms.every((term) => isLinear(term.target));
  return target.kind === "logit";
}
