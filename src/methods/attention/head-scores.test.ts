import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fixtureModel,
  readFixture,
  readTensors,
  worstError,
} from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { WiredTruth } from "../../bundled/truth-wired.ts";
import type { Memo, Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { shuffledRows } from "../shared/head-controls.ts";
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

describe("headScores against PyTorch's patterns, cell by cell", () => {
  const size = 16;
  /** Mean over queries of what `of` makes of each row, `[layer][head]`. */
  const meanOver = async (
    queries: readonly number[],
    of: (row: Float32Array, query: number) => number,
  ): Promise<Table> => {
    const tensors = await readTensors("references/stories260k/run.safetensors");
    return [0, 1, 2, 3, 4].map((layer) => {
      const data = tensors.get(`attention.${layer}`)!.data as Float32Array;
      return Array.from({ length: 8 }, (_, head) => {
        const values = queries.map((query) => {
          const from = (head * size + query) * size;
          return of(data.subarray(from, from + size), query);
        });
        return values.reduce((a, b) => a + b, 0) / queries.length;
      });
    });
  };
  const all = Array.from({ length: size }, (_, query) => query);
  const distance = (row: Float32Array, query: number): number =>
    row.reduce((sum, share, key) => sum + share * Math.abs(query - key), 0);

  it("says how much a head looks at the token itself, and how far it looks", async () => {
    for (const query0 of [false, true]) {
      const { data } = await headScores(
        { model, input: { ids: text.ids } },
        { query0, controls: false },
      );
      const queries = query0 ? all : all.slice(1);
      const self = await meanOver(queries, (row, query) => row[query]);
      expect(gap(data.scores.self, self)).toBeLessThan(TOLERANCE);
      // Shares off by 1e-5 at distances of 15 at most: relative to a distance of one or more.
      expect(gap(data.scores.distance, await meanOver(queries, distance))).toBeLessThan(1e-4);
    }
  });

  it("follows pairs of tokens and of spans", async () => {
    const pairs = [
      [5, 2],
      [[7, 9], 0],
      [-1, [3, 5]],
      [
        [7, 8],
        [6, 12],
      ],
    ] as const;
    const { data } = await headScores(
      { model, input: { ids: text.ids } },
      { pairs, controls: false },
    );
    const keys = new Map([
      [5, [2]],
      [7, [0, 6, 7]], // of the span from 6 on only what query 7 can see
      [8, [0]],
      [15, [3, 4]],
    ]);
    const wanted = await meanOver([...keys.keys()], (row, query) =>
      keys.get(query)!.reduce((sum, key) => sum + row[key], 0),
    );
    expect(gap(data.scores.pairs!, wanted)).toBeLessThan(TOLERANCE);
    expect(data.strongest.at(-1)!.score).toBe("pairs");
    expect(data.queries.pairs).toBe("∃ k: (q, k) ∈ pairs");
  });
});

describe("headScores beside its controls", () => {
  it("scores the random twin as if it were the model", async () => {
    const options = { length: 12, batch: 2, seed: 3 };
    const { data } = await headScores({ model }, options);
    const twin = await model.twin({ seed: 3 });
    const own = await headScores({ model: twin }, { ...options, controls: false });
    expect(data.controls!.twin).toEqual(own.data.scores);
    await twin.close();
  });

  it("scores the same places on shuffled tokens", async () => {
    const input = { ids: text.ids };
    const { data } = await headScores({ model, input });
    const [row] = shuffledRows(model, [input], 0);
    const own = await headScores({ model, input: row }, { controls: false });
    for (const score of ["previous", "self", "first", "entropy", "distance"] as const) {
      expect(data.controls!.shuffled[score]).toEqual(own.data.scores[score]);
    }
  });

  it("shuffles a row's own tokens and leaves special ones where they are", () => {
    const [row] = shuffledRows(model, [{ ids: text.ids }], 0);
    const ids = row.ids as readonly number[];
    expect(ids[0]).toBe(text.ids[0]);
    expect(ids).not.toEqual(text.ids);
    const inOrder = (values: readonly number[]) => values.toSorted((a, b) => a - b);
    expect(inOrder(ids)).toEqual(inOrder(text.ids));
  });

  it("tells the wired phantom's heads from what position and chance do", async () => {
    const wired = await loadModel("phantom-wired", { worker: false });
    const { circuits } = (await wired.truth()) as WiredTruth;
    const { prompts } = circuits.find(({ id }) => id === "induction")!;
    for (const { clean, roles } of prompts.slice(0, 2)) {
      const pairs = [[roles.end, roles.follower]] as const;
      const { data } = await headScores({ model: wired, input: clean }, { pairs });
      const best = (name: string) => data.strongest.find(({ score }) => score === name)!;
      // By truth.json layer 0, head 0 looks one back from everywhere, layer 1, head 0 from the end at the follower.
      const previous = best("previous");
      expect([previous.layer, previous.head]).toEqual([0, 0]);
      expect(Math.min(previous.value, previous.shuffled!)).toBeGreaterThan(0.999);
      for (const name of ["induction", "pairs"]) {
        const { layer, head, value, shuffled } = best(name);
        expect([layer, head]).toEqual([1, 0]);
        expect(value).toBeGreaterThan(0.99);
        expect(shuffled).toBeLessThan(0.01);
      }
      for (const name of ["previous", "induction", "pairs"]) {
        expect(best(name).twin).toBeLessThan(0.5);
      }
    }
    await wired.close();
  });

  it("sets the best of the twin's heads beside the best, and both in a table", async () => {
    const result = await headScores({ model, input: { ids: repeated.ids } });
    const { strongest, controls } = result.data;
    for (const { score, layer, head, shuffled, twin } of strongest) {
      expect(twin).toBe(Math.max(...numbersOf(controls!.twin[score]!)));
      expect(shuffled).toBe(controls!.shuffled[score]!.data[layer * 8 + head]);
    }
    const view = result.view();
    const children = view.kind === "stack" ? view.children : [];
    expect(children.map(({ kind }) => kind)).toEqual([...Array(7).fill("layer-head"), "table"]);
  });

  it("leaves them out where asked", async () => {
    const result = await headScores({ model }, { length: 8, batch: 1, controls: false });
    expect(result.data.controls).toBeNull();
    expect(result.evidence).toMatchObject({ rows: 1, twinRows: 0 });
    expect(result.data.strongest.every(({ twin }) => twin === null)).toBe(true);
  });

  it("keeps edits in place in every run", async () => {
    const edits = [0, 1, 2, 3, 4].map((layer) => ({
      at: `blocks.${layer}.attn.hook_pattern`,
      do: "zero" as const,
    }));
    const { data } = await headScores({ model }, { length: 8, batch: 1, edits });
    for (const scores of [data.scores, data.controls!.twin, data.controls!.shuffled]) {
      expect(numbersOf(scores.previous).every((value) => value === 0)).toBe(true);
      expect(numbersOf(scores.distance).every(Number.isNaN)).toBe(true);
    }
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
    // Two rows, and the same two shuffled; the twin's are its own.
    expect(first.evidence).toMatchObject({
      sequences: 2,
      rows: 4,
      twinRows: 2,
      seed: 0,
      length: 10,
    });
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

  it("reads as many layers at once as fit into the budget", async () => {
    const options = { length: 10, batch: 2 };
    const whole = await headScores({ model }, options);
    const [layer, held]: [number, number[]] = [4 * 8 * 21 ** 2, []]; // 8 heads, BOS and 10 tokens twice
    const evaluate: Memo["evaluate"] = (cases, settings) => {
      cases.forEach(({ capture = [] }) => held.push(capture.length));
      return model.evaluate(cases, settings);
    };
    const memo: Memo = { hits: 0, clear: () => {}, evaluate };
    const parts = await headScores({ model }, { ...options, budget: 2 * layer + 1, memo });
    expect(held).toEqual([2, 2, 2, 2, 1, 1, 2, 2, 2, 2, 1, 1]); // the rows, and shuffled
    expect(parts.evidence).toMatchObject({ sequences: 2, rows: 12, twinRows: 6 });
    expect(parts.data).toEqual(whole.data);
  });

  it("has no duplicate score where no token comes twice, and says so", async () => {
    const result = await headScores({ model, input: "Once upon a time" });
    expect(numbersOf(result.data.scores.duplicate).every(Number.isNaN)).toBe(true);
    expect(result.warnings).toEqual([{ id: "warning.no-repeats" }]);
    expect(result.data.strongest.map(({ score }) => score)).toEqual([
      "previous",
      "self",
      "first",
      "entropy",
      "distance",
    ]);
  });

  it("names the strongest head of each score", async () => {
    const { data } = await headScores({ model, input: { ids: repeated.ids } });
    for (const { score, layer, head, value } of data.strongest) {
      expect(data.scores[score]!.data[layer * 8 + head]).toBe(value);
      expect(Math.max(...numbersOf(data.scores[score]!))).toBe(value);
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

  it.each<[NonNullable<HeadScoresOptions["pairs"]>, string]>([
    [[], "expected a list of pairs [query, key]"],
    [[[16, 0]], "each a position or a span [from, to] within 16 tokens, got [16,0]"],
    [[[3, -17]], "within 16 tokens, got [3,-17]"],
    [[[[4, 17], 0]], "within 16 tokens, got [[4,17],0]"],
    [[[[4, 4], 0]], "within 16 tokens, got [[4,4],0]"],
    [
      [[2, 5]],
      "expected a query at or after its key, since the model reads left to right, got [2,5]",
    ],
    [[[2]] as never, "within 16 tokens, got [2]"],
    ["2-5" as never, `within 16 tokens, got "2-5"`],
  ])("refuses the pairs %j", async (pairs, message) => {
    await expect(headScores({ model, input: { ids: text.ids } }, { pairs })).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses pairs without one text, a single token, and a model without attention", async () => {
    const pairs = [[1, 0]] as const;
    await expect(headScores({ model }, { pairs })).rejects.toThrow(
      `head-scores: option "pairs" belongs to one text; expected an input of one text, got none.`,
    );
    await expect(headScores({ model, input: ["a b", "c d"] }, { pairs })).rejects.toThrow(
      "got 2 texts",
    );
    await expect(headScores({ model, input: { ids: [1] } })).rejects.toThrow(
      "expected a text of at least 2 tokens, got 1",
    );
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(headScores({ model: mixer })).rejects.toThrow(`"mixer" has no attention patterns`);
  });
});
