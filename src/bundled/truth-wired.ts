import type { EncodedTensor } from "../formats/tensor-json.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A part of a wired model that a circuit goes through. */
export type WiredNode =
  | { readonly kind: "embed" }
  | { readonly kind: "head"; readonly layer: number; readonly head: number }
  | { readonly kind: "neuron"; readonly layer: number; readonly index: number }
  | { readonly kind: "logits" };

/** What one node writes and another reads. */
export interface WiredEdge {
  readonly from: WiredNode;
  readonly to: WiredNode;
  /** As what it is read: a head's queries, keys or values, an MLP's input, the logits. */
  readonly via: "q" | "k" | "v" | "mlp" | "logits";
  /** Whether what is written raises or lowers what it is read for; 0 where parts of it do either. */
  readonly sign: 1 | -1 | 0;
  /** The subspaces of the residual stream that carry it. */
  readonly subspaces: readonly string[];
}

/** A head or a neuron, and what it was built for. */
export interface WiredPart {
  /** `L2H0` is head 0 of layer 2, `L1N3` neuron 3 of layer 1's MLP. */
  readonly id: string;
  readonly node: WiredNode;
  /** `induction`, `name-mover`, `neuron`, `dead`, … */
  readonly role: string;
  /** The circuit it belongs to; null where it has no function. */
  readonly circuit: string | null;
  /** A neuron's condition in words: `Norland ∧ capital`. */
  readonly label?: string;
  /**
   * Roles of positions. A head reads keys and values at `from`, queries at `to`, and writes at `to`;
   * a neuron reads and writes at `to`.
   */
  readonly moves?: { readonly from: string; readonly to: string };
  /** The part whose ablation wakes this one. */
  readonly wakesWithout?: string;
}

/** A prompt with its corrupted partner, of equal length in tokens. */
export interface WiredPrompt {
  /** `indirect-object/03` */
  readonly id: string;
  readonly clean: string;
  readonly corrupted: string;
  /** The most probable next token of the clean prompt. */
  readonly answer: string;
  /** The token that it is told apart from. */
  readonly wrong: string;
  /** Role → position in the clean prompt, with `<bos>` at 0. */
  readonly roles: Readonly<Record<string, number>>;
  /** Logit of `answer` less logit of `wrong` at the last position, of the clean and the corrupted prompt. */
  readonly difference: number;
  readonly corruptedDifference: number;
  /** By part, in the order of `parts`: how the clean difference changes when its output is zeroed. */
  readonly effects: readonly number[];
  /** The same for parts zeroed together, in the order of the circuit's `together`. */
  readonly togetherEffects: readonly number[];
  /** By position: the clean difference less what it is with `<unk>` there; 0 for `<bos>`, which stays. */
  readonly tokenEffects: readonly number[];
}

/** A mechanism that was wired on purpose. */
export interface WiredCircuit {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly nodes: readonly WiredNode[];
  readonly edges: readonly WiredEdge[];
  /** Sets of parts (by id) whose joint ablation shows more than the single ones. */
  readonly together: readonly (readonly string[])[];
  readonly prompts: readonly WiredPrompt[];
}

/** A direction of the residual stream that means something. */
export interface WiredFeature {
  /** `token/class:name`, `position/3`, `feeling/danger`, … */
  readonly id: string;
  readonly subspace: string;
  /** The first hook at which the stream carries it; it stays to the end. */
  readonly since: string;
}

/**
 * What is known of a wired model: everything. Differences and effects follow from the description that
 * the weights were compiled from, in float64 and without the weights (`phantom/wired/interpret.ts`).
 */
export interface WiredTruth {
  readonly schema: 1;
  readonly kind: "wired";
  readonly form: {
    readonly normalisation: "none" | "layer";
    /** Standard deviation of the noise on every weight. */
    readonly noise: number;
  };
  /**
   * Most that a difference or an effect measured on the model is off the one here, times
   * max(1, |the one here|).
   */
  readonly tolerance: number;
  readonly parts: readonly WiredPart[];
  readonly circuits: readonly WiredCircuit[];
  readonly features: readonly WiredFeature[];
  /** Unit vectors `[feature, unit]` of `features`, in the residual stream as shipped. */
  readonly directions: Tensor;
}

/** The same as a file holds it. */
export type WiredTruthJson = Omit<WiredTruth, "directions"> & {
  readonly directions: EncodedTensor;
};
