import { VitrineError } from "../errors.ts";
import type { Model } from "../model/types.ts";
import { tokenizerOf } from "./shared/tokens.ts";

/** What a model must have for a method to work. */
export type Need =
  | "tokenizer"
  | "causal"
  | "attention"
  | "gradient"
  | "lm-head"
  | "mask-token"
  | "class-head"
  | "generate";

interface Check {
  readonly holds: (model: Model) => boolean;
  /** What is missing, and what to do: completes "… has". */
  readonly otherwise: string;
}

const hasSite = (model: Model, kind: string): boolean =>
  model.sites().some((site) => site.kind === kind);
const hasLmHead = (model: Model): boolean => model.heads.includes("lm");

const CHECKS: Readonly<Record<Need, Check>> = {
  tokenizer: {
    holds: (model) => model.hasTokenizer,
    otherwise: "no tokenizer. Load a folder that contains tokenizer.json",
  },
  causal: {
    holds: (model) => model.isCausal,
    otherwise: "attention in both directions. Use a model that reads left to right",
  },
  attention: {
    holds: (model) => hasSite(model, "attn.pattern"),
    otherwise: "no attention patterns. Use a transformer",
  },
  gradient: {
    holds: (model) => hasSite(model, "embed"),
    otherwise: "no token embedding to differentiate at. Use a model that reads tokens",
  },
  "lm-head": {
    holds: hasLmHead,
    otherwise: "no language-model head. Use a checkpoint that predicts tokens",
  },
  "mask-token": {
    holds: (model) => typeof tokenizerOf(model)?.specialIds.mask === "number",
    otherwise: "no mask token. Use a masked language model",
  },
  "class-head": {
    holds: (model) => model.heads.includes("class"),
    otherwise: "no classification head. Use a checkpoint fine-tuned to classify",
  },
  generate: {
    holds: (model) => model.isCausal && hasLmHead(model),
    otherwise: "no way to write text. Use a causal language model",
  },
};

/**
 * Checks a model against a method's needs before any work is done.
 * @throws VitrineError `UNSUPPORTED` naming the model and what it lacks.
 */
export function checkNeeds(where: string, needs: readonly Need[], model: Model): void {
  const missing = needs.find((need) => !CHECKS[need].holds(model));
  if (missing === undefined) return;
  throw new VitrineError(
    "UNSUPPORTED",
    `${where}: this method needs ${missing}; the model "${model.name}" has ${CHECKS[missing].otherwise}.`,
    { id: "error.needs", details: { need: missing, model: model.name } },
  );
}
