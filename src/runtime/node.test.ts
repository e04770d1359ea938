import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { opTable } from "../ops/table.generated.ts";
import { float32 } from "../tensor/tensor.ts";
import { createEngine } from "./node.ts";

/** y = x·Wᵀ + 1 */
function linear(): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["batch", 3]);
  const w = g.param("W", "float32", [2, 3]);
  const y = g.hook("y_hook", g.op("Gemm", x, w, null, { transB: 1 }), ["batch", "unit"]);
  g.output("y", g.op("Add", y, 1));
  return g.build();
}

describe("createEngine (node)", () => {
  it("runs a graph with bound weights", async () => {
    const engine = await createEngine({ worker: false });
    await engine.load({
      checkpoint: { kind: "tensors", tensors: { w: float32([3, 2], [1, 2, 3, 4, 5, 6]) } },
      weights: { W: { from: "w", transpose: true, dims: [2, 3], dtype: "float32" } },
    });
    const session = engine.session(linear());
    const { tensors } = await session.run({ x: float32([1, 3], [1, 10, 100]) });
    // [1·1 + 3·10 + 5·100 + 1, 2·1 + 4·10 + 6·100 + 1]
    expect(tensors.y).toEqual(float32([1, 2], [532, 643]));
    await engine.close();
  });
});
