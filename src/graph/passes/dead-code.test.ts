import { describe, expect, it } from "vitest";
import { opTable } from "../../ops/table.generated.ts";
import { Builder } from "../builder.ts";
import { removeDeadCode } from "./dead-code.ts";

describe("removeDeadCode", () => {
  it("keeps what outputs need, in order, and nothing else", () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", [2]);
    g.input("unused", "float32", [2]);
    const w = g.param("w", "float32", [2]);
    g.op("Mul", x, g.param("dead", "float32", [2]));
    const needed = g.op("Tanh", g.op("Add", x, w));
    g.hook("hook_unread", g.op("Exp", needed), ["unit"]);
    g.output("y", needed);
    const graph = removeDeadCode(g.build());
    expect(graph.nodes.map((node) => node.op)).toEqual(["Add", "Tanh"]);
    expect(graph.inputs.map((port) => port.name)).toEqual(["x"]);
    expect(graph.params.map((port) => port.name)).toEqual(["w"]);
    expect(graph.outputs).toEqual(g.build().outputs);
  });

  it("keeps a node of which one output is needed", () => {
    const g = new Builder(opTable);
    const parts = g.emit("Split", [g.input("x", "float32", [4])], { axis: 0, num_outputs: 2 });
    g.output("second", parts[1]);
    expect(removeDeadCode(g.build()).nodes.map((node) => node.op)).toEqual(["Split"]);
  });

  it("keeps an input that is an output itself", () => {
    const g = new Builder(opTable);
    g.output("same", g.input("x", "float32", [2]));
    expect(removeDeadCode(g.build())).toEqual(g.build());
  });
});
