import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** One pass of a step: a graph, and what it is fed. */
export interface Task {
  /**
   * A graph with a scalar output `loss`; its parameters are weights. Outputs `loss:<name>` are
   * shown in the progress. Give the same object again for the same computation: its gradient is
   * worked out once per graph.
   */
  readonly graph: Graph;
  /** By the names of the graph's inputs. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Multiplies the loss and its gradient. @defaultValue 1 */
  readonly weight?: number;
  /** Cells of work, for the pace. */
  readonly tokens: number;
}

/** The passes of a step, counted from 0; their weighted losses add up. A pure function of the step. */
export type TaskStream = (step: number) => readonly Task[] | Promise<readonly Task[]>;
