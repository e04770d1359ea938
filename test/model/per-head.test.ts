import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../src/model/types.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

const INPUT = { ids: [5, 6, 7, 8] };
const POS = 4;
const D = 32;
const E = 8;
const ROUNDING = 2e-5;

/** Per-head inputs of one layer, against the same arithmetic in plain numbers. */
describe.each([
  { name: "gpt2", isCentred: true, eps: 1e-5, group: 1 },
  { name: "llama-gqa", isCentred: false, eps: 1e-6, group: 2 },
])("per-head inputs of $name", ({ name, isCentred, eps, group }) => {
  let model: Model;
  let stream: Tensor;
  let gain: Tensor;
  let shift: ArrayLike<number | bigint>;

  beforeAll(async () => {
    model = await fixtureModel(name);
    stream = (await model.run(INPUT, { capture: ["resid_pre1"] })).cache.get("resid_pre1");
    gain = await model.weight("blocks.1.ln1.w");
    const hasShift = model.weightNames().includes("blocks.1.ln1.b");
    shift = hasShift ? (await model.weight("blocks.1.ln1.b")).data : Array<number>(D).fill(0);
  });
  afterAll(() => model.close());

  /** One head's q, k or v at a position, from an edited copy of the stream. */
  const project = async (letter: string, head: number, x: readonly number[]): Promise<number[]> => {
    const centre = isCentred ? x.reduce((a, b) => a + b) / D : 0;
    const scale = Math.sqrt(x.reduce((sum, v) => sum + (v - centre) ** 2, 0) / D + eps);
    const normed = x.map(
      (v, i) => ((v - centre) / scale) * Number(gain.data[i]) + Number(shift[i]),
    );
    const weight = await model.weight(`blocks.1.attn.W_${letter}`);
    const hasBias = model.weightNames().includes(`blocks.1.attn.b_${letter}`);
    const bias = hasBias ? await model.weight(`blocks.1.attn.b_${letter}`) : null;
    return Array.from({ length: E }, (_, e) => {
      const sum = normed.reduce(
        (all, v, i) => all + v * Number(weight.data[(head * D + i) * E + e]),
        0,
      );
      return sum + Number(bias?.data[head * E + e] ?? 0);
    });
  };

  it.each(["q", "k", "v"])("edits what one head's %s reads, and nothing else", async (letter) => {
    const at = `blocks.1.hook_${letter}_input`;
    const capture = ["q1", "k1", "v1"];
    const clean = await model.run(INPUT, { capture });
    const edits = [
      { at, where: { head: 1 }, do: "scale" as const, with: -3 },
      { at, where: { head: 1 }, do: "add" as const, with: 0.25 },
    ];
    const { cache } = await model.run(INPUT, { capture: [...capture, at], edits });
    for (const other of capture.filter((each) => each !== `${letter}1`)) {
      expect(worstError(cache.get(other), clean.cache.get(other))).toBeLessThan(ROUNDING);
    }
    const found = cache.get(`${letter}1`);
    const heads = letter === "q" ? 4 : 4 / group;
    for (let pos = 0; pos < POS; pos++) {
      for (let head = 0; head < heads; head++) {
        const row = Array.from({ length: D }, (_, i) => Number(stream.data[pos * D + i]));
        const read = head === 1 ? row.map((v) => -3 * v + 0.25) : row;
        const expected = await project(letter.toUpperCase(), head, read);
        const start = (pos * heads + head) * E;
        expected.forEach((v, e) => expect(Number(found.data[start + e])).toBeCloseTo(v, 3));
      }
    }
  });

  it("changes no number by being captured", async () => {
    const clean = await model.run(INPUT);
    const names = ["q_input", "k_input", "v_input", "mlp_in", "attn.result"].map(
      (kind) => model.sites(kind)[1].name,
    );
    const { logits, cache } = await model.run(INPUT, { capture: names });
    expect(worstError(logits!, clean.logits!)).toBeLessThan(ROUNDING);
    const copies = cache.get(names[0]);
    for (let i = 0; i < copies.data.length; i++) {
      const pos = Math.floor(i / (4 * D));
      expect(Number(copies.data[i])).toBeCloseTo(Number(stream.data[pos * D + (i % D)]), 5);
    }
  });

  it("gives every head's output, which with the bias sums to what attention adds", async () => {
    const { cache } = await model.run(INPUT, {
      capture: ["z1", "blocks.1.attn.hook_result", "blocks.1.hook_attn_out"],
    });
    const result = cache.get("blocks.1.attn.hook_result");
    const weight = await model.weight("blocks.1.attn.W_O");
    const hasBias = model.weightNames().includes("blocks.1.attn.b_O");
    const bias = hasBias ? await model.weight("blocks.1.attn.b_O") : null;
    for (let pos = 0; pos < POS; pos++) {
      for (let i = 0; i < D; i++) {
        let sum = Number(bias?.data[i] ?? 0);
        for (let head = 0; head < 4; head++) {
          let own = 0;
          for (let e = 0; e < E; e++)
            own +=
              Number(cache.get("z1").data[(pos * 4 + head) * E + e]) *
              Number(weight.data[(head * E + e) * D + i]);
          expect(Number(result.data[(pos * 4 + head) * D + i])).toBeCloseTo(own, 4);
          sum += own;
        }
        expect(Number(cache.get("blocks.1.hook_attn_out").data[pos * D + i])).toBeCloseTo(sum, 4);
      }
    }
  });

  it("removes a head's output as zeroing its z does", async () => {
    const byResult = await model.run(INPUT, {
      edits: [{ at: "blocks.1.attn.hook_result", where: { head: 2 }, do: "zero" }],
    });
    const byZ = await model.run(INPUT, {
      edits: [{ at: "blocks.1.attn.hook_z", where: { head: 2 }, do: "zero" }],
    });
    expect(worstError(byResult.logits!, byZ.logits!)).toBeLessThan(ROUNDING);
  });

  it("edits what the MLP reads without touching the stream", async () => {
    const capture = ["blocks.1.hook_resid_mid", "blocks.1.ln2.hook_scale"];
    const clean = await model.run(INPUT, { capture });
    const { cache } = await model.run(INPUT, {
      capture,
      edits: [{ at: "blocks.1.hook_mlp_in", do: "scale", with: 2 }],
    });
    expect(worstError(cache.get(capture[0]), clean.cache.get(capture[0]))).toBeLessThan(ROUNDING);
    clean.cache.get(capture[1]).data.forEach((scale: number | bigint, i: number) => {
      expect(Number(cache.get(capture[1]).data[i])).toBeCloseTo(2 * Number(scale), 3);
    });
  });

  it("has gradients that add up to the stream's", async () => {
    const target = { kind: "value", at: "blocks.1.hook_attn_out", reduce: "sum" } as const;
    const { gradients: whole } = await model.gradient(INPUT, { target, wrt: ["resid_pre1"] });
    const wrt = ["q_input", "k_input", "v_input"].map((kind) => model.sites(kind)[1].name);
    const { gradients: parts } = await model.gradient(INPUT, { target, wrt });
    for (let pos = 0; pos < POS; pos++) {
      for (let i = 0; i < D; i++) {
        let sum = 0;
        for (const hook of wrt) {
          const { data, dims } = parts.get(hook);
          for (let head = 0; head < dims[2]; head++)
            sum += Number(data[(pos * dims[2] + head) * D + i]);
        }
        expect(Number(whole.get("resid_pre1").data[pos * D + i])).toBeCloseTo(sum, 4);
      }
    }
  });

  it.each(["q_input", "k_input", "v_input"])(
    "refuses an edit of a norm that hook_%s passes by",
    async (kind) => {
      const input = `blocks.1.hook_${kind}`;
      const norm = "blocks.1.ln1.hook_normalized";
      const edited = model.run(INPUT, { edits: [{ at: norm, do: "zero" }], capture: [input] });
      await expect(edited).rejects.toThrow(
        /ln1\.hook_normalized: cannot be edited or differentiated together with blocks\.1\.hook_._input/,
      );
      const target = { kind: "logit", id: 3 } as const;
      const slopes = model.gradient(INPUT, {
        target,
        wrt: [norm],
        edits: [{ at: input, do: "zero" }],
      });
      await expect(slopes).rejects.toMatchObject({ code: "BAD_EDIT" });
      const layers = model.run(INPUT, {
        edits: [{ at: "blocks.0.ln1.hook_normalized", do: "zero" }],
        capture: [input],
      });
      await expect(layers).resolves.toBeDefined();
      const later = model.run(INPUT, {
        edits: [{ at: "blocks.1.ln2.hook_normalized", do: "zero" }],
        capture: [input],
      });
      await expect(later).resolves.toBeDefined();
    },
  );
});

