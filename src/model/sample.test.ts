import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator } from "../tensor/random.ts";
import { readFixture } from "../../test/helpers/fixtures.ts";
import { candidates, checkSampling, sampleToken, type SamplingOptions } from "./sample.ts";

interface SamplingCase {
  readonly logits: string;
  readonly before: readonly number[];
  readonly options: SamplingOptions;
  readonly probabilities: readonly number[];
}

const fixture = readFixture<{
  readonly logits: Readonly<Record<string, readonly (number | "-Infinity")[]>>;
  readonly cases: readonly SamplingCase[];
}>("references/sampling.json");

/** Transformers works in float32. */
const ROUNDING = 2e-6;

function probabilities(
  logits: Float32Array,
  before: readonly number[],
  options: SamplingOptions,
): number[] {
  const { ids, weights } = candidates(logits, before, options);
  const total = Array.from(weights).reduce((a, b) => a + b, 0);
  const all = Array.from(logits, () => 0);
  for (let i = 0; i < ids.length; i++) all[ids[i]] = weights[i] / total;
  return all;
}

function inOrder(values: readonly number[]): number[] {
  return values.toSorted((a, b) => b - a);
}

describe("candidates", () => {
  it.each(fixture.cases.map((one) => [one.logits, JSON.stringify(one.options), one] as const))(
    "has Transformers' distribution of %s logits under %s",
    (name, _, { before, options, probabilities: expected }) => {
      const logits = Float32Array.from(fixture.logits[name], Number);
      const made = probabilities(logits, before, options);
      // which of equal logits top-p keeps is chance in PyTorch
      const [ours, theirs] =
        name === "ties" ? [inOrder(made), inOrder(expected)] : [made, expected];
      ours.forEach((p, i) => expect(Math.abs(p - theirs[i])).toBeLessThan(ROUNDING));
      expect(ours.map((p) => p > 0)).toEqual(theirs.map((p) => p > 0));
    },
  );

  it("keeps, of equal logits, those with lower ids", () => {
    const logits = Float32Array.from([0, 1, 1, 1, 1, 0]);
    expect(candidates(logits, [], { topP: 0.4 }).ids).toEqual([1, 2]);
  });

  it("keeps the fewest that reach the sum, whatever the vocabulary's size and order", () => {
    const vocabulary = fc.array(fc.double({ min: -60, max: 60, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(vocabulary, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, topP) => {
        const logits = Float32Array.from(values);
        const all = probabilities(logits, [], {});
        const { ids } = candidates(logits, [], { topP });
        const kept = Array.from(ids, (id) => all[id]);
        const sum = kept.reduce((a, b) => a + b, 0);
        expect(sum).toBeGreaterThan(topP - 1e-9);
        expect(sum - kept[kept.length - 1]).toBeLessThan(topP + 1e-9);
        expect(kept).toEqual(inOrder(all).slice(0, kept.length));
      }),
    );
  });
});

describe("sampleToken", () => {
  const logits = Float32Array.from([0, Math.log(2), Math.log(5), -Infinity]);

  it("takes the most likely at temperature 0, the first of equal ones", () => {
    expect(sampleToken(logits, [], {}, generator(0))).toBe(2);
    expect(sampleToken(Float32Array.of(1, 3, 3), [], {}, generator(0))).toBe(1);
    const penalty = { repetitionPenalty: 4 };
    expect(sampleToken(logits, [2], penalty, generator(0))).toBe(1); // log 5 / 4 < log 2
    expect(sampleToken(Float32Array.of(-1, -3), [0], penalty, generator(0))).toBe(1);
  });

  it("draws as often as the probabilities say", () => {
    const random = generator(4);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[sampleToken(logits, [], { temperature: 1 }, random)]++;
    expect(counts[3]).toBe(0);
    // four standard deviations of 8000 draws
    [1 / 8, 2 / 8, 5 / 8].forEach((p, id) =>
      expect(Math.abs(counts[id] / 8000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 8000)),
    );
  });

  it("refuses logits that say nothing", () => {
    const draw = (values: number[]) => () =>
      sampleToken(Float32Array.from(values), [], { temperature: 1 }, generator(0));
    expect(draw([1, NaN, 2])).toThrow(/expected logits that are numbers, got NaN for token 1/);
    expect(draw([-Infinity, -Infinity])).toThrow(/got -Infinity/);
  });
});

describe("checkSampling", () => {
  it.each<[SamplingOptions, RegExp]>([
    [{ temperature: -1 }, /temperature out of range; expected 0 or more, got -1/],
    [{ temperature: Number.NaN }, /temperature/],
    [{ topK: 0 }, /topK out of range; expected a whole number from 1, got 0/],
    [{ topK: 1.5 }, /topK/],
    [{ topP: 0 }, /topP out of range; expected above 0, at most 1, got 0/],
    [{ minP: 1.1 }, /minP out of range; expected from 0 to 1, got 1.1/],
    [{ repetitionPenalty: 0 }, /repetitionPenalty out of range; expected above 0, got 0/],
  ])("refuses %j", (options, message) => {
    expect(() => checkSampling(options)).toThrow(message);
  });
});
