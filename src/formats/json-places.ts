import { asVitrineError, VitrineError } from "../errors.ts";

/** What is missing where a text stops being JSON. */
export type JsonFault = "value" | "colon" | "comma" | "string" | "end";

/** A JSON text's value, and where in the text each part of it begins. */
export interface PlacedJson {
  readonly value: unknown;
  /** Offset of what `path` leads to, keys and indices from the root; of its parent where it is not there. */
  readonly at: (path: readonly (string | number)[]) => number;
}

/**
 * Reads JSON (RFC 8259) and remembers where each value stands, so that what is wrong with its content can
 * be said with its place.
 *
 * @returns the place of the fault and what is missing there, where the text is not JSON.
 */
export function readPlacedJson(
  text: string,
): PlacedJson | { readonly fault: JsonFault; readonly offset: number } {
  const scanner = new Scanner(text);
  try {
    scanner.whole();
  } catch (error) {
    const { fault, offset } = asVitrineError(error, "BAD_FILE", "JSON").details;
    return { fault: fault as JsonFault, offset: offset as number };
  }
  const { places } = scanner;
  const at = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return 0;
  };
  return { value: JSON.parse(text) as unknown, at };
}

/** Line and column, both from 1, of an offset. A column is a UTF-16 unit. */
export function lineAndColumn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

/** What ends the scan; `readPlacedJson` gives it back as what it is. */
function faultAt(fault: JsonFault, offset: number): VitrineError {
  return new VitrineError("BAD_FILE", `JSON: a ${fault} is missing at ${offset}.`, {
    details: { fault, offset },
  });
}

const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const SPACE = /[ \t\r\n]*/y;

class Scanner {
  readonly places = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): void {
    this.#value([]);
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw faultAt("end", this.#at);
  }

  #value(path: readonly (string | number)[]): void {
    this.#take(SPACE);
    this.places.set(JSON.stringify(path), this.#at);
    const first = this.#text[this.#at];
    if (first === "{") this.#items("}", (i) => this.#member(path, i));
    else if (first === "[") this.#items("]", (i) => this.#value([...path, i]));
    else if (first === '"') this.#string("string");
    else if (this.#take(PLAIN) === "") throw faultAt("value", this.#at);
  }

  #member(path: readonly (string | number)[], _index: number): void {
    this.#take(SPACE);
    const name = JSON.parse(this.#string("value")) as string;
    this.#take(SPACE);
    this.#expect(":", "colon");
    this.#value([...path, name]);
  }

  #items(end: string, item: (index: number) => void): void {
    this.#at++;
    this.#take(SPACE);
    if (this.#text[this.#at] === end) return void this.#at++;
    for (let i = 0; ; i++) {
      item(i);
      this.#take(SPACE);
      if (this.#text[this.#at] === end) return void this.#at++;
      this.#expect(",", "comma");
    }
  }

  #string(fault: JsonFault): string {
    const from = this.#at;
    const found = this.#take(STRING);
    if (found === "") throw faultAt(this.#text[from] === '"' ? "string" : fault, from);
    return found;
  }

  #expect(sign: string, fault: JsonFault): void {
    if (this.#text[this.#at] !== sign) throw faultAt(fault, this.#at);
    this.#at++;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}
