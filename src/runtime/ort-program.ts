import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { asVitrineError, VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import { isDType } from "../onnx/element-type.ts";
import type { Names } from "../onnx/names.ts";
import type { DType, TypedArray } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HeldTensor, Program, RunTensors } from "./backend.ts";
import { gpuTurn } from "./gpu-turn.ts";
import type { Ort } from "./ort-session.ts";

export type OrtFeeds = Readonly<Record<string, OrtTensor>>;

export interface OrtProgramParts {
  readonly session: InferenceSession;
  readonly graph: Graph;
  readonly names: Names;
  /** Bound weights by their names in the session. */
  readonly weights: OrtFeeds;
  /** Of weights inside the session. */
  readonly bytes: number;
}

/** One session of ONNX Runtime, spoken to by the graph's names. */
export class OrtProgram implements Program {
  readonly bytes: number;
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #inputs: ReadonlyMap<string, string>;
  readonly #outputs: ReadonlyMap<string, string>;
  readonly #weights: OrtFeeds;

  constructor(ort: Ort, { session, graph, names, weights, bytes }: OrtProgramParts) {
    this.bytes = bytes;
    this.#ort = ort;
    this.#session = session;
    this.#inputs = new Map(graph.inputs.map(({ name }, i) => [name, names.inputs[i]]));
    this.#outputs = new Map(graph.outputs.map(({ name }, i) => [name, names.outputs[i]]));
    this.#weights = weights;
  }

  async run(feeds: RunTensors, outputs: readonly string[]): Promise<RunTensors> {
    const all: Record<string, OrtTensor> = { ...this.#weights };
    for (const [name, tensor] of Object.entries(feeds)) {
      all[this.#inputs.get(name)!] = "data" in tensor ? toOrt(this.#ort, tensor) : ortOf(tensor);
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

/** A tensor of ONNX Runtime's on a GPU. */
class GpuTensor implements HeldTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly ort: OrtTensor;

  constructor(dtype: DType, tensor: OrtTensor) {
    this.dtype = dtype;
    this.dims = tensor.dims;
    this.ort = tensor;
  }

  release(): Promise<void> {
    return gpuTurn(async () => this.ort.dispose());
  }
}

function ortOf(held: HeldTensor): OrtTensor {
  return (held as GpuTensor).ort; // no other class of ours is held
}

/** Shares the data. */
export function toOrt(ort: Ort, { dtype, dims, data }: Tensor): OrtTensor {
  if (dtype === "bfloat16") {
    throw new VitrineError(
      "UNSUPPORTED",
      "run: ONNX Runtime takes no bfloat16 tensors. Use float32.",
    );
  }
  return new ort.Tensor(dtype, data, dims);
}

/** Shares the data; float16 comes as raw bits also where JavaScript has a type for it. */
function fromOrt(tensor: OrtTensor): Tensor | HeldTensor {
  const { type, dims } = tensor;
  if (!isDType(type)) {
    throw new VitrineError("UNSUPPORTED", `run: an output has element type "${type}".`);
  }
  if (tensor.location === "gpu-buffer") return new GpuTensor(type, tensor);
  const data = tensor.data as TypedArray;
  if (type !== "float16" || data instanceof Uint16Array) return { dtype: type, dims, data };
  const { buffer, byteOffset, length } = data as { length: number } & ArrayBufferView;
  return { dtype: type, dims, data: new Uint16Array(buffer, byteOffset, length) };
}
