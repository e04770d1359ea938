import type { Tensor } from "../tensor/tensor.ts";

/** Bits of the exponent, all set in NaN and Infinity. */
const EXPONENT = { float16: 0x7c00, bfloat16: 0x7f80 } as const;

/** Index of the first NaN or ±Infinity; null where all elements are finite, or integers. */
export function firstNotFinite({ dtype, data }: Tensor): number | null {
  if (dtype === "float16" || dtype === "bfloat16") {
    return firstWithBits(data as Uint16Array, EXPONENT[dtype]);
  }
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return null;
  // x − x is NaN exactly for the numbers looked for, and NaN stays in a sum
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] - data[i];
  return sum === 0 ? null : data.findIndex((x) => !Number.isFinite(x));
}

function firstWithBits(data: Uint16Array, mask: number): number | null {
  for (let i = 0; i < data.length; i++) if ((data[i] & mask) === mask) return i;
  return null;
}
