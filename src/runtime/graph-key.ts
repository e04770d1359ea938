import type { Graph } from "../graph/graph.ts";
import { structuralHash } from "../graph/print.ts";
import type { SessionOptions } from "./session.ts";

const keys = new WeakMap<Graph, string>();

/** The structural hash, worked out once per graph object. */
export function graphKey(graph: Graph): string {
  const known = keys.get(graph);
  if (known !== undefined) return known;
  const key = structuralHash(graph);
  keys.set(graph, key);
  return key;
}

/** Of a session: the graph, and how it is compiled. */
export function sessionKey(graph: Graph, { prepack, optimize }: SessionOptions): string {
  return (
    graphKey(graph) +
    (prepack === true ? " prepacked" : "") +
    (optimize === true ? " optimized" : "")
  );
}
