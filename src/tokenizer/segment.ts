import { spanOf, type AlignedText, type Span } from "./aligned-text.ts";
import { byteToken } from "./byte-level.ts";
import { BPE, Unigram, WordPiece, type BpeModel, type Model } from "./library.ts";

/** One token of a text, and what it stands for. */
export interface Piece {
  readonly id: number;
  readonly token: string;
  readonly span: Span;
}

/** A stretch of a word that the model took for one token: its entry and its length in the text. */
interface Segment {
  readonly token: string;
  readonly length: number;
}

/** Options of the model. */
export interface ModelOptions {
  /** What WordPiece puts before tokens that go on with a word. */
  readonly prefix: string;
  /** Stands for what is not in the vocabulary; without one, such text is dropped. */
  readonly unknown: { readonly id: number; readonly token: string } | null;
  /** Runs of unknown characters are one token. */
  readonly isFused: boolean;
  /** Unknown characters are spelled in byte tokens. */
  readonly hasByteFallback: boolean;
}

const encoder = new TextEncoder();

/** Tokenizes one word, which tokens never cross, with the model of the file. */
export function segment(model: Model, options: ModelOptions, word: AlignedText): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let unknownFrom: number | null = null;
  for (const { token, length } of segmentsOf(model, options, word.text)) {
    const from = at;
    at += length;
    const known = entries(model, options, word, token, from, at);
    if (known !== null) {
      pieces.push(...known);
      unknownFrom = null;
    } else if (options.unknown !== null) {
      if (options.isFused && unknownFrom !== null) pieces.pop();
      else unknownFrom = from;
      pieces.push({ ...options.unknown, span: spanOf(word, unknownFrom, at) });
    }
  }
  return pieces;
}

function segmentsOf(model: Model, { prefix }: ModelOptions, text: string): Segment[] {
  if (model instanceof BPE) return bpeSegments(model, text);
  if (model instanceof WordPiece) return wordPieceSegments(model, prefix, text);
  const tokens = model instanceof Unigram ? model.tokenize(text) : [text];
  return tokens.map((token) => ({ token, length: token.length }));
}

function bpeSegments(model: BpeModel, text: string): Segment[] {
  if (model.ignore_merges && model.tokens_to_ids.has(text))
    return [{ token: text, length: text.length }];
  const tokens = model.bpe(text);
  const inner = model.continuing_subword_suffix?.length ?? 0;
  const last = model.end_of_word_suffix?.length ?? 0;
  return tokens.map((token, i) => ({
    token,
    length: token.length - (i < tokens.length - 1 ? inner : last),
  }));
}

function wordPieceSegments(model: Model, prefix: string, text: string): Segment[] {
  const tokens = model.encode([text]);
  const isUnknown = tokens.length === 1 && tokens[0] === model.unk_token;
  if (isUnknown) return [{ token: tokens[0], length: text.length }];
  return tokens.map((token, i) => ({ token, length: token.length - (i > 0 ? prefix.length : 0) }));
}

/** The vocabulary's entries for a stretch: itself or its bytes; null where it has neither. */
function entries(
  model: Model,
  { hasByteFallback }: ModelOptions,
  word: AlignedText,
  token: string,
  from: number,
  to: number,
): Piece[] | null {
  const id = model.tokens_to_ids.get(token);
  if (id !== undefined) return [{ id, token, span: spanOf(word, from, to) }];
  return hasByteFallback ? byteEntries(model, word, from, to) : null;
}

function byteEntries(model: Model, word: AlignedText, from: number, to: number): Piece[] | null {
  const pieces: Piece[] = [];
  let at = from;
  for (const character of word.text.slice(from, to)) {
    const span = spanOf(word, at, at + character.length);
    at += character.length;
    for (const byte of encoder.encode(character)) {
      const token = byteToken(byte);
      const id = model.tokens_to_ids.get(token);
      if (id === undefined) return null;
      pieces.push({ id, token, span });
    }
  }
  return pieces;
}
