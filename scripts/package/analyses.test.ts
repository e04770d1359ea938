import { describe, expect, it } from "vitest";
import { tensorToJson } from "../../src/formats/tensor-json.ts";
import { float32 } from "../../src/tensor/tensor.ts";
import { differences } from "./analyses.ts";

const tensor = (...values: readonly number[]) => tensorToJson(float32([values.length], values));

describe("differences", () => {
  const wanted = { a: [1, "x", { t: tensor(1, 1000, Number.NaN) }] };

  it("are none up to float32's rounding, by the size of the tensor", () => {
    const found = { a: [1.00005, "x", { t: tensor(1.05, 1000.05, Number.NaN) }] };
    expect(differences(found, wanted)).toEqual([]);
  });

  it.each([
    [{ a: [1.001, "x", wanted.a[2]] }, /^\/a\/0: 1.001, 1$/],
    [{ a: [1, "y", wanted.a[2]] }, /^\/a\/1: y, x$/],
    [{ a: [1, "x", { t: tensor(1.2, 1000, Number.NaN) }] }, /^\/a\/2\/t\/0: /],
    [{ a: [1, "x", { t: tensor(1, 1000, 0) }] }, /^\/a\/2\/t\/2: 0, NaN$/],
    [{ a: [1, "x", { t: tensor(1, 1000) }] }, /^\/a\/2\/t: 2$/],
    [{ a: [1, "x"] }, /^\/a\/2: nothing there$/],
    [{ ...wanted, b: 1 }, /^\/b: 1, undefined$/],
  ])("name the place: %j", (found, words) => {
    expect(differences(found, wanted)).toEqual([expect.stringMatching(words)]);
  });
});
