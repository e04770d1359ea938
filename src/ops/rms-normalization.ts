import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { axisOf, fromFront, numberAttribute } from "./shared/attributes.ts";
import { broadcastDims, sumTo } from "./shared/broadcast.ts";
import { zipElements } from "./shared/elementwise.ts";
import { blank, commonDtype, typed } from "./shared/types.ts";

/**
 * Divides by the root mean square over the axes from `axis` on:
 * y = scale · x / √(mean(x²) + epsilon).
 *
 * @see Zhang & Sennrich 2019, https://arxiv.org/abs/1910.07467
 */
const rmsNormalization: Op = {
  name: "RMSNormalization",
  onnx: { since: 23, floats: ["epsilon"] },
  properties: {},
  infer(context) {
    const [x, scale] = [typed(context, 0, "float"), typed(context, 1, "float")];
    axisOf(context, numberAttribute(context.attrs, "axis", -1), x.dims.length);
    const joint = broadcastDims(context, [x.dims, scale.dims]);
    const grows = joint.some((dim, axis) => x.dims[axis] === 1 && dim !== 1);
    if (joint.length > x.dims.length || grows)
      context.fail("scale does not fit", "dims of the input");
    return [{ dtype: commonDtype(context, [x, scale]), dims: x.dims }];
  },
  evaluate([x, scale], attrs, [type]) {
    const axis = fromFront(numberAttribute(attrs, "axis", -1), x!.dims.length);
    const epsilon = numberAttribute(attrs, "epsilon", 1e-5);
    const width = sizeOf(x!.dims.slice(axis));
    const normal = blank(type.dtype, x!.dims);
    for (let row = 0; row < x!.data.length; row += width) {
      let squares = 0;
      for (let i = row; i < row + width; i++) squares += x!.data[i] * x!.data[i];
      const inverse = 1 / Math.sqrt(squares / width + epsilon);
      for (let i = row; i < row + width; i++) normal.data[i] = x!.data[i] * inverse;
    }
    return [zipElements(normal, scale!, type, (a, b) => a * b)];
  },
  // With r = 1 / √(mean(x²) + epsilon), z = x r, e = dy · scale:
  // dx = r (e − z mean(e z)), dscale = Σ dy z
  gradient({ g, node, cotangents: [dy], wants }) {
    const [x, scale] = node.inputs as readonly [Value, Value];
    const epsilon = numberAttribute(node.attrs, "epsilon", 1e-5);
    const axis = fromFront(numberAttribute(node.attrs, "axis", -1), x.dims.length);
    const axes = x.dims.map((_, i) => i).slice(axis);
    const square = mean(g, g.op("Mul", x, x), axes);
    const inverse = g.op("Reciprocal", g.op("Sqrt", g.op("Add", square, epsilon)));
    const z = g.op("Mul", x, inverse);
    const throughNormal = (): Value => {
      const e = g.op("Mul", dy, scale);
      const along = g.op("Mul", z, mean(g, g.op("Mul", e, z), axes));
      return g.op("Mul", g.op("Sub", e, along), inverse);
    };
    return [
      wants(0) ? throughNormal() : null,
      wants(1) ? sumTo(g, g.op("Mul", dy, z), scale) : null,
    ];
  },
};

export const ops: readonly Op[] = [rmsNormalization];

function mean(g: Builder, x: Value, axes: readonly number[]): Value {
  return g.op("ReduceMean", x, axes, { keepdims: 1 });
}
