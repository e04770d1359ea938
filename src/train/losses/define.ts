import type { Builder } from "../../graph/builder.ts";
import type { Value } from "../../graph/graph.ts";
import type { TrainingBatch } from "../batch.ts";

/** What a batch is asked, cell by cell. */
export interface Answers {
  /** Cells of the head's output that are asked: row · length + position, or the row itself. */
  readonly cells: readonly number[];
  /** The right class of each. */
  readonly classes: readonly number[];
}

/** Something that a model is trained to make small: one file each, all of this one shape. */
export interface Loss {
  /** As progress and logs show it. */
  readonly name: string;
  /** The head it reads. */
  readonly head: "lm" | "class";
  /** Which models it fits. */
  readonly fits: "causal" | "bidirectional" | "both";
  /** How many last positions of the padded rows nothing is asked at, so that they need not be run. */
  readonly unread: number;
  /**
   * What is asked of a batch.
   *
   * @param length - Positions that are run: the longest row, less `unread`.
   */
  answers(batch: TrainingBatch, length: number): Answers;
  /**
   * The loss, a scalar in nats.
   *
   * @param logits - `[n, classes]` of the cells asked.
   * @param classes - The right class of each, int64 `[n, 1]`.
   * @param weights - What each counts, `[n, 1]`; they add up to 1.
   */
  write(g: Builder, logits: Value, classes: Value, weights: Value): Value;
}
