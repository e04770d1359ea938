import type {
  InferenceSession,
  InferenceSessionFactory,
  Tensor as OrtTensor,
  TensorConstructor,
} from "onnxruntime-common";
import { asVitrineError, VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import { isDType } from "../onnx/element-type.ts";
import { encodeGraph, type Placement } from "../onnx/export.ts";
import { lower } from "../onnx/lower.ts";
import type { Names } from "../onnx/names.ts";
import { bytesOf, encodeExternal } from "../onnx/tensor-proto.ts";
import { weightFirst } from "../onnx/weight-first.ts";
import { opTable } from "../ops/table.generated.ts";
import type { TypedArray } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Backend, Program, TensorsByName } from "./backend.ts";
import type { BackendName } from "./session.ts";

/** What both ONNX Runtime packages export. */
export interface Ort {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

export interface OrtSettings {
  readonly name: BackendName;
  readonly threads: number;
}

/**
 * Executes graphs with ONNX Runtime. Weights are bound as inputs, which shares one copy between
 * all sessions, or written into the session (`prepack`), which is faster per run and takes a copy.
 */
export function ortBackend(ort: Ort, settings: OrtSettings): Backend {
  return {
    name: settings.name,
    isExact: false,
    async compile(graph, weights, options) {
      const inside = options.prepack === true;
      const compiled = encode(graph, weights, { inside, weightsFirst: settings.name === "node" });
      const session = await createSession(ort, compiled, settings.threads);
      const { names } = compiled;
      const bound = inside ? {} : bindWeights(ort, graph, names, weights);
      const bytes = inside ? bytesOfAll(weights) : 0;
      return new OrtProgram(ort, session, { graph, names, weights: bound, bytes });
    },
  };
}

export function bytesOfAll(weights: ReadonlyMap<string, Tensor>): number {
  let bytes = 0;
  for (const { data } of weights.values()) bytes += data.byteLength;
  return bytes;
}

interface Encoded {
  readonly bytes: Uint8Array;
  readonly names: Names;
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
}

type OrtFeeds = Record<string, OrtTensor>;

interface ProgramParts {
  readonly graph: Graph;
  readonly names: Names;
  /** Bound weights by the model's names. */
  readonly weights: OrtFeeds;
  readonly bytes: number;
}

class OrtProgram implements Program {
  readonly bytes: number;
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #inputs: ReadonlyMap<string, string>;
  readonly #outputs: ReadonlyMap<string, string>;
  readonly #weights: OrtFeeds;

  constructor(ort: Ort, session: InferenceSession, parts: ProgramParts) {
    const { graph, names, weights, bytes } = parts;
    this.bytes = bytes;
    this.#ort = ort;
    this.#session = session;
    this.#inputs = new Map(graph.inputs.map(({ name }, i) => [name, names.inputs[i]]));
    this.#outputs = new Map(graph.outputs.map(({ name }, i) => [name, names.outputs[i]]));
    this.#weights = weights;
  }

  async run(feeds: TensorsByName, outputs: readonly string[]): Promise<TensorsByName> {
    const all: OrtFeeds = { ...this.#weights };
    for (const [name, tensor] of Object.entries(feeds)) {
      all[this.#inputs.get(name)!] = toOrt(this.#ort, tensor);
    }
    const wanted = outputs.map((name) => this.#outputs.get(name)!);
    const results = await this.#session.run(all, wanted).catch((error: unknown) => {
      throw asVitrineError(error, "RUNTIME", "run");
    });
    return Object.fromEntries(outputs.map((name, i) => [name, fromOrt(results[wanted[i]])]));
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

interface Form {
  /** Weights are initializers. */
  readonly inside: boolean;
  /** Products with bound weights are turned, see `weightFirst`. */
  readonly weightsFirst: boolean;
}

/** Weights inside are "external data" in files that exist in memory only: no second encoding. */
function encode(graph: Graph, weights: ReadonlyMap<string, Tensor>, form: Form): Encoded {
  const { inside, weightsFirst } = form;
  const externalData: { path: string; data: Uint8Array }[] = [];
  const place: Placement = (port, name) => {
    if (!inside) return null;
    const tensor = weights.get(port.name)!;
    externalData.push({ path: name, data: bytesOf(tensor) });
    return encodeExternal(name, tensor, { location: name, offset: 0 });
  };
  const lowered = lower(graph, opTable);
  const written = weightsFirst && !inside ? weightFirst(lowered) : lowered;
  return { ...encodeGraph(written, opTable, place, { annotate: false }), externalData };
}

async function createSession(
  ort: Ort,
  encoded: Encoded,
  threads: number,
): Promise<InferenceSession> {
  const { bytes, externalData } = encoded;
  try {
    return await ort.InferenceSession.create(bytes, {
      ...(externalData.length > 0 ? { externalData } : {}),
      // ONNX Runtime's rewriting takes longer than all else and gains nothing on what lowering wrote,
      // but for packed weights and rows of many hundred tokens (4 %): only for graphs made to stay.
      graphOptimizationLevel: externalData.length > 0 ? "all" : "disabled",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4, // what fails is thrown, not printed
      // Pools of sessions that only wait would take the cores from the one that runs.
      extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
    });
  } catch (error) {
    throw asVitrineError(error, "RUNTIME", "compile: ONNX Runtime refused the graph");
  }
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

/** Shares the data. */
function toOrt(ort: Ort, { dtype, dims, data }: Tensor): OrtTensor {
  if (dtype === "bfloat16") {
    throw new VitrineError(
      "UNSUPPORTED",
      "run: ONNX Runtime takes no bfloat16 tensors. Use float32.",
    );
  }
  return new ort.Tensor(dtype, data, dims);
}

/** Shares the data; float16 comes as raw bits also where JavaScript has a type for it. */
function fromOrt(tensor: OrtTensor): Tensor {
  const { type, dims } = tensor;
  if (!isDType(type)) {
    throw new VitrineError("UNSUPPORTED", `run: an output has element type "${type}".`);
  }
  const data = tensor.data as TypedArray;
  if (type !== "float16" || data instanceof Uint16Array) return { dtype: type, dims, data };
  const { buffer, byteOffset, length } = data as { length: number } & ArrayBufferView;
  return { dtype: type, dims, data: new Uint16Array(buffer, byteOffset, length) };
}
