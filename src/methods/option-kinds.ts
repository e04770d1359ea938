import type {
  BooleanOption,
  ChoiceOption,
  ListOption,
  NumberOption,
  OptionSchema,
} from "./options.ts";

/** What a kind of option accepts, and how it is written as text. */
export interface OptionKind<S extends OptionSchema = OptionSchema> {
  fits(schema: S, value: unknown): boolean;
  /** What it accepts, in words: `an integer from 1 to 10000`. */
  describe(schema: S): string;
  /** The value of a text; undefined where it cannot be read. */
  parse(schema: S, text: string): unknown;
}

const number: OptionKind<NumberOption> = {
  fits(schema, value) {
    if (typeof value !== "number" || !Number.isFinite(value)) return false;
    if (schema.kind === "integer" && !Number.isInteger(value)) return false;
    return value >= (schema.min ?? -Infinity) && value <= (schema.max ?? Infinity);
  },
  describe: (schema) => (schema.kind === "integer" ? "an integer" : "a number") + range(schema),
  parse: (_, text) => parseNumber(text),
};

const boolean: OptionKind<BooleanOption> = {
  fits: (_, value) => typeof value === "boolean",
  describe: () => "true or false",
  parse: (_, text) => (text === "true" ? true : text === "false" ? false : undefined),
};

const choice: OptionKind<ChoiceOption> = {
  fits: (schema, value) => schema.of.some((name) => name === value),
  describe: (schema) => `one of ${schema.of.join(", ")}`,
  parse: (_, text) => text,
};

const list: OptionKind<ListOption> = {
  fits: (schema, value) => Array.isArray(value) && value.every((one) => fitsList(schema, one)),
  describe: ({ of, choices }) => `a list of ${choices?.join(", ") ?? `${of}s`}`,
  parse(schema, text) {
    const parts = text === "" ? [] : text.split(",");
    if (schema.of === "string") return parts;
    const numbers = parts.map(parseNumber);
    return numbers.includes(undefined) ? undefined : numbers;
  },
};

const json: OptionKind = {
  fits: () => true,
  describe: () => "a JSON value",
  parse: (_, text) => parseJson(text),
};

const string: OptionKind = {
  fits: (_, value) => typeof value === "string",
  describe: () => "a text",
  parse: (_, text) => text,
};

/** Every kind of option. */
export const OPTION_KINDS: Readonly<Record<OptionSchema["kind"], OptionKind>> = {
  number,
  integer: number,
  boolean,
  choice,
  list,
  json,
  string,
  method: { ...string, describe: () => "a method's id" },
};

function range({ min, max }: NumberOption): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}

function fitsList({ of, choices }: ListOption, value: unknown): boolean {
  if (choices !== undefined) return choices.some((name) => name === value);
  if (of === "string") return typeof value === "string";
  return Number.isFinite(value) && (of === "number" || Number.isInteger(value));
}

function parseNumber(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? undefined : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
