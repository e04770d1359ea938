import type { Value } from "../graph/graph.ts";
import type { GradientContext, Op } from "../graph/op.ts";
import { operand, stringAttribute } from "./shared/attributes.ts";
import { integers } from "./shared/elements.ts";
import { blocksOf } from "./shared/index-tuples.ts";
import { zeros } from "./shared/reshaping.ts";
import { commonDtype } from "./shared/types.ts";

/** Without a reduction only: ONNX Runtime loses additions here when it runs on several threads. */
const scatterND: Op = {
  name: "ScatterND",
  onnx: { since: 18 },
  properties: {},
  infer(context) {
    const [x, updates] = [operand(context, 0), operand(context, 2)];
    const depth = integers(context, 1).dims.at(-1);
    const reduction = stringAttribute(context.attrs, "reduction", "none");
    if (reduction !== "none") {
      context.fail(`reduction "${reduction}" is not repeatable`, '"none" (add by ScatterElements)');
    }
    if (typeof depth !== "number" || depth < 1 || depth > x.dims.length) {
      context.fail("index tuples do not fit", `a last axis of 1 to ${x.dims.length}`);
    }
    return [{ dtype: commonDtype(context, [x, updates]), dims: x.dims }];
  },
  evaluate([x, indices, updates]) {
    const { rows, size } = blocksOf("ScatterND", x!.dims, indices!);
    const data = x!.data.slice();
    rows.forEach((row, i) => {
      data.set(updates!.data.subarray(i * size, (i + 1) * size), row * size);
    });
    return [{ dtype: x!.dtype, dims: x!.dims, data }];
  },
  gradient: scatterGradient,
};

export const ops: readonly Op[] = [scatterND];

/** d updates = dy read at the indices; d data = dy with zeros where data was overwritten. */
function scatterGradient({ g, node, cotangents: [dy], wants }: GradientContext): (Value | null)[] {
  const [, indices, updates] = node.inputs as readonly [Value, Value, Value];
  const nothing = (): Value => zeros(g, g.shape(updates), updates.dtype);
  return [
    wants(0) ? g.op("ScatterND", dy, indices, nothing()) : null,
    null,
    wants(2) ? g.op("GatherND", dy, indices) : null,
  ];
}
