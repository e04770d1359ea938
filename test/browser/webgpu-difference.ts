import { expect } from "vitest";
import type { Findings, Numbers } from "./analyses.ts";

/**
 * Relative to the largest number of each tensor. Two float32 implementations add the same products
 * in other orders: native and WebGPU differ by up to 2.3e-6 in what is compared here.
 */
const TOLERANCE = 5e-6;

/** Tensors that differ by more than the tolerance, and by how much. */
export function differences(found: Findings, wanted: Findings): Readonly<Record<string, number>> {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  const errors = Object.entries(wanted).map(
    ([name, numbers]) => [name, relativeError(found[name], numbers)] as const,
  );
  return Object.fromEntries(errors.filter(([, error]) => !(error <= TOLERANCE)));
}

/** Largest difference over the largest finite number, or over 1; infinities have to be equal. */
function relativeError(found: Numbers, wanted: Numbers): number {
  if (found.dims.join() !== wanted.dims.join()) return Infinity;
  const sizes = wanted.data.filter(Number.isFinite).map(Math.abs);
  const scale = sizes.reduce((a, b) => Math.max(a, b), 1);
  const errors = wanted.data.map((value, i) =>
    value === found.data[i] ? 0 : Math.abs(value - found.data[i]),
  );
  return errors.reduce((a, b) => (b <= a ? a : b), 0) / scale; // a NaN stays
}
