import type { Graph } from "../graph/graph.ts";
import type { Trainable } from "../model/trainable.ts";
import { feedsOf } from "./batch-feeds.ts";
import { lossGraph, type LossGraphShape } from "./loss-graph.ts";
import type { Objective } from "./objective.ts";
import type { Task, TaskStream } from "./task.ts";

type Source = Pick<Trainable, "architecture" | "config">;

/** The passes that objectives come to: one for those that share a stream of batches. */
export function modelTasks(source: Source, objectives: readonly Objective[]): TaskStream {
  const streams = [...new Set(objectives.map(({ batches }) => batches))];
  const passes = streams.map((batches) => {
    const shared = objectives.filter((each) => each.batches === batches);
    return passOf(source, batches, shared);
  });
  return async (step) => {
    const tasks: Task[] = [];
    for (const pass of passes) tasks.push(await pass(step));
    return tasks;
  };
}

function passOf(
  { architecture, config }: Source,
  batches: Objective["batches"],
  objectives: readonly Objective[],
): (step: number) => Promise<Task> {
  const losses = objectives.map(({ loss, weight = 1 }) => ({ loss, weight }));
  const spec = {
    isCausal: config.attentionDir === "causal",
    hasTypes: "nTypes" in config,
    nCtx: config.nCtx,
    losses: losses.map(({ loss }) => loss),
  };
  const graphs = new Map<string, Graph>();
  const graphOf = (shape: LossGraphShape): Graph => {
    const key = `${shape.padded} ${shape.picked}`;
    const graph = graphs.get(key) ?? lossGraph(architecture, config, shape);
    graphs.set(key, graph);
    return graph;
  };
  return async (step) => {
    const { feeds, tokens, padded, picked } = feedsOf(await batches(step), spec);
    return { graph: graphOf({ losses, padded, picked }), feeds, tokens };
  };
}
