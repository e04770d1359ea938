import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../src/model/types.ts";
import { fixtureModel } from "../helpers/fixtures.ts";

const INPUT = { ids: [5, 6, 7] };

describe("sites of a decoder", () => {
  let model: Model;
  beforeAll(async () => {
    model = await fixtureModel("gpt2");
  });
  afterAll(() => model.close());

  it("lists a kind in layer order, with axes", () => {
    expect(model.sites("attn.pattern")).toEqual(
      [0, 1].map((layer) => ({
        name: `blocks.${layer}.attn.hook_pattern`,
        kind: "attn.pattern",
        stack: "decoder",
        layer,
        axes: ["batch", "head", "query", "key"],
        onDemand: false,
      })),
    );
    expect(model.sites("resid_post", { layers: [1] }).map((site) => site.name)).toEqual([
      "blocks.1.hook_resid_post",
    ]);
    expect(model.sites("embed")[0]).toMatchObject({ name: "hook_embed", layer: null });
    expect(model.sites("embed", { stack: "encoder" })).toEqual([]);
  });

  it("hooks what TransformerLens hooks, in the shape its names stand for", async () => {
    const shapes: Readonly<Record<string, readonly number[]>> = {
      hook_embed: [1, 3, 32],
      hook_pos_embed: [1, 3, 32],
      "blocks.0.hook_resid_pre": [1, 3, 32],
      "blocks.0.ln1.hook_scale": [1, 3, 1],
      "blocks.0.ln1.hook_normalized": [1, 3, 32],
      "blocks.0.attn.hook_q": [1, 3, 4, 8],
      "blocks.0.attn.hook_k": [1, 3, 4, 8],
      "blocks.0.attn.hook_v": [1, 3, 4, 8],
      "blocks.0.attn.hook_attn_scores": [1, 4, 3, 3],
      "blocks.0.attn.hook_pattern": [1, 4, 3, 3],
      "blocks.0.attn.hook_z": [1, 3, 4, 8],
      "blocks.0.attn.hook_result": [1, 3, 4, 32],
      "blocks.0.hook_attn_in": [1, 3, 4, 32],
      "blocks.0.hook_q_input": [1, 3, 4, 32],
      "blocks.0.hook_k_input": [1, 3, 4, 32],
      "blocks.0.hook_v_input": [1, 3, 4, 32],
      "blocks.0.hook_attn_out": [1, 3, 32],
      "blocks.0.hook_resid_mid": [1, 3, 32],
      "blocks.0.hook_mlp_in": [1, 3, 32],
      "blocks.0.ln2.hook_scale": [1, 3, 1],
      "blocks.0.mlp.hook_pre": [1, 3, 128],
      "blocks.0.mlp.hook_post": [1, 3, 128],
      "blocks.0.hook_mlp_out": [1, 3, 32],
      "blocks.0.hook_resid_post": [1, 3, 32],
      "ln_final.hook_scale": [1, 3, 1],
      "ln_final.hook_normalized": [1, 3, 32],
      "unembed.hook_in": [1, 3, 32],
      "unembed.hook_out": [1, 3, 80],
    };
    const { cache } = await model.run(INPUT, { capture: Object.keys(shapes) });
    for (const [name, dims] of Object.entries(shapes))
      expect(cache.get(name).dims, name).toEqual(dims);
  });

  it.each([
    ["k1", "blocks.1.attn.hook_k"],
    ["pre0", "blocks.0.mlp.hook_pre"],
    ["scale1ln1", "blocks.1.ln1.hook_scale"],
    ["normalized0ln2", "blocks.0.ln2.hook_normalized"],
    ["attn1", "blocks.1.attn.hook_pattern"],
    ["attn_logits0", "blocks.0.attn.hook_attn_scores"],
    ["key0", "blocks.0.attn.hook_k"],
    ["mlp1", "blocks.1.hook_mlp_out"],
    ["mlp_post1", "blocks.1.mlp.hook_post"],
    ["resid_post0", "blocks.0.hook_resid_post"],
    ["embed", "hook_embed"],
    ["scale", "ln_final.hook_scale"],
    ["embed.hook_out", "hook_embed"],
    ["blocks.0.hook_in", "blocks.0.hook_resid_pre"],
    ["blocks.1.hook_out", "blocks.1.hook_resid_post"],
    ["blocks.0.attn.q.hook_out", "blocks.0.attn.hook_q"],
    ["blocks.0.attn.o.hook_in", "blocks.0.attn.hook_z"],
    ["blocks.0.mlp.hook_out", "blocks.0.hook_mlp_out"],
    ["blocks.0.ln1.hook_in", "blocks.0.hook_resid_pre"],
  ])("reads %s as %s, in captures, edits and gradients", async (alias, name) => {
    expect(model.site(alias).name).toBe(name);
    const edits = [{ at: alias, do: "scale" as const, with: 0.5 }];
    const { cache } = await model.run(INPUT, { capture: [alias], edits });
    expect(cache.keys()).toEqual([name]);
    expect(cache.has(alias)).toBe(true);
    expect(cache.get(alias)).toBe(cache.get(name));
    const target = { kind: "value", at: "blocks.1.hook_resid_post", reduce: "sum" } as const;
    const wrt = name.startsWith("ln_final") ? ["hook_embed"] : [alias, name];
    const { gradients } = await model.gradient(INPUT, { target, wrt, edits });
    expect(gradients.keys()).toHaveLength(1);
    expect(gradients.get(wrt[0])).toBe(gradients.get(model.site(wrt[0]).name));
  });

  it("matches globs over names and aliases, never hooks on demand", async () => {
    const { cache } = await model.run(INPUT, { capture: ["*"] });
    const names = model
      .sites()
      .filter((site) => !site.onDemand)
      .map((site) => site.name);
    expect(cache.keys()).toEqual(names);
    expect(names.some((name) => /result|_input|attn_in|mlp_in/.test(name))).toBe(false);
    const some = await model.run(INPUT, { capture: ["blocks.*.attn.q.hook_out"] });
    expect(some.cache.keys()).toEqual(["blocks.0.attn.hook_q", "blocks.1.attn.hook_q"]);
    await expect(model.run(INPUT, { capture: ["blocks.*.attn.hook_result"] })).rejects.toThrow(
      /unknown pattern/,
    );
    await expect(model.run(INPUT, { capture: ["blocks.9*"] })).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
    });
  });

  it("keeps each name a node of its own: an edit shows downstream only", async () => {
    const capture = ["blocks.0.hook_resid_post", "blocks.1.hook_resid_pre"];
    const clean = await model.run(INPUT, { capture });
    const edited = await model.run(INPUT, { capture, edits: [{ at: capture[1], do: "zero" }] });
    expect(edited.cache.get(capture[0]).data).toEqual(clean.cache.get(capture[0]).data);
    expect(edited.cache.get(capture[1]).data.every((x: number | bigint) => x === 0)).toBe(true);
  });

  it("names what is near where a hook, a kind or an axis is unknown", async () => {
    await expect(model.run(INPUT, { capture: ["blocks.0.attn.hook_patern"] })).rejects.toThrow(
      /unknown name "blocks\.0\.attn\.hook_patern"\. Did you mean "blocks\.0\.attn\.hook_pattern"/,
    );
    expect(() => model.sites("attn.patern")).toThrow(/Did you mean "attn\.pattern"/);
    expect(() => model.site("blocks.2.hook_resid_pre")).toThrow(/unknown name/);
    const { cache } = await model.run(INPUT, { capture: ["hook_embed"] });
    expect(() => cache.get("hook_pos_embed")).toThrow(
      /was not captured; there is hook_embed\. Name it in "capture"/,
    );
    expect(() => cache.get("hook_nothing")).toThrow(/unknown name/);
    expect(cache.has("hook_nothing")).toBe(false);
    const reduce = { by: "mean", over: ["unti"] } as const;
    await expect(model.run(INPUT, { capture: [{ at: "hook_embed", reduce }] })).rejects.toThrow(
      /unknown axis "unti"/,
    );
  });

  it("refuses two unlike captures of one hook, and takes two like ones", async () => {
    const at = "hook_embed";
    const twice = model.run(INPUT, {
      capture: [
        { at, where: { pos: 0 } },
        { at, where: { pos: 1 } },
      ],
    });
    await expect(twice).rejects.toThrow(/asked for in two unlike ways/);
    const { cache } = await model.run(INPUT, { capture: [at, "hook_emb*", "embed"] });
    expect(cache.keys()).toEqual([at]);
  });

  it("captures slices and summaries along named axes", async () => {
    const at = "blocks.0.attn.hook_pattern";
    const { cache } = await model.run(INPUT, { capture: [at] });
    const whole = cache.get(at);
    const part = await model.run(INPUT, { capture: [{ at, where: { head: [3, 1], query: -1 } }] });
    expect(part.cache.get(at).dims).toEqual([1, 2, 1, 3]);
    const row = (head: number): number[] =>
      [...whole.data.slice((head * 3 + 2) * 3, (head * 3 + 3) * 3)] as number[];
    expect([...part.cache.get(at).data]).toEqual([...row(3), ...row(1)]);
    const capture = [{ at, where: { head: 2 }, reduce: { by: "sum", over: ["query"] } } as const];
    const sums = (await model.run(INPUT, { capture })).cache.get(at);
    expect(sums.dims).toEqual([1, 1, 1, 3]);
    const expected = [0, 1, 2].map((key) =>
      [0, 1, 2].reduce((sum, query) => sum + Number(whole.data[(2 * 3 + query) * 3 + key]), 0),
    );
    expected.forEach((sum, key) => expect(Number(sums.data[key])).toBeCloseTo(sum, 5));
    const batch = await model.run(
      {
        ids: [
          [5, 6],
          [7, 8],
        ],
      },
      { capture: [{ at: "hook_embed", where: { batch: 1 } }] },
    );
    expect(batch.cache.get("hook_embed").dims).toEqual([1, 2, 32]);
    const rows = model.run(
      {
        ids: [
          [5, 6],
          [7, 8],
        ],
      },
      { capture: [{ at: "hook_embed", reduce: { by: "sum", over: ["batch"] } }] },
    );
    await expect(rows).rejects.toThrow(/rows stay apart/);
  });
});

