import { VitrineError } from "../errors.ts";
import type { Result } from "../methods/result.ts";
import { tensorsIn, type TensorsBeside } from "../methods/result-json.ts";

/**
 * The tensors in a result's data by their paths, e.g. `scores.previous` or `sweeps.0.values`.
 *
 * @throws VitrineError `UNSUPPORTED` where there are none.
 */
export function namedTensors({ method, data }: Result): TensorsBeside {
  const found = new Map(tensorsIn(data));
  if (found.size > 0) return found;
  const message = `export: the result of ${method} holds no tensors for an .npz file. Write .json or .csv.`;
  throw new VitrineError("UNSUPPORTED", message, { id: "error.no-tensors" });
}
