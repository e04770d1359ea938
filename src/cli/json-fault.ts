/** What is wrong with a JSON text, and where. */
export interface JsonFault {
  /** Index of the first character that does not fit; the text's length where it ends too early. */
  readonly at: number;
  readonly expected: "value" | "name" | "colon" | "comma" | "string" | "end";
}

/**
 * The first place where a text stops being JSON (RFC 8259); null where it is JSON. Engines differ in
 * whether and how they tell.
 */
export function jsonFault(text: string): JsonFault | null {
  const end = value(text, 0);
  if (typeof end !== "number") return end;
  const at = skip(text, end);
  return at === text.length ? null : { at, expected: "end" };
}

/** The index after what was read, or what is wrong. */
type Step = number | JsonFault;

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** The inside of a string: anything from the space on but `"` and `\\`, and escapes. */
const CHARACTERS = /(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;

function value(text: string, from: number): Step {
  const at = skip(text, from);
  if (text[at] === "{") return list(text, at, "}", entry);
  if (text[at] === "[") return list(text, at, "]", value);
  if (text[at] === '"') return string(text, at);
  const end = endOf(SCALAR, text, at);
  return end === at ? { at, expected: "value" } : end;
}

function list(
  text: string,
  from: number,
  close: string,
  item: (text: string, from: number) => Step,
): Step {
  let at = skip(text, from + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    const next = item(text, at);
    if (typeof next !== "number") return next;
    at = skip(text, next);
    if (text[at] === close) return at + 1;
    if (text[at] !== ",") return { at, expected: "comma" };
    at = skip(text, at + 1);
  }
}

function entry(text: string, from: number): Step {
  if (text[from] !== '"') return { at: from, expected: "name" };
  const named = string(text, from);
  if (typeof named !== "number") return named;
  const at = skip(text, named);
  return text[at] === ":" ? value(text, at + 1) : { at, expected: "colon" };
}

function string(text: string, from: number): Step {
  const at = endOf(CHARACTERS, text, from + 1);
  return text[at] === '"' ? at + 1 : { at, expected: "string" };
}

function skip(text: string, from: number): number {
  return endOf(SPACE, text, from);
}

/** Where a match that begins at `from` ends; `from` where there is none. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}
