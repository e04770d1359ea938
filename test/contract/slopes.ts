import {
  gradientError,
  type Doubles,
  type Evaluate,
} from "../../src/autodiff/finite-difference.ts";
import { gradient } from "../../src/autodiff/vjp.ts";
import { VitrineError } from "../../src/errors.ts";
import type { Graph, Port } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import { generator } from "../../src/tensor/random.ts";
import { fromRef, toRef } from "../../src/tensor/reference.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { caseGraph, type CaseGraph } from "./case-graph.ts";
import type { OpCase } from "./cases.ts";

type Feeds = Readonly<Record<string, Tensor>>;

type DoubleFeeds = Readonly<Record<string, Doubles>>;

/** The interpreter, as the finite-difference checker takes it. */
export const evaluate: Evaluate = (graph, feeds) => {
  const tensors = Object.entries(feeds).map(([name, x]) => [
    name,
    { dtype: "float64" as const, ...x },
  ]);
  return interpret(graph, opTable, Object.fromEntries(tensors));
};

/**
 * The relative error of a graph's gradient by one input. Where the graph has none, how far its
 * outputs move when that input does: they must not move at all.
 */
export function slopeError(
  graph: Graph,
  tensors: Feeds,
  { of, wrt }: { readonly of: readonly string[]; readonly wrt: string },
): number {
  const feeds = Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, toRef(x)]));
  if (!hasGradient(graph, of, wrt)) return movement(graph, feeds, of, wrt);
  return gradientError({ evaluate, table: opTable, graph, feeds, of, wrt: [wrt] });
}

/** Whether a case has real numbers to move at one end, and to see move at the other. */
export function hasSlope(opCase: OpCase): boolean {
  if (opCase.gradient !== undefined || opTable.get(opCase.op)!.gradient === undefined) return false;
  const { floats, floatOutputs } = caseGraph(opCase, "static");
  return floats.length > 0 && floatOutputs.length > 0;
}

/** A case's gradient graph as a case of its own: cotangents are further inputs. */
export interface GradientCase {
  readonly graph: Graph;
  readonly feeds: Feeds;
  /** Inputs to differentiate by, the cotangents among them. */
  readonly floats: readonly string[];
  /** The gradients among the outputs. */
  readonly gradients: readonly string[];
  readonly lengths: ReadonlyMap<string, number>;
}

/** Differentiates a case by every input that reaches an output; the graph itself where none does. */
export function gradientCase(opCase: CaseGraph): GradientCase {
  const { graph, feeds, floats, floatOutputs: of, lengths } = opCase;
  const wrt = floats.filter((name) => hasGradient(graph, of, name));
  const differentiated = gradient(graph, opTable, { of, wrt, cotangents: "inputs" });
  const computed = interpret(graph, opTable, feeds);
  const random = generator(9);
  const cotangents = of.map((name): [string, Tensor] => {
    const { dtype, dims, data } = computed[name];
    return [`cotangent:${name}`, fromRef({ dtype, dims, data: data.map(random.normal) })];
  });
  return {
    graph: { ...differentiated, outputs: differentiated.outputs.map(renamed) },
    feeds: { ...feeds, ...Object.fromEntries(cotangents) },
    floats: [...floats, ...cotangents.map(([name]) => name)],
    gradients: wrt.map((name) => `slope:${name}`),
    lengths,
  };
}

/** Gradients get another name, so that differentiating again can use theirs. */
function renamed({ name, value }: Port): Port {
  return { name: name.replace(/^gradient:/, "slope:"), value };
}

function hasGradient(graph: Graph, of: readonly string[], name: string): boolean {
  try {
    gradient(graph, opTable, { of, wrt: [name] });
    return true;
  } catch (error) {
    if (error instanceof VitrineError && error.code === "NO_GRADIENT") return false;
    throw error;
  }
}

/** Largest change of the outputs under a small change of one input. */
function movement(graph: Graph, feeds: DoubleFeeds, of: readonly string[], wrt: string): number {
  const before = evaluate(graph, feeds);
  const { dims, data } = feeds[wrt];
  const moved = { dims, data: data.map((v, i) => v + 1e-5 * Math.cos(i)) };
  const after = evaluate(graph, { ...feeds, [wrt]: moved });
  const changes = of.map((name) => {
    const [a, b] = [before[name].data, after[name].data];
    return a.reduce(
      (most, v, i) => (Object.is(v, b[i]) ? most : Math.max(most, Math.abs(v - b[i]))),
      0,
    );
  });
  return Math.max(0, ...changes);
}
