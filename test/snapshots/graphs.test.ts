import { describe, expect, it } from "vitest";
import type { BuildOptions } from "../../src/architectures/define.ts";
import { printGraph } from "../../src/graph/print.ts";
import { TINY_MODELS, tinyGraph } from "../helpers/tiny-models.ts";

/** Hooks written only when they are asked for; all of block 0 but `hook_attn_in`, which GQA lacks. */
const ON_DEMAND = [
  "blocks.0.hook_q_input",
  "blocks.0.hook_k_input",
  "blocks.0.hook_v_input",
  "blocks.0.hook_mlp_in",
  "blocks.0.attn.hook_result",
];

const VARIANTS: readonly (readonly [string, Partial<BuildOptions>])[] = [
  ["plain", {}],
  ["padded", { padded: true }],
  ["on-demand", { demand: new Set(ON_DEMAND) }],
];

/** A refactor shows no difference here; a change of what is computed shows which. */
describe.each(TINY_MODELS)("the graph of %s", (model) => {
  it.each(VARIANTS)("is as printed in the snapshot: %s", async (variant, options) => {
    const text = printGraph(tinyGraph(model, options));
    await expect(text).toMatchFileSnapshot(`./${model}-${variant}.txt`);
  });
});
