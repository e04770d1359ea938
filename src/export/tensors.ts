import { VitrineError } from "../errors.ts";
import type { Result } from "../methods/result.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * The tensors in a result's data by their paths, e.g. `scores.previous` or `sweeps.0.values`.
 *
 * @throws VitrineError `UNSUPPORTED` where there are none.
 */
export function namedTensors({ method, data }: Result): ReadonlyMap<string, Tensor> {
  const found = new Map(tensorsIn(data, []));
  if (found.size > 0) return found;
  const message = `export: the result of ${method} holds no tensors for an .npz file. Write .json or .csv.`;
  throw new VitrineError("UNSUPPORTED", message, { id: "error.no-tensors" });
}

function tensorsIn(value: unknown, path: readonly string[]): (readonly [string, Tensor])[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  if (isTensor(value)) return [[path.join("."), value]];
  return Object.entries(value).flatMap(([key, part]) => tensorsIn(part, [...path, key]));
}

function isTensor(value: object): value is Tensor {
  return "dims" in value && "dtype" in value && "data" in value && ArrayBuffer.isView(value.data);
}
