import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dim } from "./dim.ts";

/** What is known of a value before it is computed. */
export interface ValueType {
  readonly dtype: DType;
  readonly dims: readonly Dim[];
  /**
   * What a small integer tensor holds, where that is known: the output of `Shape`, and what is
   * computed from it. This is how a reshape to run-time lengths keeps its static dims.
   */
  readonly elements?: readonly Dim[];
}

/** One edge of the graph. Frozen; shared by every graph that computes it. */
export interface Value extends ValueType {
  readonly id: number;
}

export type Attribute = number | string | readonly number[] | readonly string[] | Tensor;
export type Attributes = Readonly<Record<string, Attribute>>;

/** One application of an op. `null` marks an optional input left out. Frozen plain data. */
export interface Node {
  /** An op's name: ONNX's, or one of the virtual ops (`Hook`, `StopGradient`). */
  readonly op: string;
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly Value[];
  readonly attrs: Attributes;
  /** Where in the model this was written, e.g. `blocks.3.attn`; for messages. */
  readonly path: string;
}

/** A named end of the graph. */
export interface Port {
  readonly name: string;
  readonly value: Value;
}

/**
 * A program on tensors: nodes in topological order. `inputs` are fed at every run; `params` are
 * weights, bound by name for the life of a session. Frozen; a pass is `(graph) => graph`.
 */
export interface Graph {
  readonly inputs: readonly Port[];
  readonly params: readonly Port[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly Port[];
}

/** The value of a named input, param or output; undefined where there is none. */
export function portValue(ports: readonly Port[], name: string): Value | undefined {
  return ports.find((port) => port.name === name)?.value;
}

/** The node that computes each value. Inputs and params are in no node. */
export function producers(graph: Graph): Map<Value, Node> {
  const producer = new Map<Value, Node>();
  for (const node of graph.nodes) for (const value of node.outputs) producer.set(value, node);
  return producer;
}

/** Every `Hook` node by its name. */
export function hooks(graph: Graph): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const node of graph.nodes) if (node.op === "Hook") found.set(String(node.attrs.name), node);
  return found;
}
