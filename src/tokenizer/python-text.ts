/** A value while a template runs. */
export interface RuntimeValue {
  readonly type: string;
  readonly value: unknown;
  toString(): string;
}

/** What Python's `str` makes of a value where JavaScript would write another text; else null. */
export function pythonText(value: RuntimeValue): string | null {
  const isPlain = /^(String|Integer|Float|Undefined|Function|Namespace)Value$/.test(value.type);
  return isPlain ? null : representation(value);
}

/** A method of Python's texts: `capitalize`, or `strip`, `lstrip` and `rstrip` with characters. */
export function textMethod(text: string, method: string, characters = ""): string {
  const all = Array.from(text);
  if (method === "capitalize") {
    return (all[0] ?? "").toUpperCase() + all.slice(1).join("").toLowerCase();
  }
  const isKept = (character: string): boolean => !characters.includes(character);
  const first = method === "rstrip" ? 0 : all.findIndex(isKept);
  const last = method === "lstrip" ? all.length - 1 : all.findLastIndex(isKept);
  return first < 0 ? "" : all.slice(first, last + 1).join("");
}

/** What Python's `repr` makes of a value. */
function representation(value: RuntimeValue): string {
  if (value.type === "StringValue") return quoted(value.value as string);
  if (value.type === "BooleanValue") return value.value === true ? "True" : "False";
  if (value.type === "NullValue") return "None";
  if (value.type === "ArrayValue") return `[${items(value).join(", ")}]`;
  if (value.type === "TupleValue") {
    const all = items(value);
    return `(${all.join(", ")}${all.length === 1 ? "," : ""})`;
  }
  if (value.type !== "ObjectValue") return value.toString();
  const entries = [...(value.value as ReadonlyMap<string, RuntimeValue>)];
  return `{${entries.map(([key, item]) => `${quoted(key)}: ${representation(item)}`).join(", ")}}`;
}

function items(value: RuntimeValue): string[] {
  return (value.value as readonly RuntimeValue[]).map(representation);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** In single quotes, unless the text has some and no double ones. */
function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\n\r\t\p{Cc}]/gu, escape);
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

function escape(character: string): string {
  return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
