import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { VitrineError } from "../errors.ts";
import type { Dim } from "../graph/dim.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { isFloat } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Backend, Program, RunTensors } from "./backend.ts";
import { type OrtFeeds, OrtProgram } from "./ort-program.ts";
import { createSession, encode, type Encoded, type Ort } from "./ort-session.ts";

/** A GPU as one engine uses it. */
export interface Gpu {
  /**
   * Does a job when no other has the GPU: ONNX Runtime creates, runs and frees one WebGPU session
   * at a time. `upload` and `close` are called in such jobs.
   */
  turn<T>(job: () => Promise<T>): Promise<T>;
  /** How sessions are told to use it. */
  readonly provider: InferenceSession.WebGpuExecutionProviderOption;
  /** Copies a tensor to the GPU, to be fed to any session there. */
  upload(tensor: Tensor): Promise<OrtTensor>;
  /** Frees the GPU. All sessions and tensors were freed before. */
  close(): Promise<void>;
}

/**
 * Executes graphs with ONNX Runtime's WebGPU provider. Every weight is copied to the GPU once, at
 * the first graph that reads it, and bound as an input of all; kept outputs stay there. What the
 * provider has no kernel for (arithmetic on lengths, most of it) runs on CPU inside the session.
 */
export function webgpuBackend(ort: Ort, gpu: Gpu): Backend {
  const weights = new GpuWeights(gpu);
  return {
    name: "webgpu",
    isExact: false,
    async compile(graph, given) {
      const encoded = encode(graph, given, FORM);
      const { params } = encoded.names;
      const bound: Record<string, OrtTensor> = {};
      for (const [i, { name }] of graph.params.entries()) {
        bound[params[i]] = await weights.get(given.get(name)!);
      }
      return new GpuProgram(ort, { graph, encoded, weights: bound, gpu });
    },
    close: async () => {
      await weights.clear();
      await gpu.turn(() => gpu.close());
    },
  };
}

/** Weights on the GPU, one copy of each. */
class GpuWeights {
  readonly #gpu: Gpu;
  readonly #uploaded = new Map<Tensor, OrtTensor>();

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  async get(tensor: Tensor): Promise<OrtTensor> {
    const known = this.#uploaded.get(tensor);
    if (known !== undefined) return known;
    const uploaded = await this.#gpu.turn(() => this.#gpu.upload(tensor));
    this.#uploaded.set(tensor, uploaded);
    return uploaded;
  }

  async clear(): Promise<void> {
    await this.#gpu.turn(async () => {
      for (const tensor of this.#uploaded.values()) tensor.dispose();
    });
    this.#uploaded.clear();
  }
}

const FORM = { inside: false, weightsFirst: false, centerFirst: true, onCpu: isUnreliable };

/**
 * Layer norms that could not be centered first lose digits, see `centerFirst`. Sines are promised
 * by WGSL to 2⁻¹¹ only (https://www.w3.org/TR/WGSL/#concrete-float-accuracy). Booleans that are
 * broadcast, four of them at a time, take each other's values. Sums of exponentials overflow above
 * 88, and logarithms of negative numbers are numbers.
 */
const UNRELIABLE: ReadonlySet<string> = new Set([
  "LayerNormalization",
  "Sin",
  "Cos",
  "And",
  "Or",
  "Xor",
  "ReduceLogSumExp",
  "Log",
]);

/**
 * What ONNX Runtime 1.30's WebGPU kernels get wrong, refuse or compute coarsely: these ops, slices
 * that go backwards, and norms with one scale for all units. Found by the ops' contract cases and
 * by random shapes.
 */
function isUnreliable({ op, inputs: [x, second, , , steps] }: Node): boolean {
  if (op === "Slice") return steps?.elements?.some(goesBackwards) ?? Boolean(steps);
  if (op === "RMSNormalization") return second!.dims.at(-1) !== x!.dims.at(-1);
  return UNRELIABLE.has(op);
}

/** Or may do, where the step is known to a run only. */
function goesBackwards(step: Dim): boolean {
  return typeof step !== "number" || step < 0;
}

interface GpuProgramParts {
  readonly graph: Graph;
  readonly encoded: Encoded;
  readonly weights: OrtFeeds;
  readonly gpu: Gpu;
}

/**
 * Where an output goes is settled when a session is created, so there is one for each set of kept
 * outputs that is asked for: in practice one.
 */
class GpuProgram implements Program {
  readonly bytes = 0;
  readonly #ort: Ort;
  readonly #parts: GpuProgramParts;
  readonly #programs = new Map<string, OrtProgram>();

  constructor(ort: Ort, parts: GpuProgramParts) {
    this.#ort = ort;
    this.#parts = parts;
  }

  run(
    feeds: RunTensors,
    outputs: readonly string[],
    keep: ReadonlySet<string>,
  ): Promise<RunTensors> {
    const run = async (): Promise<RunTensors> => {
      const program = await this.#keeping(keep);
      return program.run(feeds, outputs).catch(explainLoss);
    };
    return this.#parts.gpu.turn(run);
  }

  release(): Promise<void> {
    return this.#parts.gpu.turn(async () => {
      for (const program of this.#programs.values()) await program.release();
      this.#programs.clear();
    });
  }

  async #keeping(keep: ReadonlySet<string>): Promise<OrtProgram> {
    const key = [...keep].toSorted().join("\n");
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const { graph, encoded, weights, gpu } = this.#parts;
    const { names, cpuNodes } = encoded;
    const session = await createSession(this.#ort, encoded, {
      executionProviders: [
        { ...gpu.provider, ...(cpuNodes.length > 0 && { forceCpuNodeNames: cpuNodes }) },
      ],
      preferredOutputLocation: this.#locations(keep),
      threads: 1,
    });
    const free = (tensor: OrtTensor): Promise<void> => gpu.turn(async () => tensor.dispose());
    const program = new OrtProgram(this.#ort, { session, graph, names, weights, bytes: 0, free });
    this.#programs.set(key, program);
    return program;
  }

  /** Numbers that later runs multiply stay on the GPU; ids and masks come back. */
  #locations(keep: ReadonlySet<string>): Record<string, "gpu-buffer" | "cpu"> {
    const { graph, encoded } = this.#parts;
    const entries = graph.outputs.map(({ name, value }, i) => {
      const stays = keep.has(name) && isFloat(value.dtype);
      return [encoded.names.outputs[i], stays ? "gpu-buffer" : "cpu"] as const;
    });
    return Object.fromEntries(entries);
  }
}

function explainLoss(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  if (!/device (was|is) lost/i.test(reason)) throw error;
  throw new VitrineError(
    "RUNTIME",
    "run: the GPU was lost, as when its driver restarts. Load the model again.",
    { id: "error.gpu-lost", cause: error },
  );
}