describe("sites under grouped-query attention", () => {
  it("counts key-value heads, and says how many query heads share one", async () => {
    await using model = await fixtureModel("llama-gqa");
    for (const kind of ["attn.k", "attn.v", "attn.rot_k", "k_input", "v_input"]) {
      expect(model.sites(kind).map((site) => site.group)).toEqual([2, 2]);
    }
    for (const kind of ["attn.q", "attn.rot_q", "attn.z", "q_input", "attn.result"]) {
      expect(model.sites(kind).map((site) => site.group)).toEqual([undefined, undefined]);
    }
    const names = ["k1", "rot_k1", "q1", "rot_q1"];
    const { cache } = await model.run(INPUT, { capture: [...names, "blocks.1.hook_k_input"] });
    expect(names.map((name) => cache.get(name).dims[2])).toEqual([2, 2, 4, 4]);
    expect(cache.get("blocks.1.hook_k_input").dims).toEqual([1, 3, 2, 32]);
  });

  it("has no hook_attn_in, and names the three inputs there are", async () => {
    await using model = await fixtureModel("llama-gqa");
    expect(() => model.site("blocks.0.hook_attn_in")).toThrow(
      /4 query heads share 2 key-value heads\. Use hook_q_input, hook_k_input and hook_v_input/,
    );
  });
});

describe("sites of an encoder", () => {
  it("has the names of HookedEncoder, the token look-up as hook_embed, and its heads", async () => {
    await using model = await fixtureModel("bert");
    expect(model.site("embed.hook_embed").name).toBe("hook_embed");
    expect(model.sites("embed")[0].stack).toBe("encoder");
    const names = [
      "hook_full_embed",
      "hook_token_type_embed",
      "blocks.0.hook_normalized_resid_post",
      "blocks.1.hook_mlp_in",
      "unembed.hook_out",
    ];
    const { cache, outputs, logits } = await model.run({ ids: [5, 6, 7] }, { capture: names });
    expect(names.slice(0, 4).map((name) => cache.get(name).dims)).toEqual([
      [1, 3, 32],
      [1, 3, 32],
      [1, 3, 32],
      [1, 3, 32],
    ]);
    expect([...outputs.keys()].toSorted()).toEqual([...model.heads].toSorted());
    expect(outputs.get(model.heads[0])).toBe(logits);
    expect(cache.get("unembed.hook_out").data).toEqual(outputs.get("lm")!.data);
  });
});
