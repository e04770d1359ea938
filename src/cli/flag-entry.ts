import type { ArgDef } from "citty";
import type { Text } from "../view/text.ts";
import type { Entry } from "./layout.ts";

/** A flag's line in a usage. */
export function flagEntry(
  name: string,
  { valueHint, description = "" }: Pick<ArgDef, "valueHint" | "description">,
  text: Text,
): Entry {
  const hint = valueHint === undefined ? "" : ` ${valueHint}`;
  return [`--${name}${hint}`, text(description)];
}
