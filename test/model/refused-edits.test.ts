import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../src/model/edit.ts";
import type { Model } from "../../src/model/types.ts";
import { fixtureModel } from "../helpers/fixtures.ts";

const A = { ids: [51, 69, 32, 15, 42] };
const STREAM = "blocks.1.hook_resid_pre";

let model: Model;
beforeAll(async () => {
  model = await fixtureModel("gpt2");
});
afterAll(() => model.close());

describe("edits that cannot be", () => {
  const at = STREAM;
  it.each<[string, unknown, RegExp]>([
    ["an unknown action", { at, do: "ablate" }, /unknown action; expected zero, set.*got "ablate"/],
    [
      "an unknown field",
      { at, do: "zero", were: { pos: 1 } },
      /unknown field; expected at, where, do.*got "were"/,
    ],
    ["no hook", { do: "zero" }, /"at" names no hook/],
    ["an empty list of hooks", { at: [], do: "zero" }, /"at" names no hook/],
    [
      "no value",
      { at, do: "set" },
      /"set" has no usable "with"; expected a number, a tensor or a source, got nothing/,
    ],
    [
      "a value that is not finite",
      { at, do: "set", with: Number.NaN },
      /"set" by NaN; expected a finite number/,
    ],
    [
      "a tensor that is not finite",
      { at, do: "set", with: { dims: [1], data: [Infinity] } },
      /not finite/,
    ],
    ["a value too many", { at, do: "zero", with: 1 }, /"zero" takes no "with"/],
    ["times where nothing is added", { at, do: "scale", with: 1, times: 2 }, /"times" is wrong/],
    [
      "a patch of a number",
      { at, do: "patch", with: 3 },
      /"patch" has no usable "with"; expected an object with "run"/,
    ],
    [
      "a source with an unknown field",
      { at, do: "patch", with: { run: A, form: 1 } },
      /run source has an unknown field/,
    ],
    [
      "a mean of nothing",
      { at, do: "mean", with: { mean: [], over: "all" } },
      /the mean is over no inputs/,
    ],
    [
      "a mean over something",
      { at, do: "mean", with: { mean: [A], over: "batch" } },
      /no usable "over"; expected "pos" or "all"/,
    ],
    ["an unknown scope", { at, do: "zero", scope: "later" }, /unknown scope/],
    [
      "an unknown axis",
      { at, where: { head: 1 }, do: "zero" },
      /has no axis "head"; expected one of batch, pos, unit/,
    ],
    [
      "a position too far",
      { at, where: { pos: 5 }, do: "zero" },
      /where\.pos is out of range; expected -5 to 4, got 5/,
    ],
    [
      "a position between two",
      { at, where: { pos: 0.5 }, do: "zero" },
      /where\.pos is out of range/,
    ],
    [
      "a range turned round",
      { at, where: { pos: { from: 3, to: 1 } }, do: "zero" },
      /where\.pos is out of range/,
    ],
    [
      "a tensor that does not fit",
      { at, do: "set", with: { dims: [31], data: Array(31).fill(0) } },
      /does not fit the slice; expected dims that broadcast to \[1, 5, 32\], got \[31\]/,
    ],
    [
      "a tensor that is not filled",
      { at, do: "set", with: { dims: [4], data: [1] } },
      /expected 4 values for \[4\], got 1/,
    ],
    [
      "a direction of another length",
      { at, do: "remove-direction", with: { dims: [3], data: [1, 0, 0] } },
      /expected \[32\] or \[k, 32\], got \[3\]/,
    ],
    [
      "a direction of length zero",
      { at, do: "remove-direction", with: { dims: [32], data: Array(32).fill(0) } },
      /length zero/,
    ],
    ["a function with a where", { at, where: { pos: 1 }, do: () => undefined }, /takes no "where"/],
    [
      "a splice that is no graph",
      { at, do: "splice", with: { graph: { text: "hello", tensors: {} } } },
      /./,
    ],
    [
      "a splice without its tensor",
      {
        at,
        do: "splice",
        with: {
          graph: {
            text: "input x: float32[a, b, 32]\nparam w: float32[32]\n%0: float32[a, b, 32] = Mul(x, w)\noutput y = %0",
            tensors: {},
          },
        },
      },
      /splice.*"w"/,
    ],
    [
      "a splice without its output",
      {
        at,
        do: "splice",
        with: {
          graph: {
            text: "input x: float32[a, b, 32]\n%0: float32[a, b, 32] = Neg(x)\noutput z = %0",
            tensors: {},
          },
        },
      },
      /splice.*"y"/,
    ],
    [
      "a splice of another shape",
      {
        at,
        do: "splice",
        with: {
          graph: {
            text: "input x: float32[a, b, 31]\n%0: float32[a, b, 31] = Neg(x)\noutput y = %0",
            tensors: {},
          },
        },
      },
      /splice/,
    ],
  ])("refuses %s in one clear error", async (_, edit, message) => {
    const run = model.run(A, { edits: [edit as Edit] });
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toMatchObject({ name: "VitrineError" });
  });
});
