import type { Graph } from "../graph/graph.ts";
import type { RefTensor } from "../graph/op.ts";
import { opTable } from "../ops/table.generated.ts";
import { isFloat } from "../tensor/dtype.ts";
import { fromRef, toRef } from "../tensor/reference.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Backend, Program, TensorsByName } from "./backend.ts";
import { interpret } from "./interpret.ts";

/**
 * Executes graphs with the float64 interpreter. Slow; it says what is right. Floats come back as
 * float64 whatever the graph declares.
 */
export function referenceBackend(): Backend {
  const doubles = new WeakMap<Tensor, RefTensor>();
  const widen = (tensor: Tensor): RefTensor => {
    const known = doubles.get(tensor) ?? toRef(tensor);
    doubles.set(tensor, known);
    return known;
  };
  return {
    name: "reference",
    isExact: true,
    async compile(graph, weights) {
      const params = [...weights].map(([name, tensor]) => [name, widen(tensor)] as const);
      return program(graph, Object.fromEntries(params));
    },
  };
}

function program(graph: Graph, params: Readonly<Record<string, RefTensor>>): Program {
  return {
    bytes: 0,
    async run(feeds: TensorsByName, outputs): Promise<TensorsByName> {
      const results = interpret(graph, opTable, feeds, params);
      return Object.fromEntries(outputs.map((name) => [name, exact(results[name])]));
    },
    async release() {},
  };
}

/** In memory of its own: an output may be an input or a weight. */
function exact(ref: RefTensor): Tensor {
  return fromRef({ ...ref, dtype: isFloat(ref.dtype) ? "float64" : ref.dtype });
}