it("splits hook_attn_in into the inputs of q, k and v", async () => {
  await using model = await fixtureModel("gpt2");
  const edit = (kind: string) => ({
    at: `blocks.1.hook_${kind}`,
    where: { head: 1 },
    do: "scale" as const,
    with: 2,
  });
  const { logits } = await model.run(INPUT, { edits: [edit("attn_in")] });
  const split = await model.run(INPUT, { edits: ["q_input", "k_input", "v_input"].map(edit) });
  expect(worstError(logits!, split.logits!)).toBeLessThan(ROUNDING);
  const both = await model.run(INPUT, {
    edits: [edit("attn_in"), edit("q_input")],
    capture: ["blocks.1.hook_q_input"],
  });
  const clean = await model.run(INPUT, { capture: ["blocks.1.hook_q_input"] });
  const [edited, plain] = [both, clean].map((run) => run.cache.get("blocks.1.hook_q_input"));
  for (let i = 0; i < D; i++)
    expect(Number(edited.data[D + i])).toBeCloseTo(4 * Number(plain.data[D + i]), 4);
});

it("lets a post-norm block's first norm be edited beside per-head inputs, which read before it", async () => {
  await using model = await fixtureModel("bert");
  const edits = [{ at: "blocks.0.ln1.hook_normalized", do: "scale" as const, with: 2 }];
  const { logits } = await model.run(INPUT, { edits, capture: ["blocks.0.hook_q_input"] });
  const plain = await model.run(INPUT, { edits });
  expect(worstError(logits!, plain.logits!)).toBeLessThan(ROUNDING);
});
