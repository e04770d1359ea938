import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TrainingBatch } from "./batch.ts";

/** What a loss asks of a batch: the cells it reads and their answers. */
export interface LossFeeds {
  /** Tensors by the names that `write` declared as inputs. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Answers asked for: what the mean is over. */
  readonly count: number;
}

/** Something a model is trained to make small. One file each, all of this one shape. */
export interface Loss {
  readonly name: string;
  /** The head it reads. */
  readonly head: "lm" | "class";
  /** The mean over what is asked, a scalar in nats. `logits` is `[n, classes]`. */
  write(g: Builder, logits: Value): Value;
}
