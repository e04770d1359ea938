import type { Tensor } from "../tensor/tensor.ts";
import { printNumber } from "./print.ts";

/** Above this, telling tensors apart costs more than keeping two. */
const MAX_ELEMENTS = 64;

/** A text that equal small tensors share, −0 told from 0; null for large ones. */
export function tensorKey({ dtype, dims, data }: Tensor): string | null {
  if (data.length > MAX_ELEMENTS) return null;
  return `${dtype}[${dims.join()}]${Array.from<number | bigint, string>(data, printNumber).join()}`;
}
