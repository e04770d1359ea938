import { VitrineError } from "../errors.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/**
 * Why a row ended: the end-of-sequence token, a stop text, the token limit, the context's end, or
 * the caller's signal.
 */
export type StopReason = "eos" | "stop" | "length" | "context" | "aborted";

/**
 * Tokens that are waited for. A character is split over four at most, one for each byte of its
 * UTF-8; a U+FFFD that the text itself holds before it reads as if it were unfinished too.
 */
const MAX_OPEN = 10;

const UNFINISHED = /\uFFFD+$/;

/**
 * The text of tokens as they come: whole characters only, nothing that could still become part of a
 * stop text. Each token costs the same, however long the text is. What it gives out stands; only
 * where bytes turn out to be no text may `whole`, decoded at once, show more of them as U+FFFD.
 */
export class TokenText {
  readonly #tokenizer: Tokenizer | null;
  readonly #stops: readonly string[];
  /** Tokens that stand before the open ones when these are decoded: decoders look to the left. */
  #context: readonly number[];
  readonly #ids: number[] = [];
  /** Tokens since the context, whose last character is not whole yet. */
  #open: number[] = [];
  /** Of the open tokens, what has been added to the text. */
  #taken = 0;
  #text = "";
  #given = 0;
  #stopped = false;

  /** @throws VitrineError `UNSUPPORTED` for stop texts where there is no tokenizer. */
  constructor(tokenizer: Tokenizer | null, stops: readonly string[]) {
    this.#tokenizer = tokenizer;
    this.#stops = stops.filter((stop) => stop !== "");
    this.#context = tokenizer === null ? [] : anyText(tokenizer);
    if (tokenizer !== null || this.#stops.length === 0) return;
    throw new VitrineError(
      "UNSUPPORTED",
      "generate: stop needs a tokenizer, and this model came without one. Leave stop out, or load the model with one.",
    );
  }

  /** What a token adds to the text; empty while it is not certain. */
  add(id: number): string {
    if (this.#tokenizer === null) return "";
    if (!this.#tokenizer.has(id)) return this.finish(); // a row of the model's that no token uses
    this.#ids.push(id);
    this.#open.push(id);
    const text = this.#decodeOpen();
    const whole = this.#open.length > MAX_OPEN ? text : text.replace(UNFINISHED, "");
    this.#append(whole);
    if (whole === text) this.#close(text);
    return this.#give(this.#text.length - this.#undecided());
  }

  /** What was held back when no more tokens come; pieces of a character read U+FFFD. */
  finish(): string {
    if (!this.#stopped && this.#tokenizer !== null) this.#append(this.#decodeOpen());
    this.#open = [];
    this.#taken = 0;
    return this.#give(this.#text.length);
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** The text so far as the tokenizer decodes it; a stop text and what follows it left out. */
  get whole(): string {
    if (this.#stopped || this.#tokenizer === null) return this.#text;
    return this.#decode(anyText(this.#tokenizer), this.#ids);
  }

  #decodeOpen(): string {
    return this.#decode(this.#context, this.#open);
  }

  #decode(context: readonly number[], ids: readonly number[]): string {
    const options = { skipSpecialTokens: true };
    const before = this.#tokenizer!.decode(context, options).length;
    return this.#tokenizer!.decode([...context, ...ids], options).slice(before);
  }

  /** Adds what is new of the open tokens' text, up to a stop text. */
  #append(open: string): void {
    const from = this.#text.length;
    this.#text += open.slice(this.#taken);
    this.#taken = Math.max(this.#taken, open.length);
    const found = this.#stops
      .map((stop) => this.#text.indexOf(stop, Math.max(0, from - stop.length + 1)))
      .filter((at) => at >= 0);
    if (found.length === 0) return;
    this.#stopped = true;
    this.#text = this.#text.slice(0, Math.min(...found));
  }

  /** The open tokens are done; tokens that say nothing (special ones) give no context. */
  #close(text: string): void {
    if (text !== "") this.#context = this.#open;
    this.#open = [];
    this.#taken = 0;
  }

  #give(end: number): string {
    const given = this.#text.slice(this.#given, end);
    this.#given = Math.max(this.#given, end);
    return given;
  }

  /** Length of the longest end of the text that a stop text begins with. */
  #undecided(): number {
    if (this.#stopped) return 0;
    const lengths = this.#stops.map((stop) => {
      let length = Math.min(stop.length - 1, this.#text.length);
      while (length > 0 && !this.#text.endsWith(stop.slice(0, length))) length--;
      return length;
    });
    return Math.max(0, ...lengths);
  }
}

/**
 * Something to decode the first tokens after: decoders strip the space before the first token of a
 * text, and new tokens are not the first.
 */
function anyText(tokenizer: Tokenizer): readonly number[] {
  return tokenizer.encode("a", { addSpecialTokens: false }).ids;
}
