import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Edit } from "../../model/edit.ts";
import type { Target } from "../../model/target.ts";
import type { Model, Row } from "../../model/types.ts";
import { alti } from "./alti.ts";
import { altiLogit } from "./alti-logit.ts";

const ROW: Row = { ids: [3, 1, 4, 1, 5] };
const LENGTH = 5;
const TARGET: Target = { kind: "logit", id: 7 };
const FAMILIES = ["gpt2", "llama-gqa", "llama-biases", "phantom-wired"] as const;
/** Logits of size up to 10 in float32, each the sum of hundreds of products: 1e-6 of them. */
const TOLERANCE = 3e-5;

const models = new Map<string, Model>();
let stories: Model;
beforeAll(async () => {
  for (const name of FAMILIES) {
    const bundled = name === "phantom-wired";
    models.set(name, await (bundled ? loadModel(name, { worker: false }) : fixtureModel(name)));
  }
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  for (const model of [stories, ...models.values()]) await model.close();
});

const sumOf = (values: Iterable<number | bigint>): number =>
  Array.from(values, Number).reduce((sum, x) => sum + x, 0);

/** Holds all that a layer feeds at what it was, so that only its direct path to the logit is left. */
function directOnly(model: Model, layer: number): Edit[] {
  const held = [
    ...model.sites("mlp_out").filter((site) => site.layer! >= layer),
    ...model.sites("attn_out").filter((site) => site.layer! > layer),
    ...model.sites().filter(({ kind }) => kind === "ln_final.scale"),
  ];
  return held.map(({ name }) => ({ at: name, do: "patch", with: { run: ROW, at: name } }));
}

async function valueWith(model: Model, edits: readonly Edit[]): Promise<number> {
  const [{ value }] = await model.evaluate([{ input: ROW, target: TARGET, edits }]).all();
  return value!;
}

describe.each(FAMILIES)("altiLogit on %s", (name) => {
  it("is what the logit loses on the direct path without a token's value, and adds up", async () => {
    const model = models.get(name)!;
    const options = { target: TARGET, mixing: "none" } as const;
    const { data, evidence } = await altiLogit({ model, input: ROW }, options);
    const clean = await valueWith(model, []);
    expect(Math.abs(data.value - clean)).toBeLessThan(TOLERANCE);
    for (const { layer } of model.sites("attn.v")) {
      const [value] = model.sites("attn.v", { layers: [layer!] });
      for (const pos of [0, 2, LENGTH - 1]) {
        const zero: Edit = { at: value.name, where: { pos }, do: "zero" };
        const lost = clean - (await valueWith(model, [...directOnly(model, layer!), zero]));
        const ours = Number(data.contributions.data[layer! * LENGTH + pos]);
        expect(Math.abs(ours - lost)).toBeLessThan(TOLERANCE);
      }
    }
    const all = [data.scores, data.mlp, data.outputBias].map(({ data: values }) => sumOf(values));
    expect(Math.abs(sumOf(all) + data.initial + data.constant - clean)).toBeLessThan(TOLERANCE);
    expect(Math.abs(sumOf(data.heads.data) - all[0])).toBeLessThan(1e-9);
    expect(Math.abs(Number(evidence.conservationGap))).toBeLessThan(TOLERANCE);
  });

  it("follows each layer's inputs down by ALTI's shares", async () => {
    const model = models.get(name)!;
    const input = { model, input: ROW };
    const plain = await altiLogit(input, { target: TARGET, mixing: "none" });
    const mixed = await altiLogit(input, { target: TARGET });
    const shares = (await alti(input)).data.mixed.data;
    const at = (values: unknown, layer: number, i: number): number =>
      (values as Float64Array)[layer * LENGTH + i];
    for (let layer = 0; layer < model.config.nLayers; layer++) {
      for (let token = 0; token < LENGTH; token++) {
        let expected = 0;
        for (let pos = 0; pos < LENGTH; pos++) {
          const own = pos === token ? 1 : 0;
          const share = layer === 0 ? own : at(shares, (layer - 1) * LENGTH + pos, token);
          expected += at(plain.data.contributions.data, layer, pos) * share;
        }
        expect(at(mixed.data.contributions.data, layer, token)).toBeCloseTo(expected, 9);
      }
    }
  });
});

