import { VitrineError } from "../errors.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Ids that end a text, as Transformers has it: what `generation_config.json` names, else what
 * `config.json` names; where neither does, the tokenizer's own. Chat models often have several.
 *
 * @throws VitrineError `BAD_FILE` for an `eos_token_id` that is neither an id nor a list of ids.
 */
export function endIdsOf(
  config: Json,
  generationConfig: Json | null,
  tokenizer: Tokenizer | null,
): ReadonlySet<number> {
  const own = tokenizer?.specialIds.eos;
  const named = generationConfig?.eos_token_id ?? config.eos_token_id ?? own ?? [];
  const ids = [named].flat() as unknown[];
  const odd = ids.find((id) => !Number.isSafeInteger(id));
  if (odd === undefined) return new Set(ids as number[]);
  throw new VitrineError(
    "BAD_FILE",
    `config.json: eos_token_id is malformed; expected an id or a list of ids, got ${JSON.stringify(named)}. Fetch the file again.`,
  );
}
