import type { Feature } from "./describe.ts";
import { circuits } from "./model.ts";
import { code, dimension } from "./stream.ts";
import { BOS, findWord } from "./vocabulary.ts";

/** What a token brings into the stream: its code, and the features that circuits give to the word. */
export function featuresOf(token: string): Feature {
  if (token === BOS) return dimension("first", "token");
  if (findWord(token) === null) return {};
  const given = circuits.map(({ words }) => words?.[token] ?? {});
  return Object.assign({}, code("token", token), ...given) as Feature;
}

/** What a token's logit reads: its code in `output`; nothing for a special token. */
export function readOf(token: string): Feature {
  return findWord(token) === null ? {} : code("output", token);
}
