import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fixtureModel,
  readFixture,
  readTensors,
  worstError,
} from "../../../test/helpers/fixtures.ts";
import type { VitrineError } from "../../errors.ts";
import { loadModel } from "../../model/load.ts";
import type { Target } from "../../model/target.ts";
import type { Model } from "../../model/types.ts";
import { integratedGradients, type IntegratedGradientsOptions } from "./integrated-gradients.ts";

interface Case {
  readonly target: "top" | "difference";
  readonly baseline: "bos" | "zero";
  readonly rule: string;
  readonly steps?: number;
  readonly value?: number;
  readonly baselineValue?: number;
  readonly exact: { readonly scores: readonly number[]; readonly delta: number };
  readonly captum?: { readonly scores: readonly number[]; readonly delta: number };
}

const FOLDER = "references/stories260k/integrated-gradients";
const { text, targets, cases } = readFixture<{
  readonly text: string;
  readonly targets: Readonly<Record<"top" | "difference", Target>>;
  readonly cases: readonly Case[];
}>(`${FOLDER}.json`);

/** Captum's names of rules; its trapezoid is the one with the weights that do not sum to 1. */
const RULES: Readonly<Record<string, IntegratedGradientsOptions>> = {
  gausslegendre: { rule: "gauss-legendre" },
  riemann_left: { rule: "left" },
  riemann_right: { rule: "right" },
  riemann_middle: { rule: "middle" },
  riemann_trapezoid: { rule: "trapezoid", compat: "captum" },
  trapezoid: { rule: "trapezoid" },
};
const TOLERANCE = 1e-4;
const fromBos = cases.filter((one) => one.baseline === "bos" && one.steps === undefined);
const reference = (target: string): Case =>
  cases.find((one) => one.target === target && one.steps === 1000)!;

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const scoresOf = ({
  data,
}: {
  readonly data: { readonly scores: { readonly data: ArrayLike<unknown> } };
}) => Array.from(data.scores.data as Float64Array);

const largestGap = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - b[i])));

describe("integratedGradients against Captum and the formula in float64", () => {
  it.each(fromBos.map((one) => [`${one.target}, ${one.rule}`, one] as const))(
    "agrees: %s",
    async (_, { target, rule, value, baselineValue, exact, captum }) => {
      const options = {
        target: targets[target],
        baseline: "bos",
        maxSteps: 50,
        ...RULES[rule],
      } as const;
      const result = await integratedGradients({ model, input: text }, options);
      const expected = rule === "riemann_trapezoid" ? captum! : exact;
      expect(largestGap(scoresOf(result), expected.scores)).toBeLessThan(TOLERANCE);
      expect(Math.abs(Number(result.evidence.completenessGap) - expected.delta)).toBeLessThan(
        TOLERANCE,
      );
      expect(Math.abs(result.data.value - value!)).toBeLessThan(2e-5);
      expect(Math.abs(result.data.baselineValue - baselineValue!)).toBeLessThan(2e-5);
    },
  );

  it("agrees in every unit of every token", async () => {
    const arrays = await readTensors(`${FOLDER}.safetensors`);
    for (const target of ["top", "difference"] as const) {
      const { data } = await integratedGradients(
        { model, input: text },
        { target: targets[target] },
      );
      expect(worstError(data.attributions, arrays.get(`${target}.bos`)!)).toBeLessThan(TOLERANCE);
    }
  });

  it("follows a path from zero embeddings with logarithmic nodes, where Gauss–Legendre is lost", async () => {
    const zero = { target: targets.top, baseline: "zero", keepSpecial: false } as const;
    const lost = await integratedGradients({ model, input: text }, { ...zero, maxSteps: 100 });
    const found = await integratedGradients({ model, input: text }, { ...zero, rule: "log" });
    const { value, baselineValue } = cases.find((one) => one.baseline === "zero")!;
    expect(lost.data.value - lost.data.baselineValue).toBeCloseTo(value! - baselineValue!, 4);
    expect(Math.abs(Number(lost.evidence.completenessGap))).toBeGreaterThan(1);
    expect(lost.warnings.map(({ id }) => id)).toEqual(["warning.zero", "warning.gap"]);
    expect(Math.abs(Number(found.evidence.completenessGap))).toBeLessThan(0.05);
    expect(found.evidence.steps).toBe(400);
    expect(found.warnings).toEqual([]);
  });
});

