import { STREAM } from "../blocks/axes.ts";
import { decoder, type BlockContext } from "../blocks/decoder.ts";
import type { DecoderBlockSpec } from "../blocks/decoder-block.ts";
import { norm } from "../blocks/norm.ts";
import type { TextInput } from "../blocks/text-input.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import { pair, prefixOf, transposed, whole } from "./checkpoint-names.ts";
import type { BuildOptions, ModelConfig, TensorIndex } from "./define.ts";

/** What GPT-2 and the wired models do each in their own way. */
export interface Gpt2Choices {
  /** Multiplies q·k. */
  readonly scale: (layer: number) => number;
  /** Writes the norm of this name (`blocks.0.ln1`, `ln_final`), with hooks or as a plain copy. */
  readonly norm: (x: Value, name: string, hooked: boolean) => Value;
}

/** GPT-2's graph: learned positions added to the look-up, then blocks with biases everywhere. */
export function buildGpt2(
  g: Builder,
  config: ModelConfig,
  options: BuildOptions,
  choices: Gpt2Choices,
): void {
  const block = ({ layer, name, mask, cache, demand }: BlockContext): DecoderBlockSpec => ({
    name,
    attention: {
      ...config,
      name: `${name}.attn`,
      scale: choices.scale(layer),
      bias: { qkv: true, out: true },
      mask,
      rotate: null,
      cache,
      demand,
    },
    mlp: { ...config, name: `${name}.mlp`, gated: false, bias: true },
    norm: (_, x, key, hooked) => choices.norm(x, `${name}.${key}`, hooked),
  });
  const start = (input: TextInput): { stream: Value; block: typeof block } => ({
    stream: embedding(g, config, input),
    block,
  });
  const finalNorm = (x: Value): Value => choices.norm(x, "ln_final", true);
  decoder(g, { ...config, start, finalNorm }, options);
}

function embedding(
  g: Builder,
  { dVocab, dModel, nCtx }: ModelConfig,
  { ids, positions }: TextInput,
): Value {
  const embedded = g.op("Gather", g.param("W_E", "float32", [dVocab, dModel]), ids);
  const placed = g.op("Gather", g.param("W_pos", "float32", [nCtx, dModel]), positions);
  return g.op(
    "Add",
    g.hook("hook_embed", embedded, STREAM),
    g.hook("hook_pos_embed", placed, STREAM),
  );
}

/** LayerNorm with gain and bias, `<name>.w` and `<name>.b`. */
export function gpt2LayerNorm(
  g: Builder,
  x: Value,
  { dModel, eps }: ModelConfig,
  name: string,
  hooked: boolean,
): Value {
  const weight = g.param(`${name}.w`, "float32", [dModel]);
  const bias = g.param(`${name}.b`, "float32", [dModel]);
  return norm(g, x, { kind: "LN", eps, weight, bias, name: hooked ? name : null });
}

type Recipes = Record<string, WeightRecipe>;

/** Where the weights are in a checkpoint with GPT-2's names; `norms: false` where there are none. */
export function gpt2Weights(
  config: ModelConfig,
  index: TensorIndex | null,
  { norms }: { readonly norms: boolean },
): Recipes {
  const { dModel, dMlp, dVocab, nCtx, nLayers } = config;
  const prefix = prefixOf(index, ["transformer.", ""], "wte.weight");
  const norm = (to: string, from: string): Recipes =>
    norms ? pair(`${to}.w`, `${to}.b`, from, [dModel]) : {};
  const all: Recipes = {
    W_E: whole(`${prefix}wte.weight`, [dVocab, dModel]),
    W_pos: whole(`${prefix}wpe.weight`, [nCtx, dModel]),
    ...norm("ln_final", `${prefix}ln_f`),
  };
  if (!config.tieWordEmbeddings) all.W_U = whole("lm_head.weight", [dVocab, dModel]);
  for (let layer = 0; layer < nLayers; layer++) {
    const to = `blocks.${layer}`;
    const from = `${prefix}h.${layer}`;
    const mlp = `${from}.mlp`;
    Object.assign(all, {
      ...norm(`${to}.ln1`, `${from}.ln_1`),
      ...norm(`${to}.ln2`, `${from}.ln_2`),
      ...fusedProjections(`${to}.attn`, `${from}.attn.c_attn`, dModel),
      [`${to}.attn.W_O`]: transposed(`${from}.attn.c_proj.weight`, [dModel, dModel]),
      [`${to}.attn.b_O`]: whole(`${from}.attn.c_proj.bias`, [dModel]),
      [`${to}.mlp.W_in`]: transposed(`${mlp}.c_fc.weight`, [dMlp, dModel]),
      [`${to}.mlp.b_in`]: whole(`${mlp}.c_fc.bias`, [dMlp]),
      [`${to}.mlp.W_out`]: transposed(`${mlp}.c_proj.weight`, [dModel, dMlp]),
      [`${to}.mlp.b_out`]: whole(`${mlp}.c_proj.bias`, [dModel]),
    });
  }
  return all;
}

/** q, k and v stand side by side in one Conv1D of `[dModel, 3·dModel]`. */
function fusedProjections(to: string, from: string, dModel: number): Recipes {
  const all: Recipes = {};
  for (const [i, letter] of ["Q", "K", "V"].entries()) {
    const part = { from: i * dModel, to: (i + 1) * dModel };
    all[`${to}.W_${letter}`] = {
      ...transposed(`${from}.weight`, [dModel, dModel]),
      slice: { axis: 1, ...part },
    };
    all[`${to}.b_${letter}`] = { ...whole(`${from}.bias`, [dModel]), slice: { axis: 0, ...part } };
  }
  return all;
}

/** Matrices that write into the stream are scaled by 1/√(number of writes) (Radford et al. 2019). */
export function gpt2InitialStd(name: string, { initializerRange, nLayers }: ModelConfig): number {
  return /(W_O|W_out)$/.test(name) ? initializerRange / Math.sqrt(2 * nLayers) : initializerRange;
}