describe("altiLogit", () => {
  it("has for its constant the final norm's bias, and nothing where there is none", async () => {
    const [gpt2, llama] = [models.get("gpt2")!, models.get("llama-gqa")!];
    const bias = await gpt2.weight("ln_final.b");
    const table = await gpt2.weight("W_U"); // [unit, vocab]
    const vocab = table.dims[1];
    const expected = sumOf(
      Array.from(bias.data, Number).map((value, i) => value * Number(table.data[i * vocab + 7])),
    );
    const of = async (model: Model): Promise<number> =>
      (await altiLogit({ model, input: ROW }, { target: TARGET })).data.constant;
    expect(Math.abs((await of(gpt2)) - expected)).toBeLessThan(TOLERANCE);
    expect(Math.abs(await of(llama))).toBeLessThan(TOLERANCE);
  });

  it("gives for a difference of logits the difference of what they get", async () => {
    const model = models.get("llama-gqa")!;
    const other: Target = { kind: "logit", id: 2 };
    const scores = async (target: Target): Promise<number[]> =>
      Array.from((await altiLogit({ model, input: ROW }, { target })).data.scores.data, Number);
    const [a, b] = [await scores(TARGET), await scores(other)];
    const both = await scores({ kind: "diff", a: TARGET, b: other });
    both.forEach((value, i) => expect(Math.abs(value - (a[i] - b[i]))).toBeLessThan(TOLERANCE));
  });

  it("reads one token and a padded row, and takes the likeliest token for its target", async () => {
    const one = await altiLogit({ model: stories, input: { ids: [1] } });
    expect(one.data.scores.dims).toEqual([1]);
    expect(one.data.target).toMatch(/^logit\(/);
    const model = models.get("gpt2")!;
    const padded = { ids: [3, 1, 4, 0], mask: [1, 1, 1, 0] };
    const [long, short] = [
      await altiLogit({ model, input: padded }, { target: TARGET }),
      await altiLogit({ model, input: { ids: [3, 1, 4] } }, { target: TARGET }),
    ];
    Array.from(short.data.scores.data, Number).forEach((value, i) =>
      expect(Math.abs(value - Number(long.data.scores.data[i]))).toBeLessThan(TOLERANCE),
    );
  });

  it("says what an edit breaks", async () => {
    const [site] = stories.sites("resid_post", { layers: [2] });
    const edits = [{ at: site.name, do: "scale", with: 3 }] as const;
    const { warnings } = await altiLogit({ model: stories, input: { ids: [1, 400] } }, { edits });
    expect(warnings).toMatchObject([{ id: "warning.gap" }]);
  });

  it("refuses what is no sum of logits, norms after the sums and parallel blocks", async () => {
    const input = { model: stories, input: { ids: [1, 400] } };
    const target: Target = { kind: "logprob", id: 7 };
    await expect(altiLogit(input, { target })).rejects.toMatchObject({
      code: "BAD_TARGET",
      message: expect.stringContaining("expected a logit, or a difference or sum") as string,
    });
    const bert = await fixtureModel("bert-masked-lm");
    await expect(altiLogit({ model: bert, input: ROW })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("goes through a norm in every layer") as string,
    });
    await bert.close();
    const parallel = new Proxy(stories, {
      get(model, key) {
        if (key !== "sites") return Reflect.get(model, key) as unknown;
        return (...args: Parameters<Model["sites"]>) =>
          model.sites(...args).filter(({ kind }) => kind !== "resid_mid");
      },
    });
    await expect(altiLogit({ model: parallel, input: { ids: [1] } })).rejects.toThrow(
      "attention and MLP read and write the residual stream side by side",
    );
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(altiLogit({ model: mixer, input: "a" })).rejects.toThrow(
      "has no attention patterns",
    );
  });
});