describe("integratedGradients", () => {
  it("takes the top next token for its target, and BOS for its baseline, and says so", async () => {
    const result = await integratedGradients({ model, input: text });
    expect(result.options.target).toEqual(targets.top);
    expect(result.data).toMatchObject({ baseline: "bos", target: `logit(" She")` });
    expect(largestGap(scoresOf(result), reference("top").exact.scores)).toBeLessThan(1e-3);
  });

  it("gives the first token nothing, since it is the baseline there", async () => {
    const { data } = await integratedGradients({ model, input: text });
    expect(data.scores.data[0]).toBe(0);
    expect(data.attributions.dims).toEqual([16, 64]);
  });

  it("doubles the steps until the gap is small enough, and counts every row", async () => {
    const result = await integratedGradients({ model, input: text }, { steps: 4, tolerance: 1e-4 });
    const steps = Number(result.evidence.steps);
    expect(steps).toBeGreaterThan(4);
    expect(Math.abs(Number(result.evidence.relativeGap))).toBeLessThanOrEqual(1e-4);
    // 1 for the target, 2 for the embeddings, 2 for the ends, then 4 + 8 + … + steps nodes.
    expect(result.evidence.rows).toBe(5 + 2 * steps - 4);
  });

  it("warns when the gap stays too large", async () => {
    const result = await integratedGradients(
      { model, input: text },
      { steps: 2, rule: "left", tolerance: 1e-6, maxSteps: 4 },
    );
    expect(result.evidence).toMatchObject({ steps: 4, converged: false });
    expect(result.warnings).toContainEqual({
      id: "warning.gap",
      params: { gap: expect.any(Number), change: 6.97, steps: 4 },
    });
  });

  it("is linear in the target: a difference's scores are the difference of its terms'", async () => {
    const target = targets.difference as Extract<Target, { kind: "diff" }>;
    const run = async (one: Target) =>
      scoresOf(await integratedGradients({ model, input: text }, { target: one }));
    const [a, b, both] = [await run(target.a), await run(target.b), await run(target)];
    expect(
      largestGap(
        both,
        a.map((x, i) => x - b[i]),
      ),
    ).toBeLessThan(2e-5);
  });

  it("keeps the edits given in place", async () => {
    const edits = [{ at: "blocks.4.hook_mlp_out", do: "zero" }] as const;
    const target = targets.top;
    const { data } = await integratedGradients({ model, input: text }, { target, edits });
    const [{ value }] = await model.evaluate([{ input: text, target, edits }]).all();
    expect(data.value).toBeCloseTo(value!, 5);
    expect(Math.abs(data.value - cases[0].value!)).toBeGreaterThan(0.1);
  });

  it("starts from the mean embedding, or from another token's", async () => {
    const mean = await integratedGradients({ model, input: text }, { baseline: "mean" });
    const unk = await integratedGradients({ model, input: text }, { baseline: "unk" });
    expect([mean.data.baseline, unk.data.baseline]).toEqual(["mean", "unk"]);
    expect(mean.data.baselineValue).not.toBeCloseTo(unk.data.baselineValue, 2);
    for (const { evidence } of [mean, unk]) {
      expect(Math.abs(Number(evidence.relativeGap))).toBeLessThan(0.01);
    }
  });

  it("differentiates a masked model at its mask, from padding, leaving special tokens alone", async () => {
    const bert = await fixtureModel("bert");
    const input = { text: "the [MASK] sat" };
    const result = await integratedGradients({ model: bert, input });
    const { units } = bert.prepare(input)[0];
    const scores = scoresOf(result);
    units.forEach((unit, pos) => {
      if (unit.special === true) expect(scores[pos]).toBe(0);
    });
    expect(result.data.baseline).toBe("pad");
    expect(Math.abs(Number(result.evidence.completenessGap))).toBeLessThan(1e-3);
    await bert.close();
  });

  it.each<[IntegratedGradientsOptions, RegExp]>([
    [{ steps: 0 }, /"steps" does not fit; expected an integer from 1 to 10000, got 0/],
    [{ rule: "simpson" } as never, /"rule" does not fit; expected one of gauss-legendre, left/],
    [{ baseline: "cls" } as never, /"baseline" does not fit; expected one of auto, bos/],
    [
      { baseline: "mask" },
      /has no mask token for the baseline; expected auto, mean, zero or bos, unk/,
    ],
    [{ keepSpecial: 1 } as never, /"keepSpecial" does not fit; expected true or false/],
    [{ tolerance: -1 }, /"tolerance" does not fit; expected a number of at least 0/],
    [{ maxSteps: 0 }, /"maxSteps" does not fit/],
    [{ compat: "inseq" } as never, /"compat" does not fit; expected one of none, captum/],
  ])("refuses %j", async (options, message) => {
    await expect(integratedGradients({ model, input: text }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringMatching(message) as string,
    } satisfies Partial<VitrineError>);
  });

  it("refuses several texts at once", async () => {
    await expect(integratedGradients({ model, input: ["a", "b"] })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: "integrated-gradients: expected one text, got 2. Call it once for each.",
    });
  });
});
