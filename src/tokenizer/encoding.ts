import type { Span } from "./aligned-text.ts";
import type { Piece } from "./segment.ts";
import type { TemplatePart } from "./template.ts";

/** One row of tokens. All lists have one entry per token. */
export interface Encoding {
  readonly ids: readonly number[];
  /** The vocabulary's own spelling: `Ġthere`, `▁there`, `##ing`. */
  readonly tokens: readonly string[];
  readonly typeIds: readonly number[];
  /** 1 throughout: rows are padded later. */
  readonly mask: readonly number[];
  /**
   * What each token stands for, in UTF-16 units of its own text, end exclusive; never decreasing
   * within a text. Gaps hold only what the tokenizer drops. Tokens that stand for nothing (special
   * tokens that were added, a space that was put before the text) have empty spans.
   */
  readonly offsets: readonly Span[];
  /** `[i, n]` for the i-th (from 0) of the n tokens that share one character's span, else null. */
  readonly parts: readonly (readonly [index: number, count: number] | null)[];
  /** 0 for tokens of the text, 1 for those of its pair, null for special tokens that were added. */
  readonly segments: readonly (0 | 1 | null)[];
  /** Whether the token is a special one, added or standing in the text. */
  readonly special: readonly boolean[];
}

/** The tokens of one text. */
export interface EncodedText {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Lays texts out as a template says. */
export function layOut(
  parts: readonly TemplatePart[],
  texts: readonly EncodedText[],
  tokenOf: (id: number) => string,
  isSpecial: (id: number) => boolean,
): Encoding {
  const row = new RowBuilder();
  let place = 0;
  for (const part of parts) {
    if (part.kind === "special") {
      const span: Span = [place, place];
      row.add({ id: part.id, token: tokenOf(part.id), span }, part.typeId, null, null);
      continue;
    }
    const { text, pieces } = texts[part.segment];
    const shared = partsOf(pieces);
    for (let i = 0; i < pieces.length; i++) {
      row.add(pieces[i], part.typeId, part.segment, shared[i]);
    }
    place = text.length;
  }
  return row.build(isSpecial);
}

type Part = Encoding["parts"][number];
type Segment = Encoding["segments"][number];

/** Columns, filled token by token: texts may have a hundred thousand. */
class RowBuilder {
  readonly #ids: number[] = [];
  readonly #tokens: string[] = [];
  readonly #typeIds: number[] = [];
  readonly #offsets: Span[] = [];
  readonly #parts: Part[] = [];
  readonly #segments: Segment[] = [];

  add({ id, token, span }: Piece, typeId: number, segment: Segment, part: Part): void {
    this.#ids.push(id);
    this.#tokens.push(token);
    this.#typeIds.push(typeId);
    this.#offsets.push(span);
    this.#parts.push(part);
    this.#segments.push(segment);
  }

  build(isSpecial: (id: number) => boolean): Encoding {
    return {
      ids: this.#ids,
      tokens: this.#tokens,
      typeIds: this.#typeIds,
      mask: this.#ids.map(() => 1),
      offsets: this.#offsets,
      parts: this.#parts,
      segments: this.#segments,
      special: this.#ids.map(isSpecial),
    };
  }
}

/**
 * Which tokens are pieces of one character: a run in which each span reaches into the next one.
 * A token that ends one split character and begins another counts for the first.
 */
function partsOf(pieces: readonly Piece[]): Part[] {
  const parts: Part[] = pieces.map(() => null);
  for (let first = 0; first + 1 < pieces.length; first++) {
    const end = endOfCharacter(pieces, first);
    const count = end - first;
    if (count === 1) continue;
    for (let i = first; i < end; i++) parts[i] ??= [i - first, count];
    // The last piece may begin the next split character.
    first = end - 2;
  }
  return parts;
}

/** One past the last piece of the character that the piece at `first` shares with the next. */
function endOfCharacter(pieces: readonly Piece[], first: number): number {
  const character = pieces[first + 1].span[0];
  let end = first + 1;
  while (end < pieces.length) {
    if (pieces[end].span[0] !== character || character >= pieces[end - 1].span[1]) break;
    end++;
  }
  return end;
}
