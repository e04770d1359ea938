import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Edit, HookFunction } from "../../src/model/edit.ts";
import type { Model } from "../../src/model/types.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

const ROUNDING = 2e-5;
const A = { ids: [51, 69, 32, 15, 42] };
const FIRST = "blocks.0.hook_resid_mid";
const SECOND = "blocks.1.hook_resid_pre";
const TARGET = { kind: "logit", id: 9 } as const;

const doubled: HookFunction = (value) => ({
  ...value,
  data: Float32Array.from(value.data as Float32Array, (x) => 2 * x),
});

describe.each(["gpt2", "llama-gqa", "bert"])("function edits of %s", (name) => {
  let model: Model;
  const target = name === "bert" ? { ...TARGET, position: 2 } : TARGET;
  beforeAll(async () => {
    model = await fixtureModel(name);
  });
  afterAll(() => model.close());

  /** Logits and a capture under edits. */
  const run = async (edits: readonly Edit[]): Promise<{ logits: Tensor; second: Tensor }> => {
    const { logits, cache } = await model.run(A, { edits, capture: [SECOND] });
    return { logits: logits!, second: cache.get(SECOND) };
  };
  const expectSame = async (edits: readonly Edit[], others: readonly Edit[]): Promise<void> => {
    const [ours, theirs] = [await run(edits), await run(others)];
    expect(worstError(ours.logits, theirs.logits)).toBeLessThan(ROUNDING);
    expect(worstError(ours.second, theirs.second)).toBeLessThan(ROUNDING);
  };
  const double: Edit = { at: FIRST, do: "scale", with: 2 };

  it("do what the same edit as data does, returned, awaited or in place", async () => {
    await expectSame([{ at: FIRST, do: doubled }], [double]);
    await expectSame(
      [
        {
          at: FIRST,
          do: async (value, context) => {
            await new Promise((resolve) => setTimeout(resolve, 1));
            return doubled(value, context);
          },
        },
      ],
      [double],
    );
    await expectSame(
      [
        {
          at: FIRST,
          do: (value) => {
            value.data.forEach((x, i) => (value.data[i] = 2 * Number(x)));
          },
        },
      ],
      [double],
    );
  });

  it("change nothing where they return nothing", async () => {
    await expectSame([{ at: FIRST, do: () => undefined }], []);
  });

  it("work at several hooks, and at one hook several times", async () => {
    await expectSame(
      [
        { at: FIRST, do: doubled },
        { at: SECOND, do: doubled },
      ],
      [double, { at: SECOND, do: "scale", with: 2 }],
    );
    await expectSame(
      [
        { at: FIRST, do: doubled },
        { at: FIRST, do: doubled },
      ],
      [double, double],
    );
    await expectSame(
      [{ at: "blocks.*.hook_resid_mid", do: doubled }],
      [{ at: "blocks.*.hook_resid_mid", do: "scale", with: 2 }],
    );
  });

  it("take their turn among edits that are data", async () => {
    const add: Edit = { at: FIRST, do: "add", with: 1 };
    await expectSame([add, { at: FIRST, do: doubled }], [add, double]);
    await expectSame([{ at: FIRST, do: doubled }, add], [double, add]);
    await expectSame([add, { at: FIRST, do: doubled }, add], [add, double, add]);
  });

  it("are told the hook, its axes, the mask and the positions", async () => {
    const seen: unknown[] = [];
    const look: Edit = {
      at: "blocks.0.attn.hook_z",
      do: (value, context) => void seen.push([value.dims, value.axes, context]),
    };
    await model.run([A, { ids: [1, 2] }], { edits: [look], padding: "left" });
    expect(seen).toEqual([
      [
        [2, 5, 4, 8],
        ["batch", "pos", "head", "unit"],
        {
          name: "blocks.0.attn.hook_z",
          axes: ["batch", "pos", "head", "unit"],
          mask: expect.objectContaining({
            dims: [2, 5],
            data: Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 1, 1),
          }),
          positions: [
            [0, 1, 2, 3, 4],
            [-1, -1, -1, 0, 1],
          ],
        },
      ],
    ]);
  });

  it("block a gradient through them, and none beside or after them", async () => {
    const edits: Edit[] = [{ at: FIRST, do: doubled }];
    const through = model.gradient(A, { target, edits, wrt: ["hook_embed"] });
    await expect(through).rejects.toMatchObject({ code: "NO_GRADIENT" });
    await expect(through).rejects.toThrow(
      /a function edit at .*blocks\.0\.hook_resid_mid.* has no derivative/,
    );
    const after = await model.gradient(A, { target, edits, wrt: [FIRST, SECOND] });
    const data = await model.gradient(A, { target, edits: [double], wrt: [FIRST, SECOND] });
    expect(Number(after.value.data[0])).toBeCloseTo(Number(data.value.data[0]), 4);
    for (const hook of [FIRST, SECOND]) {
      expect(worstError(after.gradients.get(hook), data.gradients.get(hook))).toBeLessThan(
        ROUNDING,
      );
    }
  });

  it.each<[string, HookFunction, RegExp]>([
    [
      "other dims",
      () => ({ dtype: "float32", dims: [5, 32], data: new Float32Array(160) }),
      /returned other dims; expected \[1, 5, 32\], got \[5, 32\]/,
    ],
    [
      "too few values",
      (value) => ({ ...value, data: new Float32Array(3) }),
      /returned other dims.*of 3 values/,
    ],
    ["a number", (() => 3) as never, /returned something else than a tensor/],
    ["null dims", (() => ({ data: [] })) as never, /returned something else than a tensor/],
  ])("are refused where they return %s", async (_, hook, message) => {
    const wrong = model.run(A, { edits: [{ at: FIRST, do: hook }] });
    await expect(wrong).rejects.toThrow(message);
    await expect(wrong).rejects.toMatchObject({ code: "BAD_EDIT" });
  });

  it("throw what they throw, and leave the model usable", async () => {
    const broken = model.run(A, {
      edits: [
        {
          at: FIRST,
          do: () => {
            throw new RangeError("mine");
          },
        },
      ],
    });
    await expect(broken).rejects.toThrow("mine");
    await expectSame([{ at: FIRST, do: doubled }], [double]);
  });

  it("may stand in a source", async () => {
    const source = { run: A, edits: [{ at: FIRST, do: doubled }] };
    await expectSame(
      [{ at: SECOND, do: "patch", with: source }],
      [{ at: SECOND, do: "patch", with: { run: A, edits: [double] } }],
    );
  });
});
