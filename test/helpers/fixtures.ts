import { readFileSync } from "node:fs";
import { loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import type { BackendName } from "../../src/runtime/session.ts";
import { fileSource } from "../../src/bytes/file.node.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { openSafetensors } from "../../src/weights/safetensors.ts";

const ROOT = new URL("../../fixtures/", import.meta.url);

/** A JSON file under `fixtures/`. */
export function readFixture<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, ROOT), "utf8")) as T;
}

/** Every tensor of a safetensors file under `fixtures/`. */
export async function readTensors(path: string): Promise<ReadonlyMap<string, Tensor>> {
  const file = await openSafetensors(await fileSource(new URL(path, ROOT).pathname));
  const tensors = new Map<string, Tensor>();
  for (const name of file.tensors.keys()) tensors.set(name, await file.read(name));
  await file.close();
  return tensors;
}

/** The folder of a model of `fixtures/models`. */
export function fixtureFolder(name: string): string {
  return new URL(`models/${name}`, ROOT).pathname;
}

/** A model of `fixtures/models`, in this thread. */
export function fixtureModel(name: string, backend?: BackendName): Promise<Model> {
  return loadModel(fixtureFolder(name), {
    worker: false,
    ...(backend !== undefined && { backend }),
  });
}

/** Largest |ours − theirs| / max(1, |theirs|), over cells where the mask (if any) is not 0. */
export function worstError(
  ours: Tensor,
  theirs: Tensor,
  isReal: (index: number) => boolean = () => true,
): number {
  if (ours.dims.join() !== theirs.dims.join()) {
    throw new Error(`dims differ: [${ours.dims.join()}] against [${theirs.dims.join()}]`);
  }
  let worst = 0;
  for (let i = 0; i < theirs.data.length; i++) {
    if (!isReal(i)) continue;
    const a = Number(ours.data[i]);
    const b = Number(theirs.data[i]);
    if (a === b) continue; // also equal infinities
    const error = Math.abs(a - b) / Math.max(1, Math.abs(b));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  }
  return worst;
}
