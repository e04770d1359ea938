import type { Model } from "../../model/types.ts";
import type { Tokenizer } from "../../tokenizer/tokenizer.ts";

/** The model's tokenizer, or null where it has none. */
export function tokenizerOf(model: Model): Tokenizer | null {
  return model.hasTokenizer ? model.tokenizer : null;
}

/** What a token reads inside a text; `#7` where the model's tokenizer does not know the id. */
export function tokenText(model: Model, id: number): string {
  const tokenizer = tokenizerOf(model);
  return tokenizer !== null && id < tokenizer.vocabSize ? tokenizer.surface(id) : `#${id}`;
}
