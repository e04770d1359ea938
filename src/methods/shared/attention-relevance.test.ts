import { describe, expect, it } from "vitest";
import type { Matrix64 } from "../../tensor/matrix.ts";
import { initialRelevance, updateRelevance } from "./attention-relevance.ts";

type Table = readonly (readonly number[])[];

const matrix = (rows: Table): Matrix64 => ({
  rows: rows.length,
  columns: rows[0].length,
  data: Float64Array.from(rows.flat()),
});
const table = ({ rows, columns, data }: Matrix64): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.slice(i * columns, (i + 1) * columns)]);
const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => Number(i === j)));

/** The formulas once more, cell by cell. */
const times = (a: Table, b: Table): number[][] =>
  a.map((row) => b[0].map((_, j) => row.reduce((total, x, k) => total + x * b[k][j], 0)));
const plus = (a: Table, b: Table): number[][] => a.map((row, i) => row.map((x, j) => x + b[i][j]));
const turned = (a: Table): number[][] => a[0].map((_, j) => a.map((row) => row[j]));
const bar = (r: Table): number[][] =>
  r.map((row, i) => {
    const own = row.map((x, j) => x - Number(i === j));
    const total = own.reduce((a, b) => a + b, 0);
    return own.map((x, j) => (total === 0 ? 0 : x / total) + Number(i === j));
  });

describe("updateRelevance", () => {
  it("adds Ā R within a stream", () => {
    const attention = matrix([
      [1, 0],
      [0.5, 0.5],
    ]);
    const use = { queries: "text", keys: "text", attention };
    const once = updateRelevance(initialRelevance({ text: 2 }), [use]);
    const twice = updateRelevance(once, [use]);
    // Chefer's rule with a gradient of one, as in shared/reference/attribution.md, case 38.
    expect(table(twice.get("text")!.get("text")!)).toEqual([
      [4, 0],
      [1.75, 2.25],
    ]);
  });

  it("leaves a token that nothing looks at without relevance", () => {
    const attention = matrix([
      [0.5, 0, 0.5],
      [0.2, 0.6, 0.2],
      [0.9, 0, 0.1],
    ]);
    const use = { queries: "text", keys: "text", attention };
    const start = initialRelevance({ text: 3 });
    const [first, , last] = table(
      updateRelevance(updateRelevance(start, [use]), [use])
        .get("text")!
        .get("text")!,
    );
    expect([first[1], last[1]]).toEqual([0, 0]);
  });

  it("follows an encoder and a decoder that looks at it", () => {
    const encoder: Table = [
      [0.5, 0.25],
      [0, 1],
    ];
    const decoder: Table = [
      [1, 0, 0],
      [0.5, 0.5, 0],
      [0.25, 0.25, 0.5],
    ];
    const across: Table = [
      [0.5, 0.5],
      [1, 0],
      [0, 0.75],
    ];
    const use = (queries: string, keys: string, attention: Table) => ({
      queries,
      keys,
      attention: matrix(attention),
    });
    let relevance = initialRelevance({ encoder: 2, decoder: 3 });
    relevance = updateRelevance(relevance, [use("encoder", "encoder", encoder)]);
    relevance = updateRelevance(relevance, [use("decoder", "decoder", decoder)]);
    relevance = updateRelevance(relevance, [use("decoder", "encoder", across)]);
    relevance = updateRelevance(relevance, [use("decoder", "decoder", decoder)]);
    const ee = plus(identity(2), encoder);
    const dd = plus(identity(3), decoder);
    const de = times(turned(bar(dd)), times(across, bar(ee)));
    const got = (own: string, other: string): number[][] => table(relevance.get(own)!.get(other)!);
    expect(got("encoder", "encoder")).toEqual(ee);
    expect(got("encoder", "decoder")).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(got("decoder", "decoder")).toEqual(plus(dd, times(decoder, dd)));
    expect(got("decoder", "encoder")).toEqual(plus(de, times(decoder, de)));
  });

  it("lets two modalities look at each other at once", () => {
    const use = (queries: string, keys: string, attention: Table) => ({
      queries,
      keys,
      attention: matrix(attention),
    });
    const both = [use("text", "image", [[0.5]]), use("image", "text", [[0.25]])];
    let relevance = initialRelevance({ text: 1, image: 1 });
    relevance = updateRelevance(relevance, both);
    // R̄ = 1 where nothing was added yet: R^ti = ½, R^it = ¼, and R^tt, R^ii see only the old R^it = R^ti = 0.
    const got = () =>
      [
        ["text", "text"],
        ["text", "image"],
        ["image", "text"],
        ["image", "image"],
      ].map(([own, other]) => relevance.get(own)!.get(other)!.data[0]);
    expect(got()).toEqual([1, 0.5, 0.25, 1]);
    relevance = updateRelevance(relevance, both);
    // R^ti + ½, R^it + ¼; R^tt + ½ · R^it = 1 + ½ · ¼, R^ii + ¼ · R^ti = 1 + ¼ · ½.
    expect(got()).toEqual([1.125, 1, 0.5, 1.125]);
    relevance = updateRelevance(relevance, [use("text", "image", [[1]])]);
    // Now R̄ = 1 + 1 in both: R^ti + 2 · 1 · 2, and R^tt + 1 · ½.
    expect(got()).toEqual([1.625, 5, 0.5, 1.125]);
  });
});
