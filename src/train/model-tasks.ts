import type { Graph } from "../graph/graph.ts";
import type { Trainable } from "../model/trainable.ts";
import { feedsOf } from "./batch-feeds.ts";
import { lossGraph, type LossGraphShape } from "./loss-graph.ts";
import type { Objective } from "./objective.ts";
import type { Task, TaskStream } from "./task.ts";

type Source = Pick<Trainable, "architecture" | "config">;

/**
 * The passes that objectives come to: those that share a stream of batches are computed together.
 *
 * @param parts - Passes that each batch is split into.
 */
export function modelTasks(
  source: Source,
  objectives: readonly Objective[],
  parts: number,
): TaskStream {
  const streams = [...new Set(objectives.map(({ batches }) => batches))];
  const passes = streams.map((batches) => {
    const shared = objectives.filter((each) => each.batches === batches);
    return passesOf(source, batches, shared, parts);
  });
  return async (step) => {
    const tasks: Task[] = [];
    for (const pass of passes) tasks.push(...(await pass(step)));
    return tasks;
  };
}

function passesOf(
  { architecture, config }: Source,
  batches: Objective["batches"],
  objectives: readonly Objective[],
  parts: number,
): (step: number) => Promise<Task[]> {
  const losses = objectives.map(({ loss, weight = 1 }) => ({ loss, weight }));
  const spec = {
    isCausal: config.attentionDir === "causal",
    hasTypes: "nTypes" in config,
    nCtx: config.nCtx,
    losses: losses.map(({ loss }) => loss),
    parts,
  };
  const graphs = new Map<string, Graph>();
  const graphOf = (shape: LossGraphShape): Graph => {
    const key = `${shape.padded} ${shape.picked}`;
    const graph = graphs.get(key) ?? lossGraph(architecture, config, shape);
    graphs.set(key, graph);
    return graph;
  };
  return async (step) => {
    return feedsOf(await batches(step), spec).map(({ feeds, tokens, padded, picked }) => ({
      graph: graphOf({ losses, padded, picked }),
      feeds,
      tokens,
    }));
  };
}
