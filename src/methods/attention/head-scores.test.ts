import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel, readFixture, worstError } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { diagonal, meanAttention } from "../shared/head-patterns.ts";
import { float64 } from "../shared/tensors.ts";
import { headScores, type HeadScoresOptions } from "./head-scores.ts";

type Table = readonly (readonly number[])[];

interface Recorded {
  readonly ids: readonly number[];
  readonly scores: Readonly<Record<string, Table>>;
  readonly detectHead?: Readonly<Record<string, Table>>;
}

const { n, repeated, text } = readFixture<{
  readonly n: number;
  readonly repeated: Recorded;
  readonly text: Recorded;
}>("references/stories260k/head-scores.json");
const TOLERANCE = 1e-5;

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const table = (values: Table): Tensor => float64([5, 8], [], values.flat());
const gap = (ours: Tensor, theirs: Table): number => worstError(ours, table(theirs));
const numbersOf = ({ data }: Tensor): number[] => Array.from(data as Float64Array);

describe("headScores against numpy on PyTorch's patterns", () => {
  it("scores a repeated sequence given as ids by its equal tokens: the second copy", async () => {
    const { data } = await headScores({ model, input: { ids: repeated.ids } });
    const { scores } = repeated;
    expect(gap(data.scores.previous, scores.previous)).toBeLessThan(TOLERANCE);
    expect(gap(data.scores.duplicate, scores.duplicateSecondCopy)).toBeLessThan(TOLERANCE);
    expect(gap(data.scores.induction, scores.inductionSecondCopy)).toBeLessThan(TOLERANCE);
    expect(gap(data.scores.first, scores.firstWithoutQuery0)).toBeLessThan(TOLERANCE);
    expect(gap(data.scores.entropy, scores.entropyWithoutQuery0)).toBeLessThan(TOLERANCE);
  });

  it("agrees with TransformerLens's detect_head, which divides by all 2n + 1 rows", async () => {
    const { data } = await headScores({ model, input: { ids: repeated.ids } });
    const theirs = repeated.detectHead!;
    const share = n / (2 * n + 1);
    for (const [score, name, factor] of [
      ["previous", "previous_token_head", 2 * share],
      ["duplicate", "duplicate_token_head", share],
      ["induction", "induction_head", share],
    ] as const) {
      const ours = table([numbersOf(data.scores[score]).map((value) => value * factor)]);
      expect(gap(ours, theirs[`${name}.mul`])).toBeLessThan(TOLERANCE);
    }
  });

  it("takes the whole diagonals of the same patterns, as TransformerLens's demo does", async () => {
    const sites = model.sites("attn.pattern").map(({ name }) => name);
    const { cache } = await model.run({ ids: repeated.ids }, { capture: sites });
    const length = repeated.ids.length;
    const mean = (distance: number): Tensor =>
      float64(
        [5, 8],
        [],
        sites.flatMap((site) => {
          const { data } = cache.get(site);
          return Array.from({ length: 8 }, (_, head) => {
            const values = (data as Float32Array).subarray(
              head * length ** 2,
              (head + 1) * length ** 2,
            );
            return meanAttention({ values, length }, diagonal(length, distance));
          });
        }),
      );
    expect(gap(mean(n), repeated.scores.duplicate)).toBeLessThan(TOLERANCE);
    expect(gap(mean(n - 1), repeated.scores.induction)).toBeLessThan(TOLERANCE);
  });

  it("counts the first query where asked", async () => {
    const { data } = await headScores({ model, input: { ids: text.ids } }, { query0: true });
    expect(gap(data.scores.first, text.scores.first)).toBeLessThan(TOLERANCE);
    expect(gap(data.scores.entropy, text.scores.entropy)).toBeLessThan(TOLERANCE);
    expect(data.queries).toMatchObject({ first: "q ≥ 0", entropy: "q ≥ 0", previous: "q ≥ 1" });
  });
});

