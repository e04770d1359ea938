import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/** Why a row ended: the end-of-sequence token, a stop text, the token limit or the context's end. */
export type StopReason = "eos" | "stop" | "length" | "context";

/** The text of tokens as they come: whole characters only, ended before a stop text. */
export class TokenText {
  readonly #tokenizer: Tokenizer | null;
  readonly #stops: readonly string[];
  readonly #ids: number[] = [];
  #shown = "";
  #stopped = false;

  constructor(tokenizer: Tokenizer | null, stops: readonly string[]) {
    this.#tokenizer = tokenizer;
    this.#stops = stops.filter((stop) => stop !== "");
  }

  /** What a token adds to the text; empty while a character is incomplete. */
  add(id: number): string {
    this.#ids.push(id);
    const text = this.#decode();
    const found = this.#stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    this.#stopped = found.length > 0;
    const end = this.#stopped ? Math.min(...found) : text.length;
    const whole = text.slice(0, end).replace(/\uFFFD+$/, "");
    if (!whole.startsWith(this.#shown)) return "";
    const added = whole.slice(this.#shown.length);
    this.#shown = whole;
    return added;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** The text so far, a stop text and what follows it left out. */
  get whole(): string {
    return this.#stopped ? this.#shown : this.#decode();
  }

  /**
   * The tokens are decoded after a first one that is left out again: decoders strip the space
   * before the first token of a text, and these are not the first.
   */
  #decode(): string {
    const tokenizer = this.#tokenizer;
    if (tokenizer === null || this.#ids.length === 0) return "";
    const options = { skipSpecialTokens: true };
    const [first] = this.#ids;
    const alone = tokenizer.decode([first], options);
    return tokenizer.decode([first, ...this.#ids], options).slice(alone.length);
  }
}
