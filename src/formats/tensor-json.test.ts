import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import { bool, float32, int64, tensor, zeros, type Tensor } from "../tensor/tensor.ts";
import { tensorFromJson, tensorToJson, type EncodedTensor } from "./tensor-json.ts";

const through = (given: Tensor): Tensor =>
  tensorFromJson(JSON.parse(JSON.stringify(tensorToJson(given))) as EncodedTensor);

describe("tensorToJson", () => {
  it("writes small tensors as values, and what JSON has not as strings", () => {
    const given = { ...float32([2, 2], [0.5, Number.NaN, -Infinity, 1]), axes: ["pos", "unit"] };
    expect(tensorToJson(given)).toEqual({
      dims: [2, 2],
      axes: ["pos", "unit"],
      dtype: "float32",
      data: [0.5, "NaN", "-Infinity", 1],
    });
    expect(tensorToJson(int64([1], [3])).data).toEqual(["3"]);
    expect(tensorToJson(bool([2], [true, false])).data).toEqual([1, 0]);
  });

  it("writes more than 4,096 values as base64 of their little-endian bytes", () => {
    expect(Array.isArray(tensorToJson(zeros("float32", [4096])).data)).toBe(true);
    const large = zeros("uint16", [4097]);
    large.data[0] = 0x1234;
    const { data } = tensorToJson(large) as { data: { base64: string } };
    expect(data.base64.startsWith("NBIAAA")).toBe(true); // 34 12 00 00 …
  });

  it("comes back as it was", () => {
    const random = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i));
    const cases: Tensor[] = [
      float32([3], [-0.1, Infinity, Number.NaN]),
      float32([], [1]),
      float32([5000], random),
      int64([2], [-1, 2 ** 40]),
      tensor("uint64", [1], BigUint64Array.of(2n ** 64n - 1n)),
      tensor("float16", [2], Uint16Array.of(0x3c00, 0x7e00)),
      bool([2], [true, false]),
      zeros("float32", [0, 4]),
    ];
    for (const given of cases) expect(through(given)).toEqual(given);
  });
});

describe("tensorFromJson", () => {
  it.each<[string, unknown]>([
    ["nothing", null],
    ["no data", { dims: [1], dtype: "float32" }],
    ["an unknown dtype", { dims: [1], dtype: "float8", data: [1] }],
    ["too few values", { dims: [2], dtype: "float32", data: [1] }],
    ["half an element", { dims: [1], dtype: "float32", data: { base64: "AAA=" } }],
    ["letters that are not base64", { dims: [1], dtype: "uint8", data: { base64: "!" } }],
    ["a fraction as int64", { dims: [1], dtype: "int64", data: ["1.5"] }],
    ["dims that are no list", { dims: 1, dtype: "float32", data: [1] }],
  ])("refuses %s", (_, json) => {
    expect(() => tensorFromJson(json as EncodedTensor)).toThrow(VitrineError);
  });
});
