import type { Model } from "../../model/types.ts";

/** What a token reads inside a text; `#7` where the model's tokenizer does not know the id. */
export function tokenText(model: Model, id: number): string {
  const { tokenizer } = model;
  return tokenizer !== null && id < tokenizer.vocabSize ? tokenizer.surface(id) : `#${id}`;
}
