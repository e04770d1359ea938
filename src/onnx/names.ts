import type { Graph, Port, Value } from "../graph/graph.ts";

/** A graph output that no node can carry by name: an input, or a value that two outputs share. */
export interface OutputCopy {
  readonly from: string;
  readonly to: string;
}

/** One name per value, as ONNX wants it, and the names of the ports in their order. */
export interface Names {
  readonly values: ReadonlyMap<Value, string>;
  readonly inputs: readonly string[];
  readonly params: readonly string[];
  readonly outputs: readonly string[];
  /** Outputs that need an `Identity`. */
  readonly copies: readonly OutputCopy[];
}

/**
 * Names every value. Ports keep their own names unless an input, param and output share one: in
 * ONNX all names are in one space, so the later gets a suffix. Other values are `v0`, `v1`, … in
 * the order they are computed.
 */
export function nameValues(graph: Graph): Names {
  const taken = new Set<string>();
  const values = new Map<Value, string>();
  const portName = ({ name, value }: Port): string => {
    const unique = claim(taken, name);
    values.set(value, unique);
    return unique;
  };
  const inputs = graph.inputs.map(portName);
  const params = graph.params.map(portName);
  const computed = graph.nodes.flatMap((node) => node.outputs);
  const { outputs, copied } = nameOutputs(graph, new Set(computed), taken, values);
  computed.forEach((value, i) => {
    if (!values.has(value)) values.set(value, claim(taken, `v${i}`));
  });
  const copies = copied.map(([value, to]) => ({ from: values.get(value)!, to }));
  return { values, inputs, params, outputs, copies };
}

function nameOutputs(
  graph: Graph,
  computed: ReadonlySet<Value>,
  taken: Set<string>,
  values: Map<Value, string>,
): { outputs: string[]; copied: (readonly [Value, string])[] } {
  const copied: (readonly [Value, string])[] = [];
  const outputs = graph.outputs.map(({ name, value }) => {
    const unique = claim(taken, name);
    if (computed.has(value) && !values.has(value)) values.set(value, unique);
    else copied.push([value, unique]);
    return unique;
  });
  return { outputs, copied };
}

function claim(taken: Set<string>, name: string): string {
  let unique = name;
  for (let i = 2; taken.has(unique); i++) unique = `${name}__${i}`;
  taken.add(unique);
  return unique;
}
