import type { ModelConfig } from "../architectures/define.ts";
import { unknownName, VitrineError } from "../errors.ts";
import { swapLastAxes } from "../tensor/batched.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";

/**
 * Weights under TransformerLens's names and shapes: rows multiply from the left (`x W`), heads are
 * an axis. Graph parameters are the same numbers laid out `[out, in]`.
 */
export function presentWeight(name: string, stored: Tensor, config: ModelConfig): Tensor {
  const { dHead } = config;
  const part = name.split(".").at(-1)!;
  if (/^W_[QKV]$/.test(part)) {
    const heads = stored.dims[0] / dHead;
    return swapLastAxes(reshaped(stored, [heads, dHead, stored.dims[1]])); // [head, d_model, d_head]
  }
  if (part === "W_O") {
    const swapped = swapLastAxes(stored); // [head · d_head, d_model]
    return reshaped(swapped, [swapped.dims[0] / dHead, dHead, swapped.dims[1]]);
  }
  if (/^b_[QKV]$/.test(part)) return reshaped(stored, [stored.dims[0] / dHead, dHead]);
  const isTable = ["W_E", "W_pos", "W_type"].includes(part);
  return stored.dims.length === 2 && !isTable ? swapLastAxes(stored) : stored;
}

const FIRST = "blocks.0.";

/** Names of TransformerLens's state dicts that have modules in them, of decoders and of BERT. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["embed.W_E", "W_E"],
  ["pos_embed.W_pos", "W_pos"],
  ["unembed.W_U", "W_U"],
  ["unembed.b_U", "b_U"],
  ["embed.embed.W_E", "W_E"],
  ["embed.pos_embed.W_pos", "W_pos"],
  ["embed.token_type_embed.W_token_type", "W_type"],
]);

/** A parameter of the graph, the same parameter of every block stacked, or nothing but zeros. */
export type WeightPlace =
  | { readonly kind: "one"; readonly param: string; readonly name: string }
  | { readonly kind: "stack"; readonly params: readonly string[]; readonly name: string }
  | { readonly kind: "zeros"; readonly dims: readonly number[] };

/**
 * Where a name leads: a parameter (`blocks.0.attn.W_Q`, `W_E` or `embed.W_E`), a tied `W_U`, or the
 * bare name of a block's parameter (`W_Q`), which means all layers stacked. Where the unembedding
 * has no bias, `b_U` is zeros, as in TransformerLens.
 */
export function findWeight(
  asked: string,
  params: readonly string[],
  { nLayers, heads, dVocab }: Pick<ModelConfig, "nLayers" | "heads" | "dVocab">,
): WeightPlace {
  const name = OTHER_NAMES.get(asked) ?? asked;
  if (params.includes(name)) return { kind: "one", param: name, name };
  if (name === "W_U" && heads.includes("lm")) return { kind: "one", param: "W_E", name };
  if (name === "b_U" && heads.includes("lm")) return { kind: "zeros", dims: [dVocab] };
  const found = params.filter((each) => each.startsWith(FIRST) && each.endsWith(`.${name}`));
  if (found.length === 0) throw unknownName("weight", "name", asked, params);
  if (found.length > 1) throw ambiguous(name, found);
  const rest = found[0].slice(FIRST.length);
  const stacked = Array.from({ length: nLayers }, (_, layer) => `blocks.${layer}.${rest}`);
  return { kind: "stack", params: stacked, name };
}

function ambiguous(name: string, found: readonly string[]): VitrineError {
  const candidates = found.map((each) => each.slice(FIRST.length));
  return new VitrineError(
    "UNKNOWN_NAME",
    `weight: "${name}" is the end of several names; expected one of ${candidates.join(", ")}.`,
    { details: { name, candidates } },
  );
}

/** A weight that is not in the checkpoint because it adds nothing. */
export function zeroWeight(dims: readonly number[]): Tensor {
  return { dtype: "float32", dims, data: new Float32Array(sizeOf(dims)) };
}

/** Tensors of equal dims along a new first axis. */
export function stackTensors(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  const data = new Float32Array(tensors.length * first.data.length);
  tensors.forEach((tensor, i) => data.set(tensor.data as Float32Array, i * first.data.length));
  return { dtype: "float32", dims: [tensors.length, ...first.dims], data };
}

function reshaped(tensor: Tensor, dims: readonly number[]): Tensor {
  return { ...tensor, dims };
}