describe("headScores", () => {
  it("draws the same random rows from the same seed, and others from another", async () => {
    const options = { length: 10, batch: 2 };
    const first = await headScores({ model }, options);
    const again = await headScores({ model }, options);
    const other = await headScores({ model }, { ...options, seed: 1 });
    expect(again.data).toEqual(first.data);
    expect(numbersOf(other.data.scores.previous)).not.toEqual(
      numbersOf(first.data.scores.previous),
    );
    expect(first.evidence).toMatchObject({ sequences: 2, rows: 2, seed: 0, length: 10 });
    expect(first.data.reading).toBe("repeated");
  });

  it("differs between the whole diagonal and the second copy by the first copy's end alone", async () => {
    const length = 10;
    const [whole, second] = await Promise.all(
      (["diagonal", "second-copy"] as const).map((span) =>
        headScores({ model }, { length, span, batch: 1 }),
      ),
    );
    expect(whole.data.queries).toMatchObject({ duplicate: "q ≥ 10", induction: "q ≥ 9" });
    expect(second.data.queries).toMatchObject({ duplicate: "q ≥ 11", induction: "q ≥ 11" });
    numbersOf(whole.data.scores.duplicate).forEach((value, head) => {
      const rest = value * (length + 1) - numbersOf(second.data.scores.duplicate)[head] * length;
      expect(rest).toBeGreaterThan(-1e-6); // one more attention weight, in [0, 1]
      expect(rest).toBeLessThan(1 + 1e-6);
    });
  });

  it("gives the spread of rows as a standard error", async () => {
    const rows = await Promise.all(
      ["Once upon a time", "There was a big dog."].map((input) => headScores({ model, input })),
    );
    const both = await headScores({ model, input: ["Once upon a time", "There was a big dog."] });
    const [a, b] = rows.map(({ data }) => data.scores.first.data[3] as number);
    expect(both.data.scores.first.data[3]).toBeCloseTo((a + b) / 2, 6);
    // Of two numbers: s/√2 = |a − b| / 2.
    expect(both.data.standardErrors!.first.data[3]).toBeCloseTo(Math.abs(a - b) / 2, 6);
    expect(rows[0].data.standardErrors).toBeNull();
  });

  it("has no duplicate score where no token comes twice, and says so", async () => {
    const result = await headScores({ model, input: "Once upon a time" });
    expect(numbersOf(result.data.scores.duplicate).every(Number.isNaN)).toBe(true);
    expect(result.warnings).toEqual([{ id: "warning.no-repeats" }]);
    expect(result.data.strongest.map(({ score }) => score)).toEqual([
      "previous",
      "first",
      "entropy",
    ]);
  });

  it("names the strongest head of each score", async () => {
    const { data } = await headScores({ model, input: { ids: repeated.ids } });
    for (const { score, layer, head, value } of data.strongest) {
      expect(data.scores[score].data[layer * 8 + head]).toBe(value);
      expect(Math.max(...numbersOf(data.scores[score]))).toBe(value);
    }
  });

  it("reads a model without a tokenizer, and one that looks both ways", async () => {
    for (const name of ["llama", "bert"]) {
      const other = await fixtureModel(name);
      const { data, evidence } = await headScores({ model: other }, { length: 8, batch: 2 });
      expect(evidence.sequences).toBe(2);
      for (const score of ["previous", "duplicate", "induction", "first"] as const) {
        for (const value of numbersOf(data.scores[score]))
          expect(value >= 0 && value <= 1).toBe(true);
      }
      await other.close();
    }
  });

  it.each<[HeadScoresOptions, string]>([
    [{ length: 1 }, "expected an integer from 2 to 10000, got 1"],
    [
      { length: 300 },
      "expected at most 253 for 253 tokens to draw from and a context of 512, got 300",
    ],
    [{ minId: 400, maxId: 410 }, "expected at most 11 for 11 tokens"],
    [{ batch: 0 }, `"batch" does not fit`],
    [{ span: "first" } as never, "expected one of diagonal, second-copy"],
    [{ query0: 1 } as never, "expected true or false"],
    [{ minId: -1 }, `"minId" does not fit`],
    [{ maxId: 0.5 }, `"maxId" does not fit`],
  ])("refuses %j", async (options, message) => {
    await expect(headScores({ model }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });
});
