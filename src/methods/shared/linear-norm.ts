import type { Model } from "../../model/types.ts";
import { numbers } from "./tensors.ts";

/**
 * A norm with its scale held at what it was: LN(Σ z) = Σ (z − z̄) ⊙ γ / σ + β is then a sum over the
 * parts of its input, exactly. RMSNorm takes no mean off.
 */
export interface LinearNorm {
  readonly centred: boolean;
  /** `[unit]`: γ. */
  readonly gain: Float32Array;
  /** `[unit]`: β; zeros where there is none. */
  readonly bias: Float32Array;
  /** `[pos]`: σ, with the norm's eps inside. */
  readonly scale: Float32Array;
}

/** The norm whose weights begin with `prefix`, at the scales it had. */
export async function readNorm(
  model: Model,
  prefix: string,
  scale: Float32Array,
): Promise<LinearNorm> {
  const names = model.weightNames();
  const { dModel, normalizationType } = model.config;
  const vector = async (name: string, absent: number): Promise<Float32Array> =>
    names.includes(name)
      ? (numbers(await model.weight(name)) as Float32Array)
      : new Float32Array(dModel).fill(absent);
  return {
    centred: normalizationType === "LN",
    gain: await vector(`${prefix}w`, 1),
    bias: await vector(`${prefix}b`, 0),
    scale,
  };
}

/** z → (z − z̄) ⊙ γ / σ at a position, in place. */
export function normalisePart(
  { centred, gain, scale }: LinearNorm,
  pos: number,
  z: Float64Array,
): void {
  const mean = centred ? z.reduce((sum, value) => sum + value, 0) / z.length : 0;
  for (let i = 0; i < z.length; i++) z[i] = ((z[i] - mean) * gain[i]) / scale[pos];
}
