import { expect } from "vitest";
import { substituteDim } from "../../src/graph/dim.ts";
import type { ValueType } from "../../src/graph/graph.ts";
import type { RefTensor } from "../../src/graph/op.ts";
import { toRef } from "../../src/tensor/reference.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

/** Expects the same dims, and |a − b| ≤ tolerance · (1 + |b|); NaN and infinities exactly. */
export function expectClose(
  actual: Tensor | RefTensor,
  expected: RefTensor,
  tolerance: number,
  what: string,
): void {
  expect(actual.dims, `dims of ${what}`).toEqual(expected.dims);
  const { data } = toRef(actual);
  expected.data.forEach((b, i) => {
    const isClose = Object.is(data[i], b) || Math.abs(data[i] - b) <= tolerance * (1 + Math.abs(b));
    if (!isClose) expect.fail(`${what}, element ${i}: expected ${b}, got ${data[i]}`);
  });
}

/**
 * Expects an inferred type to be true of what was computed: its dtype; each dim, with symbols
 * replaced by their lengths; and, where the type claims to know them, its elements. A symbol that
 * the op made up takes the length it meets first.
 */
export function expectType(
  type: ValueType,
  computed: RefTensor,
  lengths: ReadonlyMap<string, number>,
  what: string,
): void {
  expect(computed.dtype, `dtype of ${what}`).toBe(type.dtype);
  expect(type.dims.length, `rank of ${what}`).toBe(computed.dims.length);
  const known = new Map(lengths);
  type.dims.forEach((dim, axis) => {
    const isMadeUp = typeof dim === "string" && dim.startsWith("_") && !known.has(dim);
    if (isMadeUp) known.set(dim, computed.dims[axis]);
    expect(substituteDim(dim, known), `axis ${axis} of ${what}`).toBe(computed.dims[axis]);
  });
  if (type.elements === undefined) return;
  const elements = type.elements.map((element) => substituteDim(element, known));
  expect(elements, `elements of ${what}`).toEqual(Array.from(computed.data));
}
