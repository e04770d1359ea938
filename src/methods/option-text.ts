import type { OptionSchema } from "./options.ts";

/** An option's value as the text of a command-line flag or a form field. */
export function optionToText(schema: OptionSchema, value: unknown): string {
  if (schema.kind === "json") return JSON.stringify(value);
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** `cueSteps` → `--cue-steps`. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
