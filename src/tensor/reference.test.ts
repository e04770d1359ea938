import { describe, expect, it } from "vitest";
import type { DType, TypedArray } from "./dtype.ts";
import { fromRef, toRef } from "./reference.ts";

const SAME: readonly (readonly [DType, TypedArray, readonly number[]])[] = [
  ["float64", Float64Array.of(0.1, -2), [0.1, -2]],
  ["float32", Float32Array.of(0.5, -2), [0.5, -2]],
  ["float16", Uint16Array.of(0x3800, 0xc000), [0.5, -2]],
  ["bfloat16", Uint16Array.of(0x3f00, 0xc000), [0.5, -2]],
  ["int64", BigInt64Array.of(7n, -(2n ** 53n)), [7, -(2 ** 53)]],
  ["uint8", Uint8Array.of(0, 255), [0, 255]],
  ["bool", Uint8Array.of(0, 1), [0, 1]],
];

describe("toRef and fromRef", () => {
  it.each(SAME)("hold %s as doubles and back", (dtype, data, values) => {
    const ref = toRef({ dtype, dims: [2], data });
    expect(ref).toEqual({ dtype, dims: [2], data: Float64Array.from(values) });
    expect(fromRef(ref)).toEqual({ dtype, dims: [2], data });
  });

  it("round to the precision of the type", () => {
    const third = { dims: [1], data: Float64Array.of(1 / 3) };
    expect(fromRef({ ...third, dtype: "float32" }).data).toEqual(Float32Array.of(1 / 3));
    expect(fromRef({ ...third, dtype: "float16" }).data).toEqual(Uint16Array.of(0x3555));
    expect(fromRef({ ...third, dtype: "bfloat16" }).data).toEqual(Uint16Array.of(0x3eab));
  });
});
