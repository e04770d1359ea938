import { memorySource } from "../bytes/source.ts";
import { VitrineError } from "../errors.ts";
import { float32, type Tensor } from "../tensor/tensor.ts";
import { openSafetensors, type WeightFile } from "../weights/safetensors.ts";
import { safetensorsChunks } from "../weights/safetensors-write.ts";
import type { Moments } from "./adamw.ts";
import type { PaceState } from "./pace.ts";

/** All that a training goes on from. Batches are a function of the step, so it is their position. */
export interface TrainingState {
  /** Steps done. */
  step: number;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly moments: ReadonlyMap<string, Moments>;
  pace: PaceState;
}

const VERSION = "1";

/** A state as one safetensors file: `weight/…`, `mean/…`, `square/…`, numbers in its notes. */
export function encodeCheckpoint(state: TrainingState): Uint8Array[] {
  const tensors = new Map<string, Tensor>();
  const updates: Record<string, number> = {};
  for (const [name, tensor] of state.weights) tensors.set(`weight/${name}`, tensor);
  for (const [name, moments] of state.moments) {
    const { dims } = state.weights.get(name)!;
    tensors.set(`mean/${name}`, { dtype: "float32", dims, data: moments.mean });
    tensors.set(`square/${name}`, { dtype: "float32", dims, data: moments.square });
    updates[name] = moments.updates;
  }
  const notes = new Map([
    ["version", VERSION],
    ["training", JSON.stringify({ step: state.step, updates, pace: state.pace })],
  ]);
  return safetensorsChunks(tensors, notes);
}

/**
 * Reads a checkpoint into the weights and moments of a training that is about to begin.
 *
 * @throws VitrineError `BAD_FILE` where it is of another training: other parameters or dims.
 */
export async function restoreCheckpoint(bytes: Uint8Array, into: TrainingState): Promise<void> {
  const file = await openSafetensors(memorySource("checkpoint", bytes));
  if (file.metadata.get("version") !== VERSION) {
    throw new VitrineError(
      "BAD_FILE",
      `checkpoint: not of this version of the trainer; expected version ${VERSION}, got ${file.metadata.get("version") ?? "none"}.`,
    );
  }
  const numbers = JSON.parse(file.metadata.get("training")!) as {
    readonly step: number;
    readonly updates: Readonly<Record<string, number>>;
    readonly pace: PaceState;
  };
  for (const [name, { data }] of into.weights) await fill(file, `weight/${name}`, data);
  for (const [name, moments] of into.moments) {
    await fill(file, `mean/${name}`, moments.mean);
    await fill(file, `square/${name}`, moments.square);
    moments.updates = numbers.updates[name];
  }
  into.step = numbers.step;
  into.pace = numbers.pace;
}

async function fill(file: WeightFile, name: string, into: Tensor["data"]): Promise<void> {
  const stored = file.tensors.has(name) ? await file.read(name) : float32([0], []);
  if (stored.data.length !== into.length || stored.dtype !== "float32") {
    throw new VitrineError(
      "BAD_FILE",
      `checkpoint: "${name}" is not that of this training; expected ${into.length} elements, got ${stored.data.length}. Resume with the options it was begun with, or use another folder.`,
    );
  }
  (into as Float32Array).set(stored.data as Float32Array);
}
