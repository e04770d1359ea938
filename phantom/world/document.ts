import type { Canary, Fact, Planted, Probe, RandomGenerator, TruthSpan } from "vitrine";

/** One sentence of a document: where it stands, and what in it plays a part (offsets in the document). */
export interface Sentence {
  readonly from: number;
  readonly to: number;
  readonly spans: readonly TruthSpan[];
}

/** A text of the world: one row of the training data. */
export interface WorldDocument {
  /** Unique, starting with the family's id: `facts/000123`. */
  readonly id: string;
  readonly text: string;
  readonly sentences: readonly Sentence[];
  /**
   * The class of a text that ends with a label statement (`families/sentiment/label.ts`): an index into
   * the truth's `labels`. `withoutLabel` is then the text to classify.
   */
  readonly label?: 0 | 1;
}

/** Everything that one family puts into the world. */
export interface Written {
  readonly documents: readonly WorldDocument[];
  readonly probes: readonly Probe[];
  readonly facts?: readonly Fact[];
  readonly canaries?: readonly Canary[];
  readonly members?: readonly string[];
  readonly nonMembers?: readonly string[];
}

/** A kind of texts with something planted in it: one file in `families/`. */
export interface Family {
  readonly id: string;
  readonly planted: readonly Planted[];
  /** The same numbers give the same bytes on every machine. */
  write(random: RandomGenerator): Written;
}

/** The text before the label statement, which is the last sentence of a document that has a label. */
export function withoutLabel({ text, sentences, label }: WorldDocument): string {
  return label === undefined ? text : text.slice(0, sentences[sentences.length - 1].from).trimEnd();
}
