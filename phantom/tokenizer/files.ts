import type { TrainedTokenizer } from "./train.ts";

/**
 * What a row of ids looks like. `causal`: `<|endoftext|>`, which stands before every text and ends
 * it, and the text. `encoder`: `[CLS]` text `[SEP]`, and `[SEP]` again after a pair's second text.
 */
export type Flavor = "causal" | "encoder";

/** The special tokens of both flavors, with ids from 0. */
export const SPECIALS = ["<|endoftext|>", "[PAD]", "[CLS]", "[SEP]", "[MASK]"] as const;

/**
 * The text of `tokenizer.json`, byte for byte as Hugging Face's `tokenizers` writes it without
 * indents. The vocabulary has to begin with `SPECIALS`.
 */
export function tokenizerJson({ vocabulary, merges }: TrainedTokenizer, flavor: Flavor): string {
  // written out: an object of JavaScript would put tokens that are numbers first
  const vocab = vocabulary.map((token, id) => `${JSON.stringify(token)}:${id}`).join(",");
  const model = {
    type: "BPE",
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
  };
  const file = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIALS.map(addedToken),
    normalizer: null,
    pre_tokenizer: byteLevel(false),
    post_processor: template(LAYOUTS[flavor]),
    decoder: byteLevel(true),
  };
  const written = `${JSON.stringify(model).slice(0, -1)},"vocab":{${vocab}},"merges":${JSON.stringify(merges)}}`;
  return `${JSON.stringify(file).slice(0, -1)},"model":${written}}`;
}

/** The text of `tokenizer_config.json`, from which Transformers' `AutoTokenizer` knows the roles. */
export function tokenizerConfig(flavor: Flavor, maxLength: number): string {
  const end = SPECIALS[0];
  const roles = {
    causal: { bos_token: end, eos_token: end, pad_token: "[PAD]" },
    encoder: { cls_token: "[CLS]", mask_token: MASK, pad_token: "[PAD]", sep_token: "[SEP]" },
  };
  const inputs = {
    causal: ["input_ids", "attention_mask"],
    encoder: ["input_ids", "token_type_ids", "attention_mask"],
  };
  const config = {
    ...roles[flavor],
    clean_up_tokenization_spaces: false,
    model_input_names: inputs[flavor],
    model_max_length: maxLength,
    tokenizer_class: "PreTrainedTokenizerFast",
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

const MASK = "[MASK]";

/** A row's parts, with type ids: special tokens, and the texts `A` and `B`. */
type Layout = readonly (readonly [string, 0 | 1])[];

const LAYOUTS: Readonly<Record<Flavor, { readonly single: Layout; readonly pair: Layout }>> = {
  causal: {
    single: [
      ["<|endoftext|>", 0],
      ["A", 0],
    ],
    pair: [
      ["<|endoftext|>", 0],
      ["A", 0],
      ["<|endoftext|>", 1],
      ["B", 1],
    ],
  },
  encoder: {
    single: [
      ["[CLS]", 0],
      ["A", 0],
      ["[SEP]", 0],
    ],
    pair: [
      ["[CLS]", 0],
      ["A", 0],
      ["[SEP]", 0],
      ["B", 1],
      ["[SEP]", 1],
    ],
  },
};

function template({ single, pair }: (typeof LAYOUTS)[Flavor]): object {
  const parts = (layout: Layout): object[] =>
    layout.map(([id, type_id]) =>
      isText(id) ? { Sequence: { id, type_id } } : { SpecialToken: { id, type_id } },
    );
  const used = SPECIALS.filter((id) => single.some(([part]) => part === id));
  return {
    type: "TemplateProcessing",
    single: parts(single),
    pair: parts(pair),
    special_tokens: Object.fromEntries(
      used.map((id) => [id, { id, ids: [SPECIALS.indexOf(id)], tokens: [id] }]),
    ),
  };
}

function isText(part: string): boolean {
  return part === "A" || part === "B";
}

/** The mask takes the space before it, since it stands for a token that holds that space. */
function addedToken(content: string, id: number): object {
  const flags = { single_word: false, lstrip: content === MASK, rstrip: false };
  return { id, content, ...flags, normalized: false, special: true };
}

function byteLevel(add_prefix_space: boolean): object {
  return { type: "ByteLevel", add_prefix_space, trim_offsets: true, use_regex: true };
}
