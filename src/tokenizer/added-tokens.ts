import { sliceAligned, type AlignedText } from "./aligned-text.ts";

/** A token that is looked for in the text itself, before anything is split. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** A control token, such as an end of text, and not a part of language. */
  readonly isSpecial: boolean;
  /** Whether it is looked for in normalized text. */
  readonly isNormalized: boolean;
  /** Whether it must stand between characters that are not letters. */
  readonly isWord: boolean;
  /** Whether it takes the spaces before it. */
  readonly takesLeft: boolean;
  /** Whether it takes the spaces after it. */
  readonly takesRight: boolean;
}

/** A stretch of text: an added token, or what lies between two. */
export interface Section {
  readonly text: AlignedText;
  readonly token: AddedToken | null;
}

/** A table for looking up added tokens by what the text must read. */
export class AddedTokenFinder {
  /** By first unit; the longest first. */
  readonly #byFirst = new Map<string, { readonly text: string; readonly token: AddedToken }[]>();

  constructor(entries: Iterable<readonly [text: string, token: AddedToken]>) {
    for (const [text, token] of entries) {
      if (text === "") continue;
      const list = this.#byFirst.get(text[0]) ?? [];
      list.push({ text, token });
      this.#byFirst.set(text[0], list);
    }
    for (const list of this.#byFirst.values()) list.sort((a, b) => b.text.length - a.text.length);
  }

  /**
   * Cuts text at every added token: the leftmost first, of those the longest. One that must be a
   * word and is not hides, as in the reference, the shorter ones inside it.
   */
  cut(aligned: AlignedText): Section[] {
    const { text } = aligned;
    const sections: Section[] = [];
    let done = 0;
    for (let at = 0; at < text.length;) {
      const found = this.#byFirst.get(text[at])?.find((entry) => text.startsWith(entry.text, at));
      const end = at + (found?.text.length ?? 1);
      if (found !== undefined && (!found.token.isWord || isWordAt(text, at, end))) {
        const { from, to } = withSpaces(text, at, end, found.token, done);
        if (from > done) sections.push({ text: sliceAligned(aligned, done, from), token: null });
        sections.push({ text: sliceAligned(aligned, from, to), token: found.token });
        done = to;
      }
      at = Math.max(end, done);
    }
    const rest = sliceAligned(aligned, done, text.length);
    if (rest.text !== "") sections.push({ text: rest, token: null });
    return sections;
  }
}

const LETTER = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

function isWordAt(text: string, from: number, to: number): boolean {
  const before = Array.from(text.slice(Math.max(0, from - 2), from)).at(-1) ?? "";
  const after = String.fromCodePoint(text.codePointAt(to) ?? 0x20);
  return !LETTER.test(before) && !LETTER.test(after);
}

function withSpaces(
  text: string,
  start: number,
  end: number,
  { takesLeft, takesRight }: AddedToken,
  done: number,
): { readonly from: number; readonly to: number } {
  let from = start;
  let to = end;
  const isSpace = (unit: number): boolean => /\p{White_Space}/u.test(text[unit] ?? "");
  if (takesLeft) while (from > done && isSpace(from - 1)) from--;
  if (takesRight) while (to < text.length && isSpace(to)) to++;
  return { from, to };
}
