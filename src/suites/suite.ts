import type { Target } from "../model/target.ts";
import type { Localised } from "./define.ts";
import type { SuiteMessage } from "./messages.ts";

/** What may stand at the answer's place: a token's id, or a class's index. */
export interface SuiteAnswer {
  readonly text: string;
  readonly id: number;
}

/** Where a slot stands in a prompt. `slot` counts its occurrences: `B`, `B#2`, … */
export interface SuiteSpan {
  readonly slot: string;
  /** UTF-16 offsets in the prompt, the second exclusive. */
  readonly text: readonly [number, number];
  /** Positions among the row's tokens, special ones counted, the second exclusive. */
  readonly tokens: readonly [number, number];
}

/** A prompt and its partner, as long as each other for the model at hand. */
export interface SuiteCase {
  readonly clean: string;
  readonly corrupted: string;
  /** What is right, then what is wrong. */
  readonly answers: readonly SuiteAnswer[];
  /** What was drawn: slot → its text. */
  readonly slots: Readonly<Record<string, string>>;
  /** Of both prompts' tokens; offsets are of the clean one. */
  readonly spans: readonly SuiteSpan[];
}

/** Draws that do not fit the model, for one reason. */
export interface SuiteProblem {
  readonly message: SuiteMessage;
  /** The slot to blame, and what it held; null where no other entry would help. */
  readonly slot: string | null;
  readonly value: string | null;
  /** The entry of that slot closest to it that fits; null where none does. */
  readonly nearest: string | null;
  /** How often it came up. */
  readonly draws: number;
}

/** A suite expanded for a model. */
export interface Suite {
  readonly name: string;
  readonly variant: string;
  readonly seed: number;
  /** Cases asked for. */
  readonly count: number;
  /** The file it was read from; null for one that comes along, or was given. */
  readonly source: string | null;
  readonly title: Localised;
  readonly about: Localised;
  readonly expected: Localised;
  readonly of: "token" | "class";
  readonly cases: readonly SuiteCase[];
  /** What could not be aligned, and why; empty where every draw fits. */
  readonly problems: readonly SuiteProblem[];
  /** What is measured by default: answer 0 less answer 1. */
  readonly target: Target;
}
