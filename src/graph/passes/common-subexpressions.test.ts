import { describe, expect, it } from "vitest";
import { opTable } from "../../ops/table.generated.ts";
import { float32 } from "../../tensor/tensor.ts";
import { Builder } from "../builder.ts";
import type { Value } from "../graph.ts";
import { mergeCommonSubexpressions } from "./common-subexpressions.ts";

/** The ops left after merging what `write` makes of one input. */
function merged(write: (g: Builder, x: Value) => void): string[] {
  const g = new Builder(opTable);
  write(g, g.input("x", "float32", [2, 2]));
  return mergeCommonSubexpressions(g.build(), opTable).nodes.map((node) => node.op);
}

describe("mergeCommonSubexpressions", () => {
  it("computes equal chains once", () => {
    const chain = (g: Builder, x: Value): Value => g.op("Exp", g.op("Neg", x));
    expect(merged((g, x) => g.output("y", g.op("Add", chain(g, x), chain(g, x))))).toEqual([
      "Neg",
      "Exp",
      "Add",
    ]);
  });

  it("merges every output of a node", () => {
    const parts = (g: Builder, x: Value): readonly Value[] =>
      g.emit("Split", [x], { axis: 0, num_outputs: 2 });
    const ops = merged((g, x) => {
      g.output("y", g.op("Add", parts(g, x)[0], parts(g, x)[1]));
    });
    expect(ops).toEqual(["Split", "Add"]);
  });

  it("tells operands' order, attributes and their types apart", () => {
    expect(
      merged((g, x) => {
        const y = g.op("Tanh", x);
        g.output("a", g.op("Sub", x, y));
        g.output("b", g.op("Sub", y, x));
        g.output("c", g.op("Softmax", x, { axis: 0 }));
        g.output("d", g.op("Softmax", x, { axis: 1 }));
        g.output("e", g.op("Transpose", x, { perm: [0, 1] }));
        g.output("f", g.op("Transpose", x, { perm: [1, 0] }));
      }),
    ).toHaveLength(7);
  });

  it("merges equal constants, short or of one buffer, and no others", () => {
    const long = float32(
      [100],
      Array.from({ length: 100 }, (_, i) => i),
    );
    const ops = merged((g) => {
      const write = (name: string, value: typeof long): void =>
        g.output(name, g.emit("Constant", [], { value })[0]);
      write("a", float32([1], [0]));
      write("b", float32([1], [0]));
      write("c", float32([1], [-0]));
      write("d", float32([], [0]));
      write("e", long);
      write("f", { ...long });
      write("g", { ...long, dims: [10, 10] });
    });
    expect(ops).toHaveLength(5);
  });

  it("keeps hooks apart, what is computed after them, and stopped gradients", () => {
    const ops = merged((g, x) => {
      const axes = ["row", "unit"];
      g.output("a", g.op("Exp", g.hook("hook_a", x, axes)));
      g.output("b", g.op("Exp", g.hook("hook_b", x, axes)));
      g.output("c", g.op("Exp", g.op("StopGradient", x)));
      g.output("d", g.op("Exp", x));
    });
    expect(ops.filter((op) => op === "Exp")).toHaveLength(4);
    expect(ops.filter((op) => op === "Hook")).toHaveLength(2);
  });
});
