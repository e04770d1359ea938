import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFixture, readTensors, worstError } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Target } from "../../model/target.ts";
import type { Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { patch, type PatchOptions } from "./patch.ts";

interface Pair {
  readonly name: string;
  readonly clean: string;
  readonly corrupted: string;
  readonly target: Target;
  readonly ids: { readonly clean: readonly number[]; readonly corrupted: readonly number[] };
  readonly metric: { readonly clean: number; readonly corrupted: number };
}

const FOLDER = "references/stories260k/patching";
const { cases } = readFixture<{ readonly cases: readonly Pair[] }>(`${FOLDER}.json`);
const [girlBoy] = cases;
const TOLERANCE = 5e-5;

let model: Model;
let arrays: ReadonlyMap<string, Tensor>;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
  arrays = await readTensors(`${FOLDER}.safetensors`);
});
afterAll(() => model.close());

const numbersOf = ({ data }: Tensor): number[] => Array.from(data as Float64Array);

describe("patch against PyTorch hooks in float64", () => {
  const runs = cases.flatMap((pair) =>
    (["denoising", "noising"] as const).map(
      (direction) => [`${pair.name}, ${direction}`, pair, direction] as const,
    ),
  );

  it.each(runs)("agrees: %s", async (_, pair, direction) => {
    const { name, clean, corrupted, target, metric } = pair;
    const { data } = await patch(
      { model, clean, corrupted },
      { target, direction, sites: ["resid_pre"] },
    );
    expect(Math.abs(data.clean - metric.clean)).toBeLessThan(TOLERANCE);
    expect(Math.abs(data.corrupted - metric.corrupted)).toBeLessThan(TOLERANCE);
    for (const [sweep, site] of [
      [data.sweeps[0], "resid_pre"],
      [data.heads!, "z"],
    ] as const) {
      const key = `${name}.${direction}.${site}`;
      expect(worstError(sweep.values, arrays.get(key)!)).toBeLessThan(TOLERANCE);
      expect(worstError(sweep.effects, arrays.get(`${key}.normalised`)!)).toBeLessThan(TOLERANCE);
    }
  });
});

describe("patch", () => {
  const subject = () => ({ model, clean: girlBoy.clean, corrupted: girlBoy.corrupted });

  it("measures the clean run's top token against its runner-up unless told otherwise", async () => {
    const { options, data } = await patch(subject(), {
      sites: ["resid_pre"],
      layers: [0],
      heads: false,
    });
    expect(options.target).toEqual(girlBoy.target);
    expect(data.target).toBe(`logit(" She") − logit(" I")`);
    expect(data.heads).toBeNull();
  });

  it("gives the source's own value when everything is patched", async () => {
    for (const direction of ["denoising", "noising"] as const) {
      const { evidence } = await patch(subject(), { direction, sites: [], layers: [0] });
      expect(Number(evidence.patchAllGap)).toBeLessThan(1e-5);
    }
  });

  it("changes nothing where the two runs are the same: before the words that differ", async () => {
    const { data } = await patch(subject(), { sites: ["resid_pre", "mlp_out"], heads: false });
    expect(data.differing[0]).toBe(2);
    for (const { effects } of data.sweeps) {
      for (let layer = 0; layer < 5; layer++) {
        for (const pos of [0, 1]) {
          expect(Math.abs(numbersOf(effects)[layer * 10 + pos])).toBeLessThan(1e-5);
        }
      }
    }
  });

  it("has the streams' positions and layers as asked", async () => {
    const { data } = await patch(subject(), {
      sites: ["resid_mid", "resid_post", "attn_out", "mlp_out"],
      layers: [-1, 2],
    });
    expect(data.layers).toEqual([4, 2]);
    expect(data.sweeps.map(({ kind }) => kind)).toEqual([
      "resid_mid",
      "resid_post",
      "attn_out",
      "mlp_out",
    ]);
    for (const { effects } of data.sweeps) {
      expect([effects.dims, effects.axes]).toEqual([
        [2, 10],
        ["layer", "pos"],
      ]);
    }
    expect(data.heads!.effects.dims).toEqual([2, 8]);
  });

  it("repeats the edits given in the runs it patches from", async () => {
    const edits = [{ at: "blocks.1.hook_mlp_out", do: "zero" }] as const;
    const target = girlBoy.target;
    const { data, evidence } = await patch(subject(), { edits, target, sites: [], layers: [0] });
    const [{ value }] = await model.evaluate([{ input: girlBoy.clean, edits, target }]).all();
    expect(data.clean).toBeCloseTo(value!, 5);
    expect(Number(evidence.patchAllGap)).toBeLessThan(1e-5);
  });

  it("says so when both runs give the target the same value", async () => {
    const target: Target = { kind: "value", at: "hook_embed", where: { pos: 0 }, reduce: "sum" };
    const result = await patch(subject(), { target, sites: [], layers: [0] });
    expect(result.warnings.map(({ id }) => id)).toEqual(["warning.same"]);
    expect(numbersOf(result.data.heads!.effects).every(Number.isNaN)).toBe(true);
  });

  it("names both lengths and the first difference where the inputs do not align", async () => {
    await expect(
      patch({ model, clean: "The girl had a toy.", corrupted: "The cat had a toy." }),
    ).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: `patch: clean and corrupted must have equally many tokens; got 10 and 9. They first differ at position 2: " g" against " c". Change words for others of as many tokens.`,
    });
  });

  it("refuses two equal inputs", async () => {
    await expect(
      patch({ model, clean: "The girl.", corrupted: "The girl." }),
    ).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: "patch: clean and corrupted are the same tokens.",
    });
  });

  it.each<[PatchOptions, string]>([
    [{ direction: "both" } as never, "expected one of denoising, noising"],
    [{ sites: ["z"] } as never, "expected a list of resid_pre, resid_mid"],
    [{ heads: 1 } as never, "expected true or false"],
    [{ layers: [7] }, "the model has no layer 7"],
  ])("refuses %j", async (options, message) => {
    await expect(patch(subject(), options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });
});
