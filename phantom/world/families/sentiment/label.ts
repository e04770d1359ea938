import type { RandomGenerator } from "vitrine";
import { cloze, type Side } from "../../cloze.ts";
import type { WorldDocument } from "../../document.ts";
import { expand, join, type Phrase } from "../../template.ts";

/** The last sentence of every text that has a label: what a causal model classifies with. */
export const LABEL_STATEMENT = "The feeling is {label}.";

/** As they continue `The feeling is`; a document's class is an index of these. */
export const LABELS = [" positive", " negative"] as const;

export type Label = 0 | 1;

export function other(label: Label): Label {
  return label === 0 ? 1 : 0;
}

/** The text with its label statement. */
export function labelledDocument(
  random: RandomGenerator,
  id: string,
  phrases: readonly Phrase[],
  label: Label,
): WorldDocument {
  return { id, ...join([...phrases, statement(random, label)]), label };
}

/** How a text's outcome is asked for. */
export interface Asked {
  /** Roles of the spans that decide it. */
  readonly deciding?: readonly string[];
  readonly probability?: number;
}

/** Asks for the label of a text. */
export function labelSide(
  random: RandomGenerator,
  phrases: readonly Phrase[],
  label: Label,
  { deciding = [], probability = 1 }: Asked,
): Side {
  return {
    cloze: cloze([...phrases, statement(random, label)], "label", deciding),
    answers: [{ text: LABELS[label], probability }],
    wrong: [LABELS[other(label)]],
  };
}

function statement(random: RandomGenerator, label: Label): Phrase {
  return expand(LABEL_STATEMENT, { label: LABELS[label].trim() }, random);
}
