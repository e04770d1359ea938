import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureFolder, fixtureModel } from "../../../test/helpers/fixtures.ts";
import type { WiredTruth } from "../../bundled/truth-wired.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import { matrixAt } from "../../tensor/batched.ts";
import { type Matrix64, matmul, transposed } from "../../tensor/matrix.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { qkOv, type QkOvData, type QkOvOptions } from "./qk-ov.ts";

/** Each row less its mean. */
const centred = ({ rows, columns, data }: Matrix64): Matrix64 => ({
  rows,
  columns,
  data: data.map((value, i) => {
    const start = i - (i % columns);
    return value - data.subarray(start, start + columns).reduce((a, b) => a + b) / columns;
  }),
});

/** A head's whole circuits, `[vocab, vocab]`, of a model's own weights. */
async function wholeCircuits(
  model: Model,
  layer: number,
  head: number,
  less: (circuit: Matrix64) => Matrix64,
): Promise<{ readonly ov: Matrix64; readonly qk: Matrix64 }> {
  const [embed, unembed] = [
    matrixAt(await model.weight("W_E"), 0),
    matrixAt(await model.weight("W_U"), 0),
  ];
  const [qk, ov] = [
    (await model.circuit("QK")).at(layer, head),
    (await model.circuit("OV")).at(layer, head),
  ];
  const whole = ({ a, b }: typeof qk): Matrix64 => matmul(matrixAt(a, 0), matrixAt(b, 0));
  return {
    ov: less(matmul(matmul(embed, whole(ov)), unembed)),
    qk: less(matmul(matmul(embed, whole(qk)), transposed(embed))),
  };
}

const trace = ({ rows, columns, data }: Matrix64): number => {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * columns + i];
  return sum;
};

/** Σ λ and Σ λ² of a head. */
function powerSums(
  { eigenvalues }: QkOvData,
  which: "ov" | "qk",
  place: number,
): readonly [number, number] {
  const { re, im } = eigenvalues[which];
  const count = re.dims[2];
  let [first, second] = [0, 0];
  for (let i = place * count; i < (place + 1) * count; i++) {
    first += Number(re.data[i]);
    second += Number(re.data[i]) ** 2 - Number(im.data[i]) ** 2;
  }
  return [first, second];
}

/** Our eigenvalues against the traces of M and M². */
async function expectSpectra(
  data: QkOvData,
  model: Model,
  tolerance: number,
  less: (circuit: Matrix64) => Matrix64,
): Promise<void> {
  for (const [layer, head] of [
    [0, 0],
    [0, 3],
    [1, 2],
  ]) {
    const whole = await wholeCircuits(model, layer, head, less);
    for (const which of ["ov", "qk"] as const) {
      const [first, second] = powerSums(data, which, layer * 4 + head);
      const square = matmul(whole[which], whole[which]);
      const size = whole[which].data.reduce((sum, value) => sum + value * value, 0);
      expect(Math.abs(first - trace(whole[which])) / Math.sqrt(size)).toBeLessThan(tolerance);
      expect(Math.abs(second - trace(square)) / size).toBeLessThan(tolerance);
    }
  }
}

const sizes = ({ re, im }: { readonly re: Tensor; readonly im: Tensor }, place: number): number[] =>
  Array.from({ length: re.dims[2] }, (_, i) => {
    const at = place * re.dims[2] + i;
    return Math.hypot(Number(re.data[at]), Number(im.data[at]));
  });

