import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureFolder, fixtureModel, readFixture } from "../../../test/helpers/fixtures.ts";
import type { WiredTruth } from "../../bundled/truth-wired.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import { matrixAt } from "../../tensor/batched.ts";
import { type Matrix, matmul, transposed } from "../../tensor/matrix.ts";
import { composition, type CompositionData, type CompositionOptions } from "./composition.ts";

type Table = readonly (readonly number[])[];
type Circuits = Readonly<
  Record<
    "raw" | "folded",
    Readonly<
      Record<"QK" | "OV", { readonly norm: Table; readonly composedNorm: readonly number[] }>
    >
  >
>;

const open = (name: string): Promise<Model> => fixtureModel(name);
const scoreOf = (
  { from, to, via, scores }: CompositionData,
  one: "q" | "k" | "v",
  writer: string,
  reader: string,
): number =>
  Number(
    scores.data[
      (via.indexOf(one) * from.length + from.indexOf(writer)) * to.length + to.indexOf(reader)
    ],
  );

const frobenius = ({ data }: Matrix): number =>
  Math.sqrt(Array.from(data).reduce((sum, value) => sum + value * value, 0));

describe("composition against TransformerLens's FactoredMatrix", () => {
  // Weights are float32 and the file keeps ten digits; folding rounds in another order.
  it.each([
    ["gpt2", "raw", 1e-8],
    ["gpt2", "folded", 2e-6],
    ["llama-gqa", "raw", 1e-8],
    ["llama-gqa", "folded", 2e-6],
    ["bert-masked-lm", "raw", 1e-8],
  ] as const)("finds the V-composition of %s, %s", async (name, kind, tolerance) => {
    const { OV } = readFixture<Circuits>(`references/${name}/circuits.json`)[kind];
    const model = await open(name);
    const { data, evidence } = await composition({ model }, { fold: kind === "folded" });
    OV.composedNorm.forEach((norm, head) => {
      const wanted = norm / (OV.norm[0][head] * OV.norm[1][head]);
      const ours = scoreOf(data, "v", `L0H${head}`, `L1H${head}`);
      expect(Math.abs(ours - wanted)).toBeLessThan(tolerance);
    });
    expect(evidence).toMatchObject({
      gains: kind === "folded",
      centred: kind === "folded" && name === "gpt2",
      dimensions: model.config.dModel - (kind === "folded" && name === "gpt2" ? 1 : 0),
    });
    await model.close();
  });
});

describe("composition against whole d_model × d_model matrices", () => {
  it.each(["gpt2", "llama-gqa", "bert"])("scores every pair of %s alike", async (name) => {
    const model = await open(name);
    const { data } = await composition({ model }, { fold: false });
    const [qk, ov] = [await model.circuit("QK"), await model.circuit("OV")];
    const whole = (circuit: typeof qk, layer: number, head: number): Matrix => {
      const one = circuit.at(layer, head);
      return matmul(matrixAt(one.a, 0), matrixAt(one.b, 0));
    };
    for (let from = 0; from < 4; from++) {
      for (let to = 0; to < 4; to++) {
        const a = whole(ov, 0, from);
        const [b, values] = [whole(qk, 1, to), whole(ov, 1, to)];
        for (const [via, reader] of [
          ["q", b],
          ["k", transposed(b)],
          ["v", values],
        ] as const) {
          const wanted = frobenius(matmul(a, reader)) / (frobenius(a) * frobenius(reader));
          // Sums of 32 · 32 doubles in another order.
          expect(scoreOf(data, via, `L0H${from}`, `L1H${to}`)).toBeCloseTo(wanted, 12);
        }
      }
    }
    await model.close();
  });

  it("counts a norm's gain in, so that folding the model first changes nothing", async () => {
    for (const name of ["gpt2", "llama-gqa"]) {
      const [raw, folded] = [
        await open(name),
        await loadModel(fixtureFolder(name), { worker: false, fold: true }),
      ];
      const [a, b] = [await composition({ model: raw }), await composition({ model: folded })];
      a.data.scores.data.forEach((score, i) => {
        // The folded weights were rounded to float32.
        expect(Math.abs(Number(score) - Number(b.data.scores.data[i]))).toBeLessThan(1e-6);
      });
      await raw.close();
      await folded.close();
    }
  });
});

describe("composition of the wired phantom", () => {
  let wired: Model;
  let truth: WiredTruth;
  beforeAll(async () => {
    wired = await loadModel("phantom-wired", { worker: false });
    truth = (await wired.truth()) as WiredTruth;
  });
  afterAll(() => wired.close());

  /** Edges between heads that were planted, `via from to`. */
  const planted = (): Set<string> =>
    new Set(
      truth.circuits.flatMap(({ edges }) =>
        edges.flatMap(({ from, to, via }) =>
          from.kind === "head" && to.kind === "head"
            ? [`${via} L${from.layer}H${from.head} L${to.layer}H${to.head}`]
            : [],
        ),
      ),
    );

  it("finds the edges between heads that were planted, and no others", async () => {
    const { data } = await composition({ model: wired }, { top: planted().size });
    const found = data.strongest.map(({ via, from, to }) => `${via} ${from} ${to}`);
    expect(new Set(found)).toEqual(planted());
    expect(found).toContain("k L0H0 L1H0"); // previous-token head → induction head
    expect(scoreOf(data, "k", "L0H0", "L1H0")).toBeGreaterThan(2 * data.baseline);
    const others = data.scores.data as Float64Array;
    const above = Array.from(others).filter((score) => score > 1e-3);
    expect(above).toHaveLength(planted().size); // the rest meet in no subspace
  });

  it("leaves a dead head's scores empty and says which they are", async () => {
    const { data, warnings } = await composition({ model: wired });
    expect(scoreOf(data, "k", "L0H3", "L1H0")).toBeNaN();
    const dead = truth.parts.flatMap(({ id, node, role }) =>
      node.kind === "head" && role === "dead" ? [id] : [],
    );
    expect(warnings).toEqual([{ id: "warning.silent", params: { heads: dead.join(", ") } }]);
  });
});

describe("composition", () => {
  it("subtracts chance, and says how much", async () => {
    const model = await open("llama-gqa");
    const [with_, without] = [
      await composition({ model }),
      await composition({ model }, { baseline: "none", via: ["k"], top: 3 }),
    ];
    expect(with_.data.baseline).toBe(1 / Math.sqrt(32));
    expect(without.data).toMatchObject({
      baseline: 0,
      via: ["k"],
      from: ["L0H0", "L0H1", "L0H2", "L0H3"],
    });
    expect(without.data.strongest).toHaveLength(3);
    expect(without.data.scores.data).toEqual(without.data.excess.data);
    with_.data.excess.data.forEach((value, i) => {
      expect(value).toBe(Number(with_.data.scores.data[i]) - with_.data.baseline);
    });
    await model.close();
  });

  it.each<[CompositionOptions, string]>([
    [{ layers: [2] }, "the model has no layer 2; expected -2 to 1"],
    [{ layers: [0, -2] }, "heads compose across layers; expected at least 2 layers, got 1"],
    [{ via: ["z"] } as never, `"via" does not fit`],
    [{ budget: 1000 }, "what 2 layers write does not fit; expected at most 1000 bytes"],
  ])("refuses %j", async (options, message) => {
    const model = await open("gpt2");
    await expect(composition({ model }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
    await model.close();
  });
});
