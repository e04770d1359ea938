import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Input, InputOptions, Row } from "./types.ts";

/**
 * The input with every empty text replaced by the tokens that its tokenizer begins a text with: a
 * prompt for a model to begin by itself. Left as it is where there are none.
 */
export function startingFromNothing(
  input: Input,
  options: InputOptions,
  tokenizer: Tokenizer | null,
): Input {
  if (tokenizer === null) return input;
  const started = (item: string | Row): string | Row => {
    const row = typeof item === "string" ? { text: item } : item;
    if (row.text !== "" || row.pair !== undefined) return item;
    const { addSpecialTokens = true } = row;
    const { prependBos } = options;
    const beginning = { addSpecialTokens, ...(prependBos !== undefined && { prependBos }) };
    const { ids } = tokenizer.encode("", beginning);
    return ids.length === 0 ? item : { ids };
  };
  if (typeof input === "string" || !Array.isArray(input)) return started(input as string | Row);
  return (input as readonly (string | Row)[]).map(started) as Input;
}
