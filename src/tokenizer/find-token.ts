import { VitrineError } from "../errors.ts";
import type { Surface } from "./surface.ts";

/** A token with its id, as it reads inside a text. */
export interface Candidate {
  readonly id: number;
  readonly text: string;
}

/** Looks token strings up by what they read inside a text. */
export class TokenIndex {
  readonly #specials: ReadonlyMap<string, number>;
  readonly #words = new Map<string, number[]>();
  readonly #bytes = new Map<string, number[]>();
  /** Without case and without spaces around: for hints. */
  readonly #loose = new Map<string, number[]>();
  readonly #surfaces: readonly Surface[];
  readonly #ignoresSpace: boolean;

  /**
   * @param surfaces - By id; null where the id is not used.
   * @param specials - Special tokens' texts and ids.
   * @param ignoresSpace - The vocabulary writes no spaces (WordPiece).
   */
  constructor(
    surfaces: readonly Surface[],
    specials: ReadonlyMap<string, number>,
    ignoresSpace: boolean,
  ) {
    this.#surfaces = surfaces;
    this.#specials = specials;
    this.#ignoresSpace = ignoresSpace;
    for (const [id, { text, isByte }] of surfaces.entries()) {
      if (text === "") continue;
      push(isByte ? this.#bytes : this.#words, text, id);
      push(this.#loose, loose(text), id);
    }
  }

  /**
   * The id of a token string: a special token's text, else what exactly one token reads inside a
   * text, else what exactly one byte token reads.
   *
   * @throws VitrineError `UNKNOWN_NAME` where none or several do, with `details.candidates`.
   */
  find(text: string, split: () => readonly number[]): number {
    const special = this.#specials.get(text);
    if (special !== undefined) return special;
    const wanted = this.#ignoresSpace ? text.replace(/^ /, "") : text;
    const found = this.#words.get(wanted) ?? this.#bytes.get(wanted) ?? [];
    if (found.length === 1) return found[0];
    throw found.length > 1 ? this.#ambiguous(text, found) : this.#unknown(text, split());
  }

  #ambiguous(text: string, ids: readonly number[]): VitrineError {
    const candidates = this.#candidates(ids);
    const message = `token: ${JSON.stringify(text)} is read by several tokens; expected one, got ${list(candidates)}. Give the id.`;
    return new VitrineError("UNKNOWN_NAME", message, {
      id: "error.token-ambiguous",
      details: { name: text, candidates },
    });
  }

  #unknown(text: string, split: readonly number[]): VitrineError {
    const alike = this.#loose.get(loose(text)) ?? [];
    const candidates = this.#candidates(alike.length > 0 ? alike : split);
    const hint =
      alike.length > 0 ? `Did you mean ${list(candidates)}?` : this.#splitHint(candidates);
    const message = `token: no single token reads ${JSON.stringify(text)}; expected the text of one token, spaces included. ${hint}`;
    return new VitrineError("UNKNOWN_NAME", message, {
      id: alike.length > 0 ? "error.token-unknown" : "error.token-split",
      details: { name: text, candidates },
    });
  }

  #splitHint(candidates: readonly Candidate[]): string {
    if (candidates.length === 0) return "Give the id of a token.";
    return `The tokenizer splits it into ${list(candidates)}; give one of these.`;
  }

  #candidates(ids: readonly number[]): Candidate[] {
    return [...new Set(ids)].slice(0, 8).map((id) => ({ id, text: this.#surfaces[id].text }));
  }
}

function push(map: Map<string, number[]>, key: string, id: number): void {
  const ids = map.get(key);
  if (ids === undefined) map.set(key, [id]);
  else ids.push(id);
}

/** `Ġ`, `▁` and `##` are stripped too: people copy tokens as vocabularies spell them. */
function loose(text: string): string {
  return text
    .replace(/^(?:##|[Ġ▁\s]+)/u, "")
    .trim()
    .toLowerCase();
}

function list(candidates: readonly Candidate[]): string {
  return candidates.map(({ id, text }) => `${JSON.stringify(text)} (id ${id})`).join(", ");
}
