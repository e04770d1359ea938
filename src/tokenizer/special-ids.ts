import type { AddedToken } from "./added-tokens.ts";

/** Ids of the tokens with a role; null where the tokenizer has none. */
export interface SpecialIds {
  readonly bos: number | null;
  readonly eos: number | null;
  readonly pad: number | null;
  readonly unk: number | null;
  readonly mask: number | null;
  readonly cls: number | null;
  readonly sep: number | null;
}

export type SpecialRole = keyof SpecialIds;

/** Spellings in common use, for folders that have `tokenizer.json` alone. */
const USUAL: Readonly<Record<SpecialRole, readonly string[]>> = {
  bos: ["<s>", "<bos>", "<|begin_of_text|>", "<|endoftext|>"],
  eos: ["</s>", "<eos>", "<|end_of_text|>", "<|endoftext|>"],
  pad: ["<pad>", "[PAD]"],
  unk: ["<unk>", "[UNK]"],
  mask: ["<mask>", "[MASK]"],
  cls: ["[CLS]"],
  sep: ["[SEP]"],
};

const ROLES = Object.keys(USUAL) as readonly SpecialRole[];

/**
 * Finds the special tokens' ids: what `tokenizer_config.json` names, else what
 * `special_tokens_map.json` names, else, where neither file exists, the usual spelling among the
 * special added tokens.
 */
export function findSpecialIds(
  sources: readonly (Readonly<Record<string, unknown>> | null)[],
  idOf: (token: string) => number | undefined,
  added: readonly AddedToken[],
): SpecialIds {
  const present = sources.filter((source) => source !== null);
  const specials = new Map(added.filter((t) => t.isSpecial).map((t) => [t.content, t.id]));
  const find = (role: SpecialRole): number | null => {
    if (present.length === 0) {
      const spelling = USUAL[role].find((text) => specials.has(text));
      return spelling === undefined ? null : specials.get(spelling)!;
    }
    const name = present
      .map((source) => tokenText(source[`${role}_token`]))
      .find((t) => t !== null);
    return name === undefined ? null : (idOf(name) ?? null);
  };
  const found = Object.fromEntries(ROLES.map((role) => [role, find(role)]));
  return found as Record<SpecialRole, number | null>;
}

/** A token as `"<s>"` or as `{ "content": "<s>", … }`. */
export function tokenText(value: unknown): string | null {
  if (typeof value === "string") return value;
  const content = (value as { content?: unknown } | null | undefined)?.content;
  return typeof content === "string" ? content : null;
}
