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
  const rows: (Piece & Pick<Row, "typeId" | "segment" | "part">)[] = [];
  let place = 0;
  for (const part of parts) {
    if (part.kind === "special") {
      const { id, typeId } = part;
      const span: Span = [place, place];
      rows.push({ id, token: tokenOf(id), span, typeId, segment: null, part: null });
      continue;
    }
    const { text, pieces } = texts[part.segment];
    const shared = partsOf(pieces.map((piece) => piece.span));
    for (const [i, piece] of pieces.entries()) {
      rows.push({ ...piece, typeId: part.typeId, segment: part.segment, part: shared[i] });
    }
    place = text.length;
  }
  return columns(rows, isSpecial);
}

interface Row {
  readonly id: number;
  readonly token: string;
  readonly span: Span;
  readonly typeId: number;
  readonly segment: 0 | 1 | null;
  readonly part: readonly [number, number] | null;
}

function columns(rows: readonly Row[], isSpecial: (id: number) => boolean): Encoding {
  return {
    ids: rows.map((row) => row.id),
    tokens: rows.map((row) => row.token),
    typeIds: rows.map((row) => row.typeId),
    mask: rows.map(() => 1),
    offsets: rows.map((row) => row.span),
    parts: rows.map((row) => row.part),
    segments: rows.map((row) => row.segment),
    special: rows.map((row) => isSpecial(row.id)),
  };
}

/**
 * Which tokens are pieces of one character: a run in which each span reaches into the next one.
 * A token that ends one split character and begins another counts for the first.
 */
export function partsOf(spans: readonly Span[]): (readonly [number, number] | null)[] {
  const parts: (readonly [number, number] | null)[] = spans.map(() => null);
  for (let first = 0; first + 1 < spans.length; first++) {
    const character = spans[first + 1][0];
    let end = first + 1;
    while (end < spans.length && spans[end][0] === character && character < spans[end - 1][1])
      end++;
    const count = end - first;
    if (count === 1) continue;
    for (let i = first; i < end; i++) parts[i] ??= [i - first, count];
    // The last piece may begin the next split character.
    first = end - 2;
  }
  return parts;
}
