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
 * directions of large ones. Relative to the larger of the two and to 1e-3 of the gradient's scale.
 */
export function gradientError(check: GradientCheck): number {
  const { evaluate, table, graph, of, wrt, step = 1e-5, directions = 6 } = check;
  const random = generator(check.seed ?? 1);
  const differentiated = gradient(graph, table, { of, wrt, cotangents: "inputs" });
  const plain = evaluate(graph, check.feeds);
  const weights = of.map((name) => randomLike(plain[name], random.normal));
  const cotangents = Object.fromEntries(of.map((name, i) => [`cotangent:${name}`, weights[i]]));
  const exact = evaluate(differentiated, { ...check.feeds, ...cotangents });
  const value = (feeds: Readonly<Record<string, Doubles>>): number => {
    const outputs = evaluate(graph, feeds);
    return of.reduce((sum, name, i) => sum + dot(outputs[name].data, weights[i].data), 0);
  };
  let worst = 0;
  for (const name of wrt) {
    const x = check.feeds[name];
    const slope = exact[`gradient:${name}`].data;
    const scale = 1e-3 * Math.max(1e-6, ...slope.map(Math.abs));
    for (const u of directionsFor(x, directions, random.normal)) {
      const moved = (h: number): Doubles => ({
        dims: x.dims,
        data: x.data.map((v, i) => v + h * u[i]),
      });
      const up = value({ ...check.feeds, [name]: moved(step) });
      const down = value({ ...check.feeds, [name]: moved(-step) });
      const measured = (up - down) / (2 * step);
      const claimed = dot(slope, u);
      const size = Math.max(Math.abs(measured), Math.abs(claimed), scale);
      const error = Math.abs(measured - claimed) / size;
      worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
    }
  }
  return worst;
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
