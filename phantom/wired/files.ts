import type { Tensor } from "vitrine";
import { writeSafetensors } from "vitrine/formats";
import { compile, type Form } from "./compile.ts";
import { SHAPE } from "./model.ts";
import { withNoise } from "./noise.ts";
import { POSITIONS } from "./stream.ts";
import { tokenizerConfig, tokenizerJson } from "./tokenizer.ts";
import { truthOf } from "./truth.ts";
import { tokens } from "./vocabulary.ts";

/** A folder that ships: the model in one form, and how far measurements on it may be off its truth. */
export interface WiredFolder {
  readonly name: string;
  readonly form: Form;
  readonly tolerance: number;
}

export const wiredFolders: readonly WiredFolder[] = [
  { name: "phantom-wired", form: { normalisation: "none", noise: 0 }, tolerance: 1e-4 },
  { name: "phantom-wired-norm", form: { normalisation: "layer", noise: 0 }, tolerance: 5e-3 },
  { name: "phantom-wired-noisy", form: { normalisation: "none", noise: 0.0005 }, tolerance: 0.1 },
];

/** The files of a folder by name, the same bytes wherever they are made. */
export function wiredFiles({ form, tolerance }: WiredFolder): ReadonlyMap<string, Uint8Array> {
  const weights = withNoise(compile(form.normalisation), form.noise);
  const encoder = new TextEncoder();
  const json = (value: object): Uint8Array => encoder.encode(readable(value));
  return new Map([
    ["config.json", json(configOf(form))],
    ["model.safetensors", writeSafetensors(inFloat32(weights), new Map([["format", "pt"]]))],
    ["tokenizer.json", json(tokenizerJson())],
    ["tokenizer_config.json", json(tokenizerConfig(POSITIONS))],
    ["truth.json", json(truthOf(form, tolerance))],
  ]);
}

function configOf({ normalisation }: Form): object {
  return {
    architectures: ["WiredForCausalLM"],
    model_type: "wired",
    normalisation,
    activation_function: "relu",
    n_embd: SHAPE.dModel,
    n_head: SHAPE.heads,
    n_inner: SHAPE.dMlp,
    n_layer: SHAPE.layers,
    n_positions: POSITIONS,
    vocab_size: tokens.length,
    layer_norm_epsilon: 1e-5,
    tie_word_embeddings: false,
    bos_token_id: 0,
    dtype: "float32",
  };
}

function inFloat32(weights: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
  return new Map(
    Array.from(weights, ([name, { dims, data }]) => [
      name,
      { dtype: "float32", dims, data: Float32Array.from(data as Float64Array) },
    ]),
  );
}

/** Indented, with every list of numbers on one line. */
function readable(value: object): string {
  const text = JSON.stringify(value, null, 1);
  return `${text.replace(/\[[^[\]{}"]*\]/g, (list) => list.replace(/\s+/g, " "))}\n`;
}
