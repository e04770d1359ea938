import { Builder } from "../../src/graph/builder.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { generator } from "../../src/tensor/random.ts";
import { float32, int64, sizeOf, type Tensor } from "../../src/tensor/tensor.ts";
import type { WeightPlan } from "../../src/weights/recipe.ts";

/** The weights of `smallModel` and their dims. */
export const SMALL_WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  embed: [11, 8],
  "mlp.in": [16, 8],
  "mlp.out": [8, 16],
};

/** Look-up, LayerNorm, RMSNorm, three products and a softmax over the vocabulary. */
export function smallModel(): Graph {
  const g = new Builder(opTable);
  const ids = g.input("ids", "int64", ["batch", "pos"]);
  const shift = g.input("shift", "float32", ["batch", "pos", 8]);
  const [embed, into, out] = Object.entries(SMALL_WEIGHTS).map(([name, dims]) =>
    g.param(name, "float32", dims),
  );
  const residual = g.op("Add", g.op("Gather", embed, ids, { axis: 0 }), shift);
  const hooked = g.hook("hook_resid", residual, ["batch", "pos", "unit"]);
  const mean = (x: Value): Value => g.op("ReduceMean", x, [-1], { keepdims: 1 });
  const centered = g.op("Sub", hooked, mean(hooked));
  const rows = g.op("Reshape", rootMeanSquareNorm(g, centered, mean), [-1, 8]);
  const hidden = g.op("Tanh", g.op("Gemm", rows, into, null, { transB: 1 }));
  const last = rootMeanSquareNorm(g, g.op("Gemm", hidden, out, null, { transB: 1 }), mean);
  const logits = g.op("Gemm", last, embed, null, { transB: 1 });
  g.output("probabilities", g.op("Softmax", logits, { axis: -1 }));
  g.output("residual", hooked);
  g.output("ids", ids);
  return g.build();
}

/** Its weights, drawn with a seed. */
export function smallPlan(): WeightPlan {
  const random = generator(7);
  const entries = Object.entries(SMALL_WEIGHTS).map(([name, dims]) => {
    const values = Array.from({ length: sizeOf(dims) }, () => random.normal());
    return [name, float32(dims, values)] as const;
  });
  return {
    checkpoint: { kind: "tensors", tensors: Object.fromEntries(entries) },
    weights: Object.fromEntries(
      Object.entries(SMALL_WEIGHTS).map(([name, dims]) => [
        name,
        { from: name, dims, dtype: "float32" },
      ]),
    ),
  };
}

/** Ids and a shift of the embeddings, drawn with a seed. */
export function smallFeeds(batch: number, pos: number): Record<string, Tensor> {
  const random = generator(batch * 100 + pos);
  const dims = [batch, pos];
  return {
    ids: int64(
      dims,
      Array.from({ length: batch * pos }, () => random.integer(11)),
    ),
    shift: float32(
      [...dims, 8],
      Array.from({ length: batch * pos * 8 }, () => random.normal()),
    ),
  };
}

/** Open, as blocks write it. */
function rootMeanSquareNorm(g: Builder, x: Value, mean: (x: Value) => Value): Value {
  const scale = g.op("Sqrt", g.op("Add", mean(g.op("Mul", x, x)), 1e-5));
  return g.op("Mul", g.op("Div", x, scale), g.constant(ones(8)));
}

function ones(length: number): Tensor {
  return float32([length], Array<number>(length).fill(1));
}
