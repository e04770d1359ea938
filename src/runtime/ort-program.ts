import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { asVitrineError, VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import { isDType } from "../onnx/element-type.ts";
import type { Names } from "../onnx/names.ts";
import type { DType, TypedArray } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HeldTensor, Program, RunTensors } from "./backend.ts";
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
  /** How an output that stayed on a GPU is freed. */
  readonly free?: FreeTensor;
}

export type FreeTensor = (tensor: OrtTensor) => Promise<void>;

/** One session of ONNX Runtime, spoken to by the graph's names. */
export class OrtProgram implements Program {
  readonly bytes: number;
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #inputs: ReadonlyMap<string, string>;
  readonly #outputs: ReadonlyMap<string, string>;
  readonly #weights: OrtFeeds;
  readonly #free: FreeTensor;

  constructor(ort: Ort, parts: OrtProgramParts) {
    const { session, graph, names, weights, bytes, free = dispose } = parts;
    this.bytes = bytes;
    this.#ort = ort;
    this.#session = session;
    this.#inputs = new Map(graph.inputs.map(({ name }, i) => [name, names.inputs[i]]));
    this.#outputs = new Map(graph.outputs.map(({ name }, i) => [name, names.outputs[i]]));
    this.#weights = weights;
    this.#free = free;
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
    return Object.fromEntries(outputs.map((name, i) => [name, this.#given(results[wanted[i]])]));
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  #given(tensor: OrtTensor): Tensor | HeldTensor {
    return tensor.location === "gpu-buffer" ? new GpuTensor(tensor, this.#free) : fromOrt(tensor);
  }
}

async function dispose(tensor: OrtTensor): Promise<void> {
  tensor.dispose();
}

/** A tensor of ONNX Runtime's on a GPU. */
class GpuTensor implements HeldTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly ort: OrtTensor;
  readonly #free: FreeTensor;

  constructor(tensor: OrtTensor, free: FreeTensor) {
    this.dtype = dtypeOf(tensor);
    this.dims = tensor.dims;
    this.ort = tensor;
    this.#free = free;
  }

  release(): Promise<void> {
    return this.#free(this.ort);
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
function fromOrt(tensor: OrtTensor): Tensor {
  const { dims } = tensor;
  const dtype = dtypeOf(tensor);
  const data = tensor.data as TypedArray;
  if (dtype !== "float16" || data instanceof Uint16Array) return { dtype, dims, data };
  const { buffer, byteOffset, length } = data as { length: number } & ArrayBufferView;
  return { dtype, dims, data: new Uint16Array(buffer, byteOffset, length) };
}

function dtypeOf({ type }: OrtTensor): DType {
  if (isDType(type)) return type;
  throw new VitrineError("UNSUPPORTED", `run: an output has element type "${type}".`);
}
