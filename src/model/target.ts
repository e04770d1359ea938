import type { RunSource, Where } from "./edit.ts";

/**
 * What stands for a value of a suite's case: its answer, or the last token of a slot (`B`, `B#2`). A
 * method that runs a suite resolves it, case by case.
 */
export type PerCase = { readonly answer: number } | { readonly slot: string };

/** One value for every row, or one per row, or what a suite's case says. */
export type PerRow<T> = T | { readonly rows: readonly T[] } | PerCase;

interface AtToken {
  /** As it reads inside a text: `" there"`, or a special token's text. */
  readonly token?: PerRow<string>;
  readonly id?: PerRow<number>;
  /** Among the row's real tokens; default −1 in causal models, the only mask token in masked ones. */
  readonly position?: PerRow<number>;
}

/** A number read off a run, one per row, as data. Logarithms are natural. */
export type Target =
  | (AtToken & { readonly kind: "logit" | "logprob" | "logodds" })
  | {
      readonly kind: "span";
      readonly text?: PerRow<string>;
      readonly ids?: PerRow<readonly number[]>;
    }
  | { readonly kind: "entropy"; readonly position?: PerRow<number> }
  | {
      readonly kind: "kl";
      readonly to: RunSource;
      readonly position?: PerRow<number>;
      /** `"forward"` is KL(reference ‖ this). @defaultValue "forward" */
      readonly direction?: "forward" | "reverse";
    }
  | {
      readonly kind: "class";
      readonly label?: PerRow<string>;
      readonly index?: PerRow<number>;
      /** @defaultValue "logit" */
      readonly of?: "logit" | "logprob";
    }
  | {
      readonly kind: "value";
      readonly at: string;
      readonly where?: Where;
      readonly reduce: "sum" | "norm";
    }
  | { readonly kind: "diff"; readonly a: Target; readonly b: Target }
  | {
      readonly kind: "sum";
      readonly terms: readonly { readonly weight: number; readonly target: Target }[];
    };
