import { VitrineError } from "../errors.ts";
import type { AddedToken } from "./added-tokens.ts";
import { tokenText } from "./special-ids.ts";

/** The files of a tokenizer, parsed as JSON and not checked yet. */
export interface TokenizerFiles {
  /** `tokenizer.json`. */
  readonly json: unknown;
  /** `tokenizer_config.json`. */
  readonly config?: unknown;
  /** `special_tokens_map.json`. */
  readonly specialTokensMap?: unknown;
  /** `chat_template.jinja`; a template inside the config otherwise. */
  readonly chatTemplate?: string | null;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of a file; null where the file is missing. */
export function parseObject(value: unknown, file: string): JsonObject | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  const message = `${file}: malformed; expected an object, got ${Array.isArray(value) ? "a list" : typeof value}. Fetch the file again.`;
  throw new VitrineError("BAD_FILE", message);
}

/**
 * Added tokens of `tokenizer.json`, and those that only `added_tokens_decoder` of
 * `tokenizer_config.json` has, in the order of their ids.
 */
export function parseAddedTokens(json: JsonObject, config: JsonObject | null): AddedToken[] {
  const tokens = new Map<number, AddedToken>();
  const decoder = parseObject(config?.added_tokens_decoder, "added_tokens_decoder") ?? {};
  for (const [id, entry] of Object.entries(decoder)) {
    const token = parseAddedToken(entry, Number(id));
    tokens.set(token.id, token);
  }
  const list = json.added_tokens ?? [];
  if (!Array.isArray(list)) throw malformed("added_tokens is not a list");
  for (const entry of list) {
    const token = parseAddedToken(entry, Number((entry as { id?: unknown } | null)?.id));
    tokens.set(token.id, token);
  }
  return [...tokens.values()].sort((a, b) => a.id - b.id);
}

function parseAddedToken(entry: unknown, id: number): AddedToken {
  const content = tokenText(entry);
  if (content === null || !Number.isSafeInteger(id) || id < 0) {
    throw malformed(`the added token ${JSON.stringify(entry)} has no content or id`);
  }
  const fields = (typeof entry === "object" ? entry : {}) as JsonObject;
  const isSpecial = fields.special === true;
  return {
    id,
    content,
    isSpecial,
    isNormalized: (fields.normalized ?? !isSpecial) === true,
    isWord: fields.single_word === true,
    takesLeft: fields.lstrip === true,
    takesRight: fields.rstrip === true,
  };
}

function malformed(what: string): VitrineError {
  return new VitrineError("BAD_FILE", `tokenizer.json: ${what}. Fetch the file again.`);
}
