import * as tokenizers from "@huggingface/tokenizers";
import { asVitrineError, VitrineError } from "../errors.ts";
import type { AddedToken } from "./added-tokens.ts";
import type { Component } from "./component.ts";
import { parseObject, type JsonObject } from "./parse.ts";
import { tokenText } from "./special-ids.ts";

/** What every model of the library has. */
export interface Model {
  /** By id; ids that are not used are missing. */
  readonly vocab: readonly (string | undefined)[];
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  readonly unk_token?: string;
  readonly fuse_unk: boolean;
  encode(words: readonly string[]): readonly string[];
}

export interface BpeModel extends Model {
  readonly ignore_merges: boolean;
  readonly continuing_subword_suffix: string | null;
  readonly end_of_word_suffix?: string | null;
  /** The merged symbols of a word, in the vocabulary or not. */
  bpe(word: string): readonly string[];
}

export interface UnigramModel extends Model {
  /** The best split of a word, unknown characters as they are. */
  tokenize(word: string): readonly string[];
}

export interface WordPieceModel extends Model {
  readonly max_input_chars_per_word: number;
}

interface LibraryDecoder {
  readonly config?: { readonly type?: string };
  readonly decoders?: readonly LibraryDecoder[];
  text_decoder?: { decode(bytes: Uint8Array): string };
}

interface WholeTokenizer {
  readonly model: Model;
  readonly decoder: LibraryDecoder | null;
  decode(ids: readonly number[], options: { readonly skip_special_tokens: boolean }): string;
}

/**
 * What is used of the library, in types. Its own declarations import each other without file
 * extensions, which modern module resolution takes for `any`.
 */
interface Exports {
  readonly Tokenizer: new (file: object, config: object) => WholeTokenizer;
  readonly BPE: new (config: object) => BpeModel;
  readonly Unigram: new (config: object) => UnigramModel;
  readonly WordPiece: new (config: object) => WordPieceModel;
  readonly SplitPreTokenizer: new (config: Component) => { readonly pattern: RegExp | null };
  readonly ReplaceNormalizer: new (config: Component) => { readonly pattern: RegExp | null };
  readonly PrecompiledNormalizer: new (config: Component) => { normalize(text: string): string };
}

const library = tokenizers as unknown as Exports;

export const BPE: Exports["BPE"] = library.BPE;
export const Unigram: Exports["Unigram"] = library.Unigram;
export const WordPiece: Exports["WordPiece"] = library.WordPiece;

/** The pattern of a `Split` or a `Replace`, Oniguruma's syntax put into JavaScript's; global. */
export function patternOf(component: Component): RegExp {
  const { SplitPreTokenizer, ReplaceNormalizer } = library;
  const Class = component.type === "Split" ? SplitPreTokenizer : ReplaceNormalizer;
  const { pattern } = new Class(component);
  if (pattern !== null) return pattern;
  const message = `tokenizer.json: ${component.type} has no pattern; expected a String or a Regex. Fetch the file again.`;
  throw new VitrineError("BAD_FILE", message);
}

/** SentencePiece's normalizer, as far as the library knows it. */
export function precompiledNormalizer(component: Component): (text: string) => string {
  const normalizer = new library.PrecompiledNormalizer(component);
  return (text) => normalizer.normalize(text);
}

/** The library's parts that are used: the model with its vocabulary, and the decoder. */
export interface Library {
  readonly model: Model;
  /** Options of the model as the file has them. */
  readonly modelConfig: JsonObject;
  decode(ids: readonly number[], skipSpecialTokens: boolean): string;
}

/**
 * Builds the library's tokenizer without its normalizer, pre-tokenizer and post-processor: it has
 * no offsets, so these steps are ours.
 */
export function buildLibrary(
  json: JsonObject,
  config: JsonObject,
  added: readonly AddedToken[],
): Library {
  const modelConfig = checkedModel(parseObject(json.model, "tokenizer.json: model"));
  const file = {
    added_tokens: added.map(({ id, content, isSpecial }) => ({
      id,
      content,
      special: isSpecial,
      normalized: false,
    })),
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: json.decoder ?? null,
    model: modelConfig,
  };
  const whole = construct(file, plainConfig(config));
  decodeAsOriginal(whole.decoder);
  return {
    model: whole.model,
    modelConfig,
    decode: (ids, skip) => whole.decode([...ids], { skip_special_tokens: skip }),
  };
}

function checkedModel(model: JsonObject | null): JsonObject {
  if (typeof model?.vocab !== "object" || model.vocab === null) {
    const message = "tokenizer.json: no model with a vocabulary. Fetch the file again.";
    throw new VitrineError("BAD_FILE", message);
  }
  const isWordPiece = model.type === "WordPiece";
  return isWordPiece ? { continuing_subword_prefix: "##", ...model } : model;
}

function construct(file: object, config: object): WholeTokenizer {
  try {
    return new library.Tokenizer(file, config);
  } catch (error) {
    throw asVitrineError(error, "BAD_FILE", "tokenizer.json");
  }
}

/**
 * U+FEFF is a character of a text like others; the library's decoders would drop it. Byte tokens in
 * a row that are no text are one U+FFFD each, as in the original, also those of whole characters.
 */
function decodeAsOriginal(decoder: LibraryDecoder | null): void {
  if (decoder === null) return;
  decoder.decoders?.forEach(decodeAsOriginal);
  if (decoder.text_decoder === undefined) return;
  const isFallback = decoder.config?.type === "ByteFallback";
  decoder.text_decoder = isFallback
    ? { decode: wholeOrNothing }
    : new TextDecoder("utf-8", { ignoreBOM: true });
}

function wholeOrNothing(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch {
    return "\uFFFD".repeat(bytes.length);
  }
}

/** The config with special tokens as plain strings, as the library wants them. */
function plainConfig(config: JsonObject): JsonObject {
  const plain: Record<string, unknown> = { ...config };
  for (const key of Object.keys(plain)) {
    if (key.endsWith("_token")) plain[key] = tokenText(plain[key]) ?? plain[key];
  }
  const extra = Array.isArray(plain.additional_special_tokens)
    ? plain.additional_special_tokens
    : [];
  plain.additional_special_tokens = extra.map(tokenText).filter((text) => text !== null);
  // Off unless the file asks: it would change what the tokens say.
  plain.clean_up_tokenization_spaces ??= false;
  return plain;
}
