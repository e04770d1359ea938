import { unknownName } from "../../errors.ts";
import { hooks, type Graph, type Node, type Port, type Value } from "../graph.ts";
import { removeDeadCode } from "./dead-code.ts";

/** One stretch of a cut graph. */
export interface Piece {
  readonly graph: Graph;
  /**
   * The hook this piece ends at: its value is the output `hook:<name>`, and the next pieces take
   * what replaces it as the input `hook:<name>`. Null for the last piece.
   */
  readonly hook: string | null;
  /** Outputs named `alive:<n>` that later pieces take as inputs. */
  readonly alive: readonly string[];
}

/**
 * Cuts a graph at hooks, so that something outside can replace their values: piece `k` computes
 * hook `k`'s value and everything else that does not wait for a later hook. Each node is in exactly
 * one piece, but for constants and the shapes of inputs, which each piece makes for itself. The
 * outputs of the graph are outputs of the pieces that compute them.
 */
export function split(graph: Graph, names: readonly string[]): readonly Piece[] {
  const present = hooks(graph);
  for (const name of names) {
    if (!present.has(name)) throw unknownName("split", "hook", name, present.keys());
  }
  const wanted = new Set(names);
  const cuts = graph.nodes.filter((n) => n.op === "Hook" && wanted.has(String(n.attrs.name)));
  const plan = { graph, cuts, stages: stagesOf(graph, cuts), atHand: valuesAtHand(graph, cuts) };
  const crossing = crossingValues(plan);
  return Array.from({ length: cuts.length + 1 }, (_, k) => writePiece(plan, crossing, k));
}

interface Plan {
  readonly graph: Graph;
  /** The hooks cut at, in order. */
  readonly cuts: readonly Node[];
  /** The piece each value is there from: after the last cut it depends on. */
  readonly stages: ReadonlyMap<Value, number>;
  /** Inputs, params, and what every piece makes for itself. */
  readonly atHand: ReadonlySet<Value>;
}

function stagesOf(graph: Graph, cuts: readonly Node[]): Map<Value, number> {
  const stages = new Map<Value, number>();
  for (const { value } of [...graph.inputs, ...graph.params]) stages.set(value, 0);
  for (const node of graph.nodes) {
    const cut = cuts.indexOf(node);
    const after = node.inputs.map((x) => (x === null ? 0 : stages.get(x)!));
    const own = cut >= 0 ? cut + 1 : Math.max(0, ...after);
    for (const value of node.outputs) stages.set(value, own);
  }
  return stages;
}

/** Shape rules read constants and the shapes of inputs, so these must not become inputs. */
function valuesAtHand(graph: Graph, cuts: readonly Node[]): Set<Value> {
  const atHand = new Set([...graph.inputs, ...graph.params].map((port) => port.value));
  const constants = new Set<Value>();
  for (const node of graph.nodes) {
    if (cuts.includes(node)) continue;
    const isConstant = node.inputs.every((x) => x === null || constants.has(x));
    const isShape =
      node.outputs.every((value) => value.elements !== undefined) &&
      node.inputs.every((x) => x === null || atHand.has(x));
    for (const value of node.outputs) {
      if (isConstant) constants.add(value);
      if (isConstant || isShape) atHand.add(value);
    }
  }
  return atHand;
}

/** What goes from one piece to later ones, by the names it has as an input there. */
function crossingValues({ graph, cuts, stages, atHand }: Plan): Map<Value, string> {
  const crossing = new Map(cuts.map((cut) => [cut.outputs[0], outputName(cut)]));
  let count = 0;
  for (const node of graph.nodes) {
    const own = cuts.includes(node) ? cuts.indexOf(node) : stages.get(node.outputs[0])!;
    for (const x of node.inputs) {
      if (x === null || atHand.has(x) || crossing.has(x) || stages.get(x)! >= own) continue;
      crossing.set(x, `alive:${count++}`);
    }
  }
  return crossing;
}

/** Values and nodes are those of the whole, so that each type is what it was there. */
function writePiece(plan: Plan, crossing: ReadonlyMap<Value, string>, k: number): Piece {
  const { graph, cuts, stages, atHand } = plan;
  const cutValues = new Set(cuts.map((cut) => cut.outputs[0]));
  const all = [...crossing].map(([value, name]): Port => ({ name, value }));
  const isHere = ({ value }: Port): boolean => stages.get(value) === k;
  const arriving = all.filter(
    (port) => stages.get(port.value)! < k || (isHere(port) && cutValues.has(port.value)),
  );
  const leaving = all.filter((port) => isHere(port) && !cutValues.has(port.value));
  const nodes = graph.nodes.filter((node) => {
    const [value] = node.outputs;
    return !cuts.includes(node) && (atHand.has(value) || stages.get(value) === k);
  });
  const cut = cuts.at(k);
  const atCut = cut === undefined ? [] : [{ name: outputName(cut), value: cut.inputs[0]! }];
  const piece = {
    inputs: [...graph.inputs, ...arriving],
    params: graph.params,
    nodes,
    outputs: [...leaving, ...atCut, ...graph.outputs.filter(isHere)],
  };
  return {
    graph: removeDeadCode(piece),
    hook: cut === undefined ? null : String(cut.attrs.name),
    alive: leaving.map((port) => port.name),
  };
}

function outputName(cut: Node): string {
  return `hook:${String(cut.attrs.name)}`;
}
