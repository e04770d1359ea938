import { OPTION_KINDS } from "../methods/option-kinds.ts";
import { flagName } from "../methods/option-text.ts";
import type { NumberOption, OptionSchema } from "../methods/options.ts";
import { usageError } from "./usage-error.ts";
import type { UsageId } from "./usage-messages.ts";

/** What an option accepts, to be said in the reader's language. */
export interface Accepted {
  readonly id: UsageId;
  readonly params: Readonly<Record<string, number | readonly string[]>>;
}

/**
 * An option's value from the text of its flag.
 * @throws VitrineError `BAD_OPTION` where it is of another kind or out of range.
 */
export function readOption(
  where: string,
  name: string,
  schema: OptionSchema,
  text: string,
): unknown {
  const kind = OPTION_KINDS[schema.kind];
  const value = kind.parse(schema, text);
  if (value !== undefined && kind.fits(schema, value)) return value;
  const { id, params } = acceptedBy(schema);
  throw usageError(where, "cli.error.option", {
    ...params,
    flag: flagName(name),
    expected: id,
    got: text,
  });
}

/** What an option accepts: `a whole number from 1 to 100`. */
export function acceptedBy(schema: OptionSchema): Accepted {
  switch (schema.kind) {
    case "integer":
    case "number":
      return acceptedNumber(schema);
    case "choice":
      return { id: "cli.accepts.choice", params: { choices: schema.of } };
    case "list":
      if (schema.choices === undefined) return { id: `cli.accepts.list.${schema.of}`, params: {} };
      return { id: "cli.accepts.list.choices", params: { choices: schema.choices } };
    case "boolean":
    case "json":
    case "string":
    case "method":
      break;
  }
  return { id: `cli.accepts.${schema.kind}`, params: {} };
}

/** The word that stands for an option's value in its usage: `N`. */
export function placeholderOf({ kind }: OptionSchema): string {
  return PLACEHOLDERS[kind];
}

const PLACEHOLDERS: Readonly<Record<OptionSchema["kind"], string>> = {
  integer: "N",
  number: "X",
  boolean: "true|false",
  choice: "NAME",
  list: "A,B,…",
  json: "JSON",
  string: "TEXT",
  method: "METHOD",
};

function acceptedNumber({ kind, min, max }: NumberOption): Accepted {
  if (min !== undefined && max !== undefined) {
    return { id: `cli.accepts.${kind}.range`, params: { min, max } };
  }
  if (min !== undefined) return { id: `cli.accepts.${kind}.least`, params: { min } };
  if (max !== undefined) return { id: `cli.accepts.${kind}.most`, params: { max } };
  return { id: `cli.accepts.${kind}`, params: {} };
}
