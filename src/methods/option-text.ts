import { VitrineError } from "../errors.ts";
import { describeOption, type OptionSchema } from "./options.ts";

/**
 * An option's value from the text of a command-line flag or a form field; the range is checked later,
 * with all options.
 * @throws VitrineError `BAD_OPTION` where the text cannot be read as the option's kind.
 */
export function optionFromText(
  where: string,
  name: string,
  schema: OptionSchema,
  text: string,
): unknown {
  const value = parse(schema, text);
  if (value !== undefined) return value;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "${name}" cannot be read; expected ${describeOption(schema)}, got "${text}".`,
    { details: { option: name, value: text } },
  );
}

function parse(schema: OptionSchema, text: string): unknown {
  switch (schema.kind) {
    case "number":
    case "integer":
      return parseNumber(text);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "list":
      return parseList(schema.of, text);
    case "json":
      return parseJson(text);
    case "choice":
    case "string":
    case "method":
      return text;
  }
}

function parseNumber(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? undefined : value;
}

function parseList(of: "integer" | "number" | "string", text: string): unknown {
  const parts = text === "" ? [] : text.split(",");
  if (of === "string") return parts;
  const numbers = parts.map(parseNumber);
  return numbers.includes(undefined) ? undefined : numbers;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The text that `optionFromText` reads back. */
export function optionToText(schema: OptionSchema, value: unknown): string {
  if (schema.kind === "json") return JSON.stringify(value);
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** `cueSteps` → `--cue-steps`. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
