import type { Value } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op } from "../graph/op.ts";
import { numberAttribute, operand } from "./shared/attributes.ts";
import { integers } from "./shared/elements.ts";
import { blockNumbers, blocksOf } from "./shared/index-tuples.ts";
import { dimsOf, lengths, reshapeLike, scatterAlong, sizeVector } from "./shared/reshaping.ts";
import { blank } from "./shared/types.ts";

const gatherND: Op = {
  name: "GatherND",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const depth = depthOf(context, x.dims.length);
    return [
      { dtype: x.dtype, dims: [...integers(context, 1).dims.slice(0, -1), ...x.dims.slice(depth)] },
    ];
  },
  evaluate([x, indices]) {
    const { rows, size } = blocksOf("GatherND", x!.dims, indices!);
    const depth = indices!.dims.at(-1)!;
    const out = blank(x!.dtype, [...indices!.dims.slice(0, -1), ...x!.dims.slice(depth)]);
    rows.forEach((row, i) => {
      out.data.set(x!.data.subarray(row * size, (row + 1) * size), i * size);
    });
    return [out];
  },
  gradient: gatherGradient,
};

export const ops: readonly Op[] = [gatherND];

function depthOf(context: InferContext, rank: number): number {
  if (numberAttribute(context.attrs, "batch_dims", 0) !== 0) {
    context.fail("batch_dims is set", "batch_dims 0");
  }
  const depth = integers(context, 1).dims.at(-1);
  if (typeof depth === "number" && depth >= 1 && depth <= rank) return depth;
  return context.fail("index tuples do not fit", `a last axis of 1 to ${rank}`);
}

/** dx = each block of dy added to the block it was read from, blocks numbered along one axis. */
function gatherGradient({ g, node, cotangents: [dy] }: GradientContext): (Value | null)[] {
  const [x, indices] = node.inputs as readonly [Value, Value];
  const { rows, count } = blockNumbers(g, x, indices);
  const block = dimsOf(g, x, indices.dims.at(-1) as number);
  const shape = lengths(g, [sizeVector(g, rows), ...block]);
  const blocks = g.op("Reshape", dy, shape, { allowzero: 1 });
  const added = scatterAlong(g, blocks, { axis: 0, positions: rows, length: count });
  return [reshapeLike(g, added, x), null];
}
