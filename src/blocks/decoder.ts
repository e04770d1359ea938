import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { decoderBlock, type DecoderBlockSpec } from "./decoder-block.ts";
import { layerCaches, type CacheSpec, type LayerCache } from "./kv-cache.ts";
import { attentionMask, textInput, type AttentionMask, type TextInput } from "./text-input.ts";
import { unembed } from "./unembed.ts";

/** What the caller wants of a decoder's graph. */
export interface DecoderOptions {
  readonly heads: readonly string[];
  readonly padded: boolean;
  readonly past?: boolean;
  readonly demand: ReadonlySet<string>;
  readonly select: (x: Value) => Value;
}

/** What a block shares with the others. */
export interface BlockContext {
  readonly layer: number;
  /** Hook prefix, e.g. `blocks.0`. */
  readonly name: string;
  readonly mask: AttentionMask;
  readonly cache: LayerCache | null;
  readonly demand: ReadonlySet<string>;
}

export interface DecoderSpec extends CacheSpec {
  readonly dModel: number;
  readonly dVocab: number;
  readonly tieWordEmbeddings: boolean;
  readonly unembedBias?: boolean;
  /** Writes the stream that the first block takes, and says how each block is made. */
  readonly start: (input: TextInput) => {
    readonly stream: Value;
    readonly block: (context: BlockContext) => DecoderBlockSpec;
  };
  /** The norm before the unembedding. */
  readonly finalNorm: (x: Value) => Value;
}

/** A causal language model of pre-norm blocks: what GPT-2, Llama and their like have in common. */
export function decoder(g: Builder, spec: DecoderSpec, options: DecoderOptions): void {
  const { dModel, dVocab, tieWordEmbeddings: tied, unembedBias: bias = false } = spec;
  const { demand } = options;
  const caches = options.past === true ? layerCaches(g, spec) : [];
  const input = textInput(g, options.padded, caches[0]);
  const mask = attentionMask(g, input, true);
  const { stream, block } = spec.start(input);
  let x = stream;
  for (let layer = 0; layer < spec.nLayers; layer++) {
    const name = `blocks.${layer}`;
    const taken = x;
    const made = block({ layer, name, mask, cache: caches[layer] ?? null, demand });
    x = g.scope(name, () => decoderBlock(g, taken, made));
  }
  const normed = spec.finalNorm(x);
  if (!options.heads.includes("lm")) return;
  g.output("lm", unembed(g, options.select(normed), { dVocab, dModel, tied, bias }));
}
