import { BOS, tokens, UNKNOWN } from "./vocabulary.ts";

/**
 * `tokenizer.json` as Hugging Face's `tokenizers` writes it: a word is a token, punctuation is a word
 * of its own, and `<bos>` comes first.
 */
export function tokenizerJson(): object {
  const bos = { SpecialToken: { id: BOS, type_id: 0 } };
  const sequence = (id: "A" | "B", type_id: number): object => ({ Sequence: { id, type_id } });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [BOS, UNKNOWN].map(special),
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [{ type: "WhitespaceSplit" }, { type: "Punctuation", behavior: "Isolated" }],
    },
    post_processor: {
      type: "TemplateProcessing",
      single: [bos, sequence("A", 0)],
      pair: [bos, sequence("A", 0), bos, sequence("B", 1)],
      special_tokens: { [BOS]: { id: BOS, ids: [0], tokens: [BOS] } },
    },
    decoder: null,
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      unk_token: UNKNOWN,
    },
  };
}

/** What Transformers reads beside it. */
export function tokenizerConfig(maxLength: number): object {
  return {
    bos_token: BOS,
    clean_up_tokenization_spaces: false,
    model_max_length: maxLength,
    tokenizer_class: "PreTrainedTokenizerFast",
    unk_token: UNKNOWN,
  };
}

function special(content: string, id: number): object {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return { id, content, ...flags, special: true };
}
