import { describe, expect, it } from "vitest";
import { TINY_MODELS, tinyGraph } from "../../../test/helpers/tiny-models.ts";
import { opTable } from "../../ops/table.generated.ts";
import { Builder } from "../builder.ts";
import { isStatic } from "../dim.ts";
import { validateGraph } from "../validate.ts";
import { specialise } from "./specialise.ts";

describe("specialise", () => {
  it("fixes symbols wherever they are, also inside sums and products", () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", ["batch", "past+pos", 4]);
    g.output("flat", g.op("Reshape", x, [-1, 4]));
    const graph = g.build();
    const fixed = (dims: Record<string, number | string>): unknown[] => {
      const { inputs, outputs } = specialise(graph, opTable, dims);
      return [inputs[0].value.dims, outputs[0].value.dims];
    };
    expect(fixed({ batch: 2, past: 0 })).toEqual([
      [2, "pos", 4],
      ["2*pos", 4],
    ]);
    expect(fixed({ batch: 2, past: 3, pos: 1 })).toEqual([
      [2, 4, 4],
      [8, 4],
    ]);
    expect(fixed({ past: "pos" })).toEqual([
      ["batch", "2*pos", 4],
      ["2*batch*pos", 4],
    ]);
    expect(fixed({})).toEqual([
      ["batch", "past+pos", 4],
      ["batch*past+batch*pos", 4],
    ]);
  });

  it("folds what is known once lengths are", () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", ["batch", "pos"]);
    g.output("y", g.reshape(x, [g.dim(x, 1), g.dim(x, 0)]));
    const graph = specialise(g.build(), opTable, { batch: 2, pos: 3 });
    expect(graph.nodes.map((node) => node.op)).toEqual(["Constant", "Reshape"]);
  });

  it("says which op does not take the lengths", () => {
    const g = new Builder(opTable);
    const [a, b] = ["m", "n"].map((dim) => g.input(dim, "float32", [dim, 2]));
    g.output("y", g.op("Add", a, b));
    expect(() => specialise(g.build(), opTable, { m: 3, n: 4 })).toThrow(
      /^Add: .* float32\[3, 2\] and float32\[4, 2\]\.$/,
    );
  });

  it.each(TINY_MODELS)("leaves no unknown length in %s", (model) => {
    const fixed = specialise(tinyGraph(model, { padded: true }), opTable, { batch: 2, pos: 5 });
    validateGraph(fixed, opTable);
    const open = fixed.nodes.filter((node) => !node.outputs.every(({ dims }) => isStatic(dims)));
    expect(open).toEqual([]);
    expect(fixed.nodes.filter((node) => node.op === "Shape")).toEqual([]);
  });
});
