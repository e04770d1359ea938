import { VitrineError } from "../errors.ts";
import { OPTION_KINDS } from "./option-kinds.ts";
import type { OptionSchema } from "./options.ts";

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
  const kind = OPTION_KINDS[schema.kind];
  const value = kind.parse(schema, text);
  if (value !== undefined) return value;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "${name}" cannot be read; expected ${kind.describe(schema)}, got "${text}".`,
    { details: { option: name, value: text } },
  );
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
