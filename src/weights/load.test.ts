import { describe, expect, it } from "vitest";
import { float32, int64, type Tensor } from "../tensor/tensor.ts";
import { firstNotFinite } from "./finite.ts";
import { sliceAxis, transposeMatrix } from "./layout.ts";
import { loadWeights } from "./load.ts";
import type { WeightPlan, WeightRecipe } from "./recipe.ts";

const STORED: Readonly<Record<string, Tensor>> = {
  // two rows of q | k | v
  fused: float32([2, 6], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  half: { dtype: "float16", dims: [2], data: Uint16Array.of(0x3c00, 0xc000) },
  nan: float32([3], [0, Number.NaN, 1]),
};

const plan = (recipe: WeightRecipe, tensors = STORED): WeightPlan => ({
  checkpoint: { kind: "tensors", tensors },
  weights: { W: recipe },
});

async function load(recipe: WeightRecipe): Promise<Tensor> {
  return (await loadWeights(plan(recipe))).get("W")!;
}

describe("loadWeights", () => {
  it("takes a part, transposes it and converts it", async () => {
    const slice = { axis: 1, from: 2, to: 4 };
    expect(await load({ from: "fused", slice, dims: [2, 2], dtype: "float32" })).toEqual(
      float32([2, 2], [3, 4, 9, 10]),
    );
    expect(
      await load({ from: "fused", slice, transpose: true, dims: [2, 2], dtype: "float32" }),
    ).toEqual(float32([2, 2], [3, 9, 4, 10]));
    expect(await load({ from: "half", dims: [2], dtype: "float32" })).toEqual(
      float32([2], [1, -2]),
    );
    expect(await load({ from: "half", dims: [1, 2], dtype: "float16" })).toEqual({
      ...STORED.half,
      dims: [1, 2],
    });
  });

  it("shares one tensor between params made alike, and memory with the checkpoint", async () => {
    const recipe: WeightRecipe = { from: "fused", dims: [2, 6], dtype: "float32" };
    const weights = await loadWeights({
      ...plan(recipe),
      weights: { a: recipe, b: { ...recipe } },
    });
    expect(weights.get("a")).toBe(weights.get("b"));
    expect(weights.get("a")!.data).toBe(STORED.fused.data);
  });

  it.each<[string, WeightRecipe, object]>([
    [
      "a weight that is not there",
      { from: "fusde", dims: [2, 6], dtype: "float32" },
      { code: "UNKNOWN_NAME", details: { candidates: ["fused"] } },
    ],
    [
      "dims of another model",
      { from: "fused", dims: [2, 8], dtype: "float32" },
      {
        code: "BAD_SHAPE",
        message: expect.stringContaining(
          '"fused" does not fit the config; expected [2, 8] for W, got [2, 6]',
        ),
      },
    ],
    [
      "the same number of elements in another shape",
      { from: "fused", dims: [3, 4], dtype: "float32" },
      { code: "BAD_SHAPE" },
    ],
    [
      "a part past the end",
      { from: "fused", slice: { axis: 1, from: 4, to: 8 }, dims: [2, 4], dtype: "float32" },
      { code: "BAD_SHAPE", message: expect.stringContaining("4–8 of axis 1") },
    ],
    [
      "a transpose of a vector",
      { from: "half", transpose: true, dims: [2], dtype: "float32" },
      { code: "BAD_SHAPE" },
    ],
    [
      "NaN",
      { from: "nan", dims: [3], dtype: "float32" },
      { code: "NOT_FINITE", details: { weight: "nan", element: 1 } },
    ],
    [
      "a type that weights do not have",
      { from: "fused", dims: [2, 6], dtype: "int8" },
      { code: "UNSUPPORTED" },
    ],
  ])("refuses %s", async (_, recipe, error) => {
    await expect(load(recipe)).rejects.toMatchObject(error);
  });

  it("takes NaN where it is told to", async () => {
    const recipe: WeightRecipe = { from: "nan", dims: [3], dtype: "float32" };
    const weights = await loadWeights({ ...plan(recipe), allowNotFinite: true });
    expect(weights.get("W")!.data).toEqual(Float32Array.of(0, Number.NaN, 1));
  });

  it("checks every dim before it reads anything", async () => {
    const reads: string[] = [];
    const tensors = new Proxy(STORED, {
      get: (target, name: string) => {
        const { dims } = target[name];
        return {
          dims,
          get data() {
            reads.push(name);
            return target[name].data;
          },
          dtype: target[name].dtype,
        };
      },
    });
    const good: WeightRecipe = { from: "fused", dims: [2, 6], dtype: "float32" };
    const weights = { good, bad: { ...good, dims: [6, 2] } };
    await expect(loadWeights({ ...plan(good, tensors), weights })).rejects.toThrow("for bad");
    expect(reads).toEqual([]);
  });

  it("stops when told to", async () => {
    const signal = AbortSignal.abort();
    const recipe: WeightRecipe = { from: "fused", dims: [2, 6], dtype: "float32" };
    await expect(loadWeights(plan(recipe), { signal })).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("sliceAxis", () => {
  it("takes part of a middle axis", () => {
    const x = int64(
      [2, 3, 2],
      Array.from({ length: 12 }, (_, i) => i),
    );
    expect(sliceAxis(x, 1, 1, 3)).toEqual(int64([2, 2, 2], [2, 3, 4, 5, 8, 9, 10, 11]));
  });
});

describe("transposeMatrix", () => {
  it("swaps rows and columns beyond one tile", () => {
    const [rows, columns] = [70, 45];
    const x = float32(
      [rows, columns],
      Array.from({ length: rows * columns }, (_, i) => i),
    );
    const { dims, data } = transposeMatrix(x);
    expect(dims).toEqual([columns, rows]);
    for (const [i, j] of [
      [0, 0],
      [69, 44],
      [33, 31],
      [31, 33],
      [64, 1],
    ]) {
      expect(data[j * rows + i]).toBe(i * columns + j);
    }
  });
});

describe("firstNotFinite", () => {
  it.each<[Tensor, number | null]>([
    [float32([3], [1, -Infinity, Number.NaN]), 1],
    [float32([2], [3e38, 3e38]), null],
    [{ dtype: "float16", dims: [2], data: Uint16Array.of(0x7bff, 0x7c00) }, 1],
    [{ dtype: "bfloat16", dims: [2], data: Uint16Array.of(0x7c00, 0xff80) }, 1],
    [int64([1], [5]), null],
  ])("finds NaN and Infinity, whatever the type", (tensor, at) => {
    expect(firstNotFinite(tensor)).toBe(at);
  });
});
