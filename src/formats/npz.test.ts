import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import { float32, tensor, type Tensor } from "../tensor/tensor.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { readNpz, writeNpz } from "./npz.ts";

function fixture(name: string): Uint8Array {
  return readFileSync(path.join(import.meta.dirname, "../../fixtures/formats", name));
}

describe("readNpz", () => {
  it("reads what NumPy wrote, of every element type", () => {
    // The values of fixtures/make/arrays.py.
    expect(Object.fromEntries(readNpz(fixture("arrays.npz")))).toEqual({
      float64: tensor("float64", [2, 2], Float64Array.of(0.1, -0, Infinity, Number.NaN)),
      float32: float32([3], [1.5, -2.25, 3e38]),
      float16: tensor("float16", [3], Uint16Array.of(0x3c00, 0x3800, 0x7bff)),
      int64: tensor("int64", [2], BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)),
      int32: tensor("int32", [1, 3], Int32Array.of(-1, 2, 3)),
      int16: tensor("int16", [1], Int16Array.of(-32768)),
      int8: tensor("int8", [2], Int8Array.of(-128, 127)),
      uint8: tensor("uint8", [1], Uint8Array.of(255)),
      uint16: tensor("uint16", [1], Uint16Array.of(65535)),
      uint32: tensor("uint32", [1], Uint32Array.of(2 ** 32 - 1)),
      uint64: tensor("uint64", [1], BigUint64Array.of(2n ** 64n - 1n)),
      bool: tensor("bool", [3], Uint8Array.of(1, 0, 1)),
      scalar: float32([], [7]),
      empty: float32([0, 3], []),
      "column-major": float32([2, 3, 4], Array(24).keys()),
    });
  });

  it("reads compressed files", () => {
    const tensors = readNpz(fixture("compressed.npz"));
    expect(tensors.get("ones")).toEqual(
      tensor("float64", [50, 20], new Float64Array(1000).fill(1)),
    );
    expect(tensors.get("steps")?.data[999]).toBe(999n);
  });

  it("refuses element types without a counterpart", () => {
    expect(() => readNpz(fixture("unreadable.npz"), "u.npz")).toThrow(
      /u\.npz: "complex".*got <c16/,
    );
  });

  it("refuses what is no npz file", () => {
    expect(() => readNpz(new Uint8Array(0))).toThrow(VitrineError);
    const text = zipSync({ "a.npy": new TextEncoder().encode("not an array") });
    expect(() => readNpz(text)).toThrow(/"a": not a sound \.npy file/);
  });

  it("throws nothing but VitrineError on damaged files", () => {
    const sound = writeNpz(new Map([["a", float32([2, 3], [1, 2, 3, 4, 5, 6])]]));
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(255), fc.nat(40), (at, byte, cut) => {
        const damaged = sound.slice(0, sound.length - cut);
        damaged[Math.min(at, damaged.length - 1)] = byte;
        try {
          readNpz(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(VitrineError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses a length that the data cannot unpack to", () => {
    const bomb = zipSync({ "a.npy": new Uint8Array(1000) });
    const view = new DataView(bomb.buffer);
    const central = bomb.findLastIndex(
      (byte, i) => byte === 0x50 && view.getUint32(i, true) === 0x02014b50,
    );
    view.setUint32(central + 24, 0x7fffffff, true);
    expect(() => readNpz(bomb)).toThrow(/cannot be 2147483647 bytes long/);
  });
});

describe("writeNpz", () => {
  const tensors = new Map<string, Tensor>([
    ["blocks.0.attn.hook_pattern", float32([1, 2, 2, 2], [1, 0, 0.5, 0.5, 1, 0, 0.25, 0.75])],
    ["ids", tensor("int64", [2], BigInt64Array.of(1n, 2n))],
    ["none", float32([0], [])],
  ]);

  it("comes back as it was", () => {
    expect(readNpz(writeNpz(tensors))).toEqual(tensors);
  });

  it("gives the same bytes for the same tensors", () => {
    expect(writeNpz(tensors)).toEqual(writeNpz(tensors));
  });

  it("refuses bfloat16", () => {
    const half = tensor("bfloat16", [1], Uint16Array.of(0));
    expect(() => writeNpz(new Map([["a", half]]))).toThrow(/Convert it to float32/);
  });
});

describe("writeNpy", () => {
  it("writes the bytes that NumPy writes", () => {
    // np.save of np.array([1.5], "<f4"): 10 bytes, a header padded to 128 in all, then the data.
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
    const bytes = writeNpy(float32([1], [1.5]));
    expect(bytes.length).toBe(128 + 4);
    expect([...bytes.slice(0, 10)]).toEqual([0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0]);
    expect(new TextDecoder().decode(bytes.slice(10, 128))).toBe(`${header.padEnd(117)}\n`);
    expect([...bytes.slice(128)]).toEqual([0, 0, 0xc0, 0x3f]);
  });

  it("reads version 2 headers", () => {
    const one = writeNpy(float32([1], [1.5]));
    const two = new Uint8Array(one.length + 2);
    two.set(one.slice(0, 8));
    two.set([2, 0], 6);
    two.set([one[8], one[9], 0, 0], 8);
    two.set(one.slice(10), 12);
    expect(readNpy(two)).toEqual(float32([1], [1.5]));
  });
});
