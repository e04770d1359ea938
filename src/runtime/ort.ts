import type { Graph } from "../graph/graph.ts";
import type { Names } from "../onnx/names.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Backend } from "./backend.ts";
import { type OrtFeeds, OrtProgram, toOrt } from "./ort-program.ts";
import { createSession, encode, type Ort } from "./ort-session.ts";
import type { BackendName } from "./session.ts";

export interface OrtSettings {
  readonly name: BackendName;
  readonly threads: number;
}

/**
 * Executes graphs with ONNX Runtime on CPU. Weights are bound as inputs, which shares one copy
 * between all sessions, or written into the session (`prepack`), which is faster per run and takes
 * a copy.
 */
export function ortBackend(ort: Ort, { name, threads }: OrtSettings): Backend {
  return {
    name,
    isExact: false,
    async compile(graph, weights, options) {
      const inside = options.prepack === true;
      const encoded = encode(graph, weights, { inside, weightsFirst: name === "node" });
      const session = await createSession(ort, encoded, {
        threads,
        optimize: inside || options.optimize === true,
      });
      const { names } = encoded;
      const bound = inside ? {} : bindWeights(ort, graph, names, weights);
      const bytes = inside ? bytesOfAll(weights) : 0;
      return new OrtProgram(ort, { session, graph, names, weights: bound, bytes });
    },
  };
}

export function bytesOfAll(weights: ReadonlyMap<string, Tensor>): number {
  let bytes = 0;
  for (const { data } of weights.values()) bytes += data.byteLength;
  return bytes;
}

function bindWeights(
  ort: Ort,
  graph: Graph,
  names: Names,
  weights: ReadonlyMap<string, Tensor>,
): OrtFeeds {
  return Object.fromEntries(
    graph.params.map(({ name }, i) => [names.params[i], toOrt(ort, weights.get(name)!)]),
  );
}
