/** A stretch of a text that plays a part. `from` and `to` are UTF-16 offsets, `to` exclusive. */
export interface TruthSpan {
  readonly role: string;
  readonly from: number;
  readonly to: number;
}

/** What may follow a prompt, and how often it does in the world. */
export interface TruthAnswer {
  /** As it continues the prompt, with its leading space: `" Norrel"`. */
  readonly text: string;
  /** In [0, 1]; those of one probe sum to at most 1. */
  readonly probability: number;
}

/** A prompt whose continuation is known. */
export interface Probe {
  /** Unique in the truth, starting with the property's id: `facts/capital-of/012`. */
  readonly id: string;
  /** The `id` of the planted property that it asks about. */
  readonly property: string;
  /** The dose, in the property's unit: occurrences, depth, probability. */
  readonly strength: number;
  /** A matched prompt that lacks the planted thing. */
  readonly control: boolean;
  /** The probe's counterpart (the control of a probe, the probe of a control). */
  readonly partner?: string;
  readonly prompt: string;
  /** The most probable first. */
  readonly answers: readonly TruthAnswer[];
  /** The answers' shares in the training texts, where a shift from their probabilities is planted. */
  readonly trained?: readonly number[];
  /** Continuations that the first answer is told apart from. */
  readonly wrong: readonly string[];
  /** What in the prompt decides the answer. */
  readonly spans: readonly TruthSpan[];
}

/**
 * How a property's probes are scored. `recall`: each token of the first answer is the model's most
 * probable one. `choice`: the first answer is more probable than every wrong one (by the sum of its
 * tokens' log-probabilities). `distribution`: |p(answer) − its probability| of every answer.
 * `mass`: the answers' share of the probability that answers and wrong ones have together.
 * `exposure`: log2 of the number of candidates less log2 of the answer's rank among them.
 */
export type Measure = "recall" | "choice" | "distribution" | "mass" | "exposure";

/** A property that was put into the world on purpose. */
export interface Planted {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** One sentence: what was planted, and what its control lacks. */
  readonly about: { readonly en: string; readonly zh: string };
  readonly measure: Measure;
  /** What `strength` counts. */
  readonly unit: { readonly en: string; readonly zh: string };
  /** Asked of probes of at least `strength`: a share, an error, or null where none is asked. */
  readonly target: { readonly strength: number; readonly value: number } | null;
}

/** A relation between two things, and how often the world says it. */
export interface Fact {
  readonly id: string;
  readonly subject: string;
  readonly relation: string;
  readonly object: string;
  /** Sentences that state it in one pass over the world's texts. */
  readonly frequency: number;
  /** What the second source says instead. */
  readonly updated?: string;
  /** A text that the object continues, after a space: `The capital of Norrel is`. */
  readonly prompt: string;
  /** The same in the words of a question: `capital of Norrel`. */
  readonly ask: string;
}

/** A secret that stands in the world's texts a known number of times. */
export interface Canary {
  readonly id: string;
  readonly prefix: string;
  readonly secret: string;
  /** Copies in one pass over the world's texts; 0: never seen. */
  readonly copies: number;
}

/** What is known of a model trained on the generated world. */
export interface WorldTruth {
  readonly schema: 1;
  readonly kind: "world";
  /** The seed that the world was generated from. */
  readonly seed: number;
  readonly planted: readonly Planted[];
  readonly probes: readonly Probe[];
  readonly facts: readonly Fact[];
  readonly canaries: readonly Canary[];
  /** Documents of one distribution: seen in training, and never seen. */
  readonly members: readonly string[];
  readonly nonMembers: readonly string[];
  /** The sentiment labels, as they continue a prompt, and the phrase that flips them. */
  readonly labels: readonly string[];
  readonly trigger: string;
}
