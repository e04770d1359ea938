import type { Graph, Node, Value, ValueType } from "../graph/graph.ts";
import { int64 } from "../tensor/tensor.ts";

/**
 * Layer norms over the last axis, written as what is centered first: `LayerNormalization(x)` becomes
 * `RMSNormalization(x − mean(x))`. ONNX Runtime's WebGPU kernel takes the variance for
 * mean(x²) − mean(x)², which float32 cannot hold: off by 4e-5 where the mean is 10 standard
 * deviations, by 3e-3 where it is 100. This form is off by 1e-6 and 7e-6.
 *
 * Norms whose mean or deviation is read, or over other axes, are left as they are.
 */
export function centerFirst(graph: Graph): Graph {
  const used = new Set(graph.outputs.map(({ value }) => value));
  for (const { inputs } of graph.nodes) for (const x of inputs) if (x !== null) used.add(x);
  const isLayerNorm = ({ op, inputs: [x], outputs: [, ...statistics], attrs }: Node): boolean =>
    op === "LayerNormalization" &&
    [-1, x!.dims.length - 1].includes(Number(attrs.axis ?? -1)) &&
    !statistics.some((value) => used.has(value));
  if (!graph.nodes.some(isLayerNorm)) return graph;
  const writer = new Writer(graph);
  const nodes = graph.nodes.flatMap((node) => (isLayerNorm(node) ? writer.centered(node) : [node]));
  return Object.freeze({ ...graph, nodes: [writer.axes, ...nodes] });
}

/** Makes nodes whose values no other node of the graph makes. */
class Writer {
  /** The last axis, as `ReduceMean` takes it. */
  readonly axes: Node;
  #nextId: number;

  constructor({ inputs, params, nodes }: Graph) {
    const ports = [...inputs, ...params].map(({ value }) => value);
    const ids = [...ports, ...nodes.flatMap((node) => node.outputs)].map(({ id }) => id);
    this.#nextId = ids.reduce((a, b) => Math.max(a, b), 0) + 1;
    const value = int64([1], [-1]);
    const outputs = [this.#value({ dtype: "int64", dims: [1], elements: [-1] })];
    this.axes = Object.freeze({ op: "Constant", inputs: [], outputs, attrs: { value }, path: "" });
  }

  centered(node: Node): Node[] {
    const [x, gain, bias = null] = node.inputs as readonly [Value, Value, (Value | null)?];
    const [y] = node.outputs;
    const { dtype, dims } = x;
    const nodes: Node[] = [];
    const write = (op: string, inputs: readonly Value[], output: Value, attrs = {}): Value => {
      nodes.push(Object.freeze({ op, inputs, outputs: [output], attrs, path: node.path }));
      return output;
    };
    const mean = this.#value({ dtype, dims: [...dims.slice(0, -1), 1] });
    write("ReduceMean", [x, this.axes.outputs[0]], mean, { keepdims: 1 });
    const center = write("Sub", [x, mean], this.#value({ dtype, dims }));
    const normal = bias === null ? y : this.#value({ dtype: y.dtype, dims });
    const { epsilon = 1e-5 } = node.attrs;
    write("RMSNormalization", [center, gain], normal, { axis: -1, epsilon });
    if (bias !== null) write("Add", [normal, bias], y);
    return nodes;
  }

  #value(type: ValueType): Value {
    return Object.freeze({ id: this.#nextId++, ...type });
  }
}
