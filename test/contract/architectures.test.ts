import { describe, expect, it } from "vitest";
import type { Architecture, ModelConfig } from "../../src/architectures/define.ts";
import { architectures } from "../../src/architectures/table.generated.ts";
import { Builder } from "../../src/graph/builder.ts";
import { hooks, type Graph } from "../../src/graph/graph.ts";
import { parseGraph } from "../../src/graph/parse.ts";
import { printGraph } from "../../src/graph/print.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { createModel } from "../../src/model/load.ts";
import { worstError } from "../helpers/fixtures.ts";

/** Two layers of width 8 under every spelling of a size that a family reads. */
const SMALL: Readonly<Record<string, unknown>> = {
  hidden_size: 8,
  n_embd: 8,
  num_attention_heads: 2,
  n_head: 2,
  num_hidden_layers: 2,
  n_layer: 2,
  intermediate_size: 12,
  n_inner: 12,
  max_position_embeddings: 16,
  n_positions: 16,
  vocab_size: 11,
};

function build(
  family: Architecture,
  config: ModelConfig,
  options: { heads?: readonly string[]; padded?: boolean } = {},
): Graph {
  const g = new Builder(opTable);
  family.build(g, config, {
    heads: config.heads,
    padded: false,
    demand: new Set(),
    select: (x) => x,
    ...options,
  });
  return g.build();
}

/** What every family keeps to, whatever it computes. */
describe.each(architectures.map((family) => [family.id, family] as const))(
  "architecture %s",
  (id, family) => {
    const json = { ...SMALL, model_type: family.modelTypes[0] };
    const config = family.parseConfig(json, null);

    it("reads its sizes and names itself", () => {
      expect(config).toMatchObject({
        architecture: id,
        nLayers: 2,
        dModel: 8,
        nHeads: 2,
        dMlp: 12,
        dVocab: 11,
        nCtx: 16,
      });
      expect(config.heads.length).toBeGreaterThan(0);
    });

    it("has no model type of another family", () => {
      const others = architectures
        .filter((each) => each.id !== id)
        .flatMap((each) => each.modelTypes);
      expect(others.filter((type) => family.modelTypes.includes(type))).toEqual([]);
    });

    it("makes every weight its graph takes, in those dims, and no other", () => {
      const graph = build(family, config);
      const recipes = family.weights(config, null);
      expect(graph.params.map((port) => port.name).toSorted()).toEqual(
        Object.keys(recipes).toSorted(),
      );
      for (const { name, value } of graph.params)
        expect(recipes[name].dims, name).toEqual(value.dims);
    });

    it("hooks the stream of every layer, the look-up and the patterns, with named axes", () => {
      const named = hooks(build(family, config));
      const kinds = [
        "hook_resid_pre",
        "hook_attn_out",
        "hook_resid_mid",
        "hook_mlp_out",
        "hook_resid_post",
        "attn.hook_q",
        "attn.hook_k",
        "attn.hook_v",
        "attn.hook_attn_scores",
        "attn.hook_pattern",
        "attn.hook_z",
        "mlp.hook_pre",
        "mlp.hook_post",
      ];
      const expected = [
        "hook_embed",
        ...[0, 1].flatMap((layer) => kinds.map((kind) => `blocks.${layer}.${kind}`)),
      ];
      expect(expected.filter((name) => !named.has(name))).toEqual([]);
      for (const [name, { attrs, outputs }] of named)
        expect(attrs.axes, name).toHaveLength(outputs[0].dims.length);
    });

    it("gives every alias a hook that exists, and no alias a hook's own name", () => {
      const named = hooks(build(family, config));
      for (const [alias, canonical] of family.aliases(config)) {
        expect(named.has(canonical), `${alias} → ${canonical}`).toBe(true);
        expect(named.has(alias), alias).toBe(false);
      }
    });

    it("writes the heads that are asked for, and a mask only where rows are padded", () => {
      for (const head of config.heads) {
        expect(build(family, config, { heads: [head] }).outputs.map((port) => port.name)).toEqual([
          head,
        ]);
      }
      const inputs = (padded: boolean): string[] =>
        build(family, config, { padded }).inputs.map((port) => port.name);
      expect(inputs(true).filter((name) => !inputs(false).includes(name))).toEqual(["mask"]);
    });

    it("prints to text that reads back as the same graph", () => {
      const text = printGraph(build(family, config, { padded: true }));
      expect(printGraph(parseGraph(text, opTable))).toBe(text);
    });

    it("runs, drawn from a seed, and gives a padded row what it gives alone", async () => {
      await using model = await createModel({ config: json, seed: 1 }, { worker: false });
      const rows = [{ ids: [1, 2, 3, 4] }, { ids: [5, 6] }];
      const last = { at: "blocks.1.hook_resid_post", where: { pos: -1 } };
      const { cache } = await model.run(rows, { capture: [last] });
      const { cache: own } = await model.run(rows[1], { capture: [last] });
      const found = cache.get(last.at);
      const second = { ...own.get(last.at), data: found.data.slice(8) };
      expect(worstError(second, own.get(last.at))).toBeLessThan(1e-5);
      expect([...second.data].some((x) => x !== 0)).toBe(true);
    });

    it.each(["hidden_size", "vocab_size"])("refuses a %s that is none", (key) => {
      const odd = { ...json, [key]: -1, n_embd: key === "hidden_size" ? -1 : 8 };
      expect(() => family.parseConfig(odd, null)).toThrow(
        /is wrong; expected a positive whole number, got -1/,
      );
    });
  },
);
