import { describe, expect, it } from "vitest";
import { toFloat32 } from "./convert.ts";

describe("toFloat32", () => {
  it("reads every element type", () => {
    expect([...toFloat32("float64", Float64Array.of(0.1, 1e300))]).toEqual([
      Math.fround(0.1),
      Infinity,
    ]);
    expect([...toFloat32("int64", BigInt64Array.of(-3n))]).toEqual([-3]);
    expect([...toFloat32("uint8", Uint8Array.of(255))]).toEqual([255]);
    expect([...toFloat32("float16", Uint16Array.of(0x3c00))]).toEqual([1]);
    expect([...toFloat32("bfloat16", Uint16Array.of(0x3f80))]).toEqual([1]);
  });

  it("writes into a part of a larger buffer", () => {
    const buffer = new Float32Array(4);
    toFloat32("float16", Uint16Array.of(0x3c00, 0xbc00), buffer.subarray(1, 3));
    expect([...buffer]).toEqual([0, 1, -1, 0]);
  });

  it("refuses a buffer of another length", () => {
    const run = () => toFloat32("int8", Int8Array.of(1), new Float32Array(2));
    expect(run).toThrow(/expected 1, got 2/);
  });
});