describe("qkOv against whole circuits of vocab × vocab", () => {
  it.each(["gpt2", "llama-gqa"])("has the eigenvalues of %s as it is", async (name) => {
    const model = await fixtureModel(name);
    const { data } = await qkOv({ model }, { fold: false, centre: false });
    // Doubles on both sides; the sums are taken in another order.
    await expectSpectra(data, model, 1e-11, (circuit) => circuit);
    const less = await qkOv({ model }, { fold: false });
    await expectSpectra(less.data, model, 1e-11, centred);
    for (let place = 0; place < 8; place++) {
      const all = sizes(data.eigenvalues.ov, place).reduce((a, b) => a + b);
      const [sum] = powerSums(data, "ov", place);
      expect(data.copying.data[place]).toBeCloseTo(sum / all, 12);
    }
    await model.close();
  });

  it.each(["gpt2", "llama-gqa"])("counts norms in: has those of %s folded", async (name) => {
    const model = await fixtureModel(name);
    const folded = await loadModel(fixtureFolder(name), {
      worker: false,
      fold: { ln: true, ...(name === "gpt2" && { centreWriting: true }) },
    });
    const { data, evidence } = await qkOv({ model });
    // The folded weights were rounded to float32.
    await expectSpectra(data, folded, 1e-6, centred);
    expect(evidence).toMatchObject({ gains: true, centred: name === "gpt2" });
    await model.close();
    await folded.close();
  });

  it("finds the largest cells of both circuits", async () => {
    const model = await fixtureModel("gpt2");
    const { data } = await qkOv(
      { model },
      { fold: false, showLayer: -1, showHead: 2, top: 5, vocabulary: 30 },
    );
    const whole = await wholeCircuits(model, 1, 2, centred);
    expect(data.shown).toEqual({ layer: 1, head: 2 });
    for (const which of ["ov", "qk"] as const) {
      const cells = Array.from({ length: 900 }, (_, i) => ({
        fromId: Math.floor(i / 30),
        toId: i % 30,
        value: whole[which].data[Math.floor(i / 30) * 80 + (i % 30)],
      })).sort((a, b) => b.value - a.value);
      expect(data[which]).toHaveLength(5);
      data[which].forEach((pair, i) => {
        expect([pair.fromId, pair.toId]).toEqual([cells[i].fromId, cells[i].toId]);
        expect(pair.value).toBeCloseTo(cells[i].value, 10);
      });
    }
    await model.close();
  });
});

describe("qkOv of the wired phantom", () => {
  let wired: Model;
  beforeAll(async () => {
    wired = await loadModel("phantom-wired", { worker: false });
  });
  afterAll(() => wired.close());

  it("finds copying in the heads that write to the logits, which copy, and in no others", async () => {
    const { data } = await qkOv({ model: wired }, { showLayer: 1, showHead: 0 });
    const truth = (await wired.truth()) as WiredTruth;
    const writers = new Set(
      truth.circuits.flatMap(({ edges }) =>
        edges.flatMap(({ from, to }) =>
          from.kind === "head" && to.kind === "logits" ? [from.layer * 4 + from.head] : [],
        ),
      ),
    );
    expect(writers).toContain(4); // L1H0, the induction head
    (data.copying.data as Float64Array).forEach((value, place) => {
      // Rounding of float32 weights is all that reaches the logits from the others.
      if (writers.has(place)) expect(value).toBeGreaterThan(0.999);
      else expect(value).toBeNaN();
    });
    for (const { fromId, toId } of data.ov) expect(toId).toBe(fromId);
  });

  it("finds matching in the duplicate-token head, and none in heads that read positions or nothing", async () => {
    const { data } = await qkOv({ model: wired });
    expect(data.matching.data[1]).toBeGreaterThan(0.999); // L0H1
    expect(data.matching.data[0]).toBeNaN(); // L0H0 looks at the position before
    expect(data.matching.data[3]).toBeNaN(); // L0H3 is dead
  });
});

describe("qkOv", () => {
  let model: Model;
  beforeAll(async () => {
    model = await fixtureModel("gpt2");
  });
  afterAll(() => model.close());

  it("shows the head that copies most, and says when it looks at a part of the vocabulary", async () => {
    const { data, warnings } = await qkOv({ model }, { vocabulary: 40, layers: [1] });
    const best = Math.max(...(data.copying.data as Float64Array));
    expect(data.shown.layer).toBe(1);
    expect(data.copying.data[data.shown.head]).toBe(best);
    expect(warnings).toEqual([
      { id: "warning.vocabulary", params: { tokens: 40, vocabulary: 80 } },
    ]);
  });

  it("refuses a model that does not say next tokens", async () => {
    const bert = await fixtureModel("bert");
    await expect(qkOv({ model: bert })).rejects.toMatchObject({ code: "UNSUPPORTED" });
    await bert.close();
  });

  it.each<[QkOvOptions, string]>([
    [{ layers: [-3] }, "the model has no layer -3; expected -2 to 1"],
    [{ showLayer: 0, showHead: 4 }, "the model has no head 4; expected -4 to 3"],
    [{ showHead: 1 }, "showLayer and showHead name a head together"],
    [{ layers: [0], showLayer: 1, showHead: 1 }, `"showLayer" is not among the layers read`],
    [{ vocabulary: 0 }, `"vocabulary" does not fit`],
    [{ budget: 1000 }, "the embeddings of 80 tokens do not fit; expected at most 1000 bytes"],
  ])("refuses %j", async (options, message) => {
    await expect(qkOv({ model }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });
});
