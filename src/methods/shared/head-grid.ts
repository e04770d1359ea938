import type { Tensor } from "../../tensor/tensor.ts";
import { float64 } from "./tensors.ts";

/** A head, by the model's numbers. */
interface Place {
  readonly layer: number;
  readonly head: number;
}

/** `[layer, head]`: a number of each record, at its head's place; NaN for heads that have none. */
export function headGrid<R extends Place>(
  records: readonly R[],
  { layers, heads }: { readonly layers: readonly number[]; readonly heads: number },
  of: (record: R) => number,
): Tensor {
  const values = Array.from({ length: layers.length * heads }, () => NaN);
  for (const record of records) {
    values[layers.indexOf(record.layer) * heads + record.head] = of(record);
  }
  return float64([layers.length, heads], ["layer", "head"], values);
}
