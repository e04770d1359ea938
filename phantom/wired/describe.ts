/**
 * The language that the wired model is described in.
 *
 * The residual stream is a set of named dimensions (`stream.ts`). A head is what its queries match in
 * keys and what it copies from where they do; a neuron is a threshold on a few dimensions and what it
 * writes above it. Nothing here knows of matrices: `compile.ts` turns the description into weights,
 * `interpret.ts` computes with the description itself.
 */

/** A direction of the stream: coordinates on its named dimensions. */
export type Feature = Readonly<Record<string, number>>;

/** What every query has, whatever stands there. */
export const ALWAYS = "always";

/** Adds `strength` · (query's `query` coordinate) · (key's `key` coordinate) to the attention score. */
export interface Match {
  readonly query: Feature | typeof ALWAYS;
  readonly key: Feature;
  readonly strength: number;
}

/** Adds `gain` · (attended position's `from` coordinate) along `to`. */
export interface Copy {
  readonly from: Feature;
  readonly to: Feature;
  readonly gain: number;
}

export type HeadRole =
  | "previous-token"
  | "induction"
  | "duplicate-token"
  | "inhibition"
  | "name-mover"
  | "backup"
  | "bracket-counter"
  | "subject-mover"
  | "relation-mover"
  | "feeling-mover"
  | "distractor"
  | "dead";

export interface Head {
  readonly layer: number;
  readonly head: number;
  readonly role: HeadRole;
  readonly matches: readonly Match[];
  readonly copies: readonly Copy[];
  /** Roles of positions: from which it copies, and at which it writes. */
  readonly moves: { readonly from: string; readonly to: string };
  /** The head whose ablation wakes this one. */
  readonly wakesWithout?: HeadRole;
}

/** Writes `gain` · max(0, Σ weight · coordinate − threshold). */
export interface Neuron {
  readonly layer: number;
  /** In words: `Norland ∧ capital`. */
  readonly label: string;
  readonly when: readonly { readonly feature: Feature; readonly weight: number }[];
  readonly threshold: number;
  readonly writes: readonly { readonly feature: Feature; readonly gain: number }[];
}

/** A prompt and its corrupted partner, both without `<bos>`, of equal length in tokens. */
export interface Prompt {
  readonly clean: string;
  readonly corrupted: string;
  /** What follows the clean prompt. */
  readonly answer: string;
  /** What it is told apart from; in the corrupted prompt it is at least as likely. */
  readonly wrong: string;
  /** Role → position in the clean prompt, `<bos>` being 0. */
  readonly roles: Readonly<Record<string, number>>;
}

export interface Circuit {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Features that words have beside their identity. */
  readonly words?: Readonly<Record<string, Feature>>;
  readonly heads: readonly Head[];
  readonly neurons: readonly Neuron[];
  readonly prompts: readonly Prompt[];
  /** Parts whose ablation together shows more than the sum, by role. */
  readonly together?: readonly (readonly HeadRole[])[];
}

/** A match for every pair of features of two subspaces of equal size. */
export function pairs(
  query: readonly Feature[],
  key: readonly Feature[],
  strength: number,
): Match[] {
  return query.map((feature, i) => ({ query: feature, key: key[i], strength }));
}

/** A copy of one subspace into another of equal size. */
export function copies(from: readonly Feature[], to: readonly Feature[], gain: number): Copy[] {
  return from.map((feature, i) => ({ from: feature, to: to[i], gain }));
}
