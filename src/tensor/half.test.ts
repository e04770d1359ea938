import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  bfloat16ToFloat32,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
} from "./half.ts";

/** IEEE 754-2008, table 3.5, straight from the definition. */
function halfByDefinition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}

const allHalves = Uint16Array.from({ length: 65_536 }, (_, i) => i);

describe("float16ToFloat32", () => {
  it("gives the defined value of all 65,536 halves", () => {
    const got = new Float32Array(65_536);
    float16ToFloat32(allHalves, got);
    for (let i = 0; i < 65_536; i++) {
      if (!Object.is(got[i], halfByDefinition(i)))
        expect([i, got[i]]).toEqual([i, halfByDefinition(i)]);
    }
  });
});

describe("float32ToFloat16", () => {
  const half = (value: number): number => {
    const into = new Uint16Array(1);
    float32ToFloat16(Float32Array.of(value), into);
    return into[0];
  };

  it("returns every half to its own bits, NaN to a NaN", () => {
    const values = new Float32Array(65_536);
    const back = new Uint16Array(65_536);
    float16ToFloat32(allHalves, values);
    float32ToFloat16(values, back);
    for (let i = 0; i < 65_536; i++) {
      const expected = Number.isNaN(values[i]) ? i | 0x200 : i;
      if (back[i] !== expected) expect([i, back[i]]).toEqual([i, expected]);
    }
  });

  it.each([
    [1 + 2 ** -11, 0x3c00], // halfway between 1 and 1 + 2⁻¹⁰: to even
    [1 + 3 * 2 ** -11, 0x3c02], // halfway, the other way
    [1 + 2 ** -11 + 2 ** -23, 0x3c01],
    [65_504, 0x7bff],
    [65_519.99, 0x7bff],
    [65_520, 0x7c00],
    [-1e9, 0xfc00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000], // halfway to zero: to even
    [2 ** -25 + 2 ** -48, 0x0001],
    [3 * 2 ** -25, 0x0002],
    [2 ** -149, 0x0000],
    [2 ** -14 - 2 ** -26, 0x0400], // rounds up into the normal numbers
    [-0, 0x8000],
  ])("rounds %f to nearest, ties to even", (value, bits) => {
    expect(half(value)).toBe(bits);
  });

  it("picks the nearest half", () => {
    fc.assert(
      fc.property(fc.float({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
        const bits = half(value);
        const error = Math.abs(halfByDefinition(bits) - value);
        for (const neighbor of [bits - 1, bits + 1]) {
          const other = halfByDefinition(neighbor & 0xffff);
          if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(Math.abs(other - value));
        }
      }),
    );
  });
});

describe("bfloat16ToFloat32", () => {
  it("keeps sign, exponent and seven bits", () => {
    const into = new Float32Array(5);
    bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc049, 0x7f80, 0x7fc0, 0x0001), into);
    expect([...into]).toEqual([1, -3.140625, Infinity, Number.NaN, 2 ** -133]);
  });
});

describe("float32ToBfloat16", () => {
  it.each([
    [-3.140625, 0xc049],
    [1 + 2 ** -8, 0x3f80], // halfway between 1 and 1 + 2⁻⁷: to even
    [1 + 3 * 2 ** -8, 0x3f82], // halfway, the other way
    [1 + 2 ** -8 + 2 ** -20, 0x3f81],
    [3.4e38, 0x7f80],
    [-Infinity, 0xff80],
    [-0, 0x8000],
  ])("rounds %f to nearest, ties to even", (value, bits) => {
    const into = new Uint16Array(1);
    float32ToBfloat16(Float32Array.of(value), into);
    expect(into[0]).toBe(bits);
  });

  it("keeps NaN a NaN", () => {
    const into = new Uint16Array(1);
    float32ToBfloat16(new Float32Array(Uint32Array.of(0x7f800001).buffer), into);
    expect(into[0] & 0x7fff).toBeGreaterThan(0x7f80);
  });
});
