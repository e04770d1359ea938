import type { Graph } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import { generator } from "../tensor/random.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { gradient } from "./vjp.ts";

/** A tensor in double precision. */
export interface Doubles {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/** Runs a graph in double precision; feeds hold its inputs and params by name. */
export type Evaluate = (
  graph: Graph,
  feeds: Readonly<Record<string, Doubles>>,
) => Readonly<Record<string, Doubles>>;

export interface GradientCheck {
  readonly evaluate: Evaluate;
  readonly table: OpTable;
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Doubles>>;
  /** Output names; every element is weighted at random, so that no error cancels. */
  readonly of: readonly string[];
  /** Input or param names. */
  readonly wrt: readonly string[];
  /** @defaultValue 1e-5 */
  readonly step?: number;
  /** Random directions per name, for tensors of more than 24 elements. @defaultValue 6 */
  readonly directions?: number;
  readonly seed?: number;
}

/**
 * Largest relative error of the gradient graph against central differences,
 * `(f(x + h·u) − f(x − h·u)) / 2h`, along every coordinate of small tensors and along random
 * directions of large ones. Relative to the larger of the two and to 1e-3 of the largest slope by
 * any of `wrt`, so that a slope that is zero but for rounding does not count.
 */
export function gradientError(check: GradientCheck): number {
  const { evaluate, graph, feeds, of, wrt, step = 1e-5, directions = 6 } = check;
  const random = generator(check.seed ?? 1);
  const plain = evaluate(graph, feeds);
  const weights = new Map(of.map((name) => [name, randomLike(plain[name], random.normal)]));
  const slopes = slopesOf(check, weights);
  const scale = 1e-3 * Math.max(1e-6, ...[...slopes.values()].map(largest));
  const value = (changed: Readonly<Record<string, Doubles>>): number => {
    const outputs = evaluate(graph, { ...feeds, ...changed });
    return of.reduce((sum, name) => sum + dot(outputs[name].data, weights.get(name)!.data), 0);
  };
  let worst = 0;
  for (const name of wrt) {
    const at = (u: Float64Array, h: number): number => value({ [name]: moved(feeds[name], u, h) });
    for (const u of directionsFor(feeds[name], directions, random.normal)) {
      const measured = (at(u, step) - at(u, -step)) / (2 * step);
      worst = Math.max(worst, relativeError(measured, dot(slopes.get(name)!, u), scale));
    }
  }
  return worst;
}

/** The gradients of the weighted sum of the outputs, by name. */
function slopesOf(
  { evaluate, table, graph, feeds, of, wrt }: GradientCheck,
  weights: ReadonlyMap<string, Doubles>,
): Map<string, Float64Array> {
  const differentiated = gradient(graph, table, { of, wrt, cotangents: "inputs" });
  const cotangents = [...weights].map(([name, x]) => [`cotangent:${name}`, x]);
  const exact = evaluate(differentiated, { ...feeds, ...Object.fromEntries(cotangents) });
  return new Map(wrt.map((name) => [name, exact[`gradient:${name}`].data]));
}

function relativeError(measured: number, claimed: number, scale: number): number {
  const size = Math.max(Math.abs(measured), Math.abs(claimed), scale);
  const error = Math.abs(measured - claimed) / size;
  return Number.isNaN(error) ? Infinity : error;
}

function moved({ dims, data }: Doubles, u: Float64Array, h: number): Doubles {
  return { dims, data: data.map((v, i) => v + h * u[i]) };
}

function largest(data: Float64Array): number {
  return data.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}

function directionsFor(x: Doubles, count: number, normal: () => number): Float64Array[] {
  const size = sizeOf(x.dims);
  if (size <= 24) {
    return Array.from({ length: size }, (_, i) => {
      const unit = new Float64Array(size);
      unit[i] = 1;
      return unit;
    });
  }
  return Array.from({ length: count }, () => randomLike(x, normal).data);
}

function randomLike({ dims }: Doubles, normal: () => number): Doubles {
  return { dims, data: Float64Array.from({ length: sizeOf(dims) }, normal) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
