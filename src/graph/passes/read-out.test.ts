import { describe, expect, it } from "vitest";
import { opTable } from "../../ops/table.generated.ts";
import { interpret } from "../../runtime/interpret.ts";
import { float32, int64 } from "../../tensor/tensor.ts";
import { Builder } from "../builder.ts";
import type { Graph, Value } from "../graph.ts";
import { validateGraph } from "../validate.ts";
import { removeDeadCode } from "./dead-code.ts";
import { readOut } from "./read-out.ts";

interface Style {
  readonly bias?: true;
  readonly axis?: number;
  /** Elements read per row. */
  readonly ids?: number;
  readonly between?: (g: Builder, logits: Value) => Value;
}

/** One of three logits of each row, at the second of two slots. */
function logit({ bias, axis = 1, ids = 1, between = (_, x) => x }: Style): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["batch", "slot", 2]);
  const weight = g.param("W", "float32", [3, 2]);
  const operands = [g.op("Reshape", x, [-1, 2]), weight];
  if (bias) operands.push(g.param("b", "float32", [3]));
  const rows = g.emit("Gemm", operands, { transB: 1 })[0];
  const laidOut = g.reshape(rows, [g.dim(x, 0), g.dim(x, 1), 3]);
  const logits = between(g, g.hook("logits", laidOut, ["batch", "pos", "token"]));
  const atSlot = g.op("Gather", logits, g.scalar(1, "int64"), { axis: 1 });
  const id = g.input("id", "int64", ["batch", ids]);
  g.output("y", g.op("GatherElements", atSlot, id, { axis }));
  return g.build();
}

function read(graph: Graph, kept: readonly string[] = []): Graph {
  const changed = removeDeadCode(readOut(graph, opTable, (hook) => kept.includes(hook)));
  validateGraph(changed, opTable);
  return changed;
}

const has = (graph: Graph, op: string): boolean => graph.nodes.some((node) => node.op === op);

function valuesOf(graph: Graph): number[] {
  const feeds = {
    x: float32([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
    id: int64([2, 1], [2, 0]),
  };
  const params = { W: float32([3, 2], [1, -1, 2, 0, 0.5, 3]), b: float32([3], [10, 20, 30]) };
  return [...interpret(graph, opTable, feeds, params).y.data];
}

describe("readOut", () => {
  it("computes one logit without the others", () => {
    const changed = read(logit({}));
    expect(has(changed, "Gemm")).toBe(false);
    expect(valuesOf(changed)).toEqual([3 * 0.5 + 4 * 3, 7 * 1 - 8]);
  });

  it("adds the token's own bias", () => {
    const changed = read(logit({ bias: true }));
    expect(has(changed, "Gemm")).toBe(false);
    expect(valuesOf(changed)).toEqual([43.5, 9]);
  });

  it.each<[string, Style]>([
    ["more than one element is read per row", { ids: 2 }],
    ["elements are read along the batch", { axis: 0 }],
    ["the logits are changed on the way", { between: (g, x) => g.op("Tanh", x) }],
  ])("leaves the product where %s", (_, style) => {
    const graph = logit(style);
    expect(read(graph).nodes).toEqual(graph.nodes);
  });

  it("leaves the product where a hook on the way must be computed", () => {
    const graph = logit({});
    expect(read(graph, ["logits"]).nodes).toEqual(graph.nodes);
  });
});
