import { generator } from "vitrine";
import type { Feature } from "./describe.ts";
import { SHAPE } from "./model.ts";
import { dimensions } from "./stream.ts";

/** The seed of the rotation. */
const SEED = 7;
/** Reflections that the rotation is made of: three a dimension mix well; an even number keeps orientation. */
const REFLECTIONS = 420;

/**
 * Where the named dimensions lie in the residual stream: orthonormal vectors of `dModel` numbers, all
 * orthogonal to (1, …, 1), which LayerNorm removes. A fixed random rotation, so that no axis means
 * anything. Made with + − × ÷ √ alone, which every engine rounds alike.
 */
export interface Basis {
  /** By name, `token/class:name`, … */
  readonly of: ReadonlyMap<string, Float64Array>;
  /** The one direction that is left, which holds the scale in the normalised form. */
  readonly constant: Float64Array;
}

export const basis: Basis = makeBasis();

/** A feature's vector in the residual stream. */
export function direction(feature: Feature): Float64Array {
  const out = new Float64Array(SHAPE.dModel);
  for (const [name, coordinate] of Object.entries(feature)) {
    const axis = basis.of.get(name)!;
    for (let i = 0; i < out.length; i++) out[i] += coordinate * axis[i];
  }
  return out;
}

function makeBasis(): Basis {
  const d = SHAPE.dModel;
  const rows = Array.from({ length: d - 1 }, (_, i) => unit(d, i + 1));
  // the first reflection takes axis 0 to (1, …, 1) / √d, so that all other axes end up orthogonal to it
  const toOnes = Float64Array.from({ length: d }, (_, i) => (i === 0 ? 1 : 0) - 1 / Math.sqrt(d));
  for (const row of rows) reflect(row, toOnes);
  const { uniform } = generator(SEED);
  for (let i = 1; i < REFLECTIONS; i++) {
    const across = withoutMean(Float64Array.from({ length: d }, () => uniform() - 0.5));
    for (const row of rows) reflect(row, across);
  }
  return {
    of: new Map(dimensions.map((name, i) => [name, rows[i]])),
    constant: rows[dimensions.length],
  };
}

function unit(length: number, at: number): Float64Array {
  const out = new Float64Array(length);
  out[at] = 1;
  return out;
}

/** x ← x − 2 (x·v / v·v) v (Householder 1958). */
function reflect(x: Float64Array, v: Float64Array): void {
  const share = (2 * dot(x, v)) / dot(v, v);
  for (let i = 0; i < x.length; i++) x[i] -= share * v[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function withoutMean(x: Float64Array): Float64Array {
  let sum = 0;
  for (const value of x) sum += value;
  return x.map((value) => value - sum / x.length);
}
