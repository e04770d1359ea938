import type { Builder } from "../graph/builder.ts";
import type { Dim } from "../graph/dim.ts";
import type { Node, Value, ValueType } from "../graph/graph.ts";
import type { InferContext, Op } from "../graph/op.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { axisOf, fromFront, numberAttribute } from "./shared/attributes.ts";
import { sumTo } from "./shared/broadcast.ts";
import { expandTo, reducedCount } from "./shared/reduction.ts";
import { blank, commonDtype, typed } from "./shared/types.ts";

/**
 * Normalises over the axes from `axis` on: y = scale · (x − mean) / √(variance + epsilon) + bias.
 * Outputs y, the mean and 1 / √(variance + epsilon), the last two with the normalised axes as 1.
 *
 * @see Ba, Kiros & Hinton 2016, https://arxiv.org/abs/1607.06450
 */
const layerNormalization: Op = {
  name: "LayerNormalization",
  onnx: { since: 17, floats: ["epsilon"] },
  properties: {},
  infer(context) {
    const x = typed(context, 0, "float");
    const axis = axisOf(context, axisAttribute(context.attrs), x.dims.length);
    const rest = [1, 2].flatMap((i) =>
      i === 1 || context.inputs[i] ? [typed(context, i, "float")] : [],
    );
    const dtype = commonDtype(context, [x, ...rest]);
    for (const weight of rest) checkWeight(context, weight, x.dims.slice(axis));
    const statistic = { dtype, dims: x.dims.map((dim, i): Dim => (i < axis ? dim : 1)) };
    return [{ dtype, dims: x.dims }, statistic, statistic];
  },
  evaluate([x, scale, bias], attrs) {
    const axis = fromFront(axisAttribute(attrs), x!.dims.length);
    const epsilon = numberAttribute(attrs, "epsilon", 1e-5);
    const width = sizeOf(x!.dims.slice(axis));
    const kept = x!.dims.map((length, i) => (i < axis ? length : 1));
    const [y, mean, inverse] = [
      blank(x!.dtype, x!.dims),
      blank(x!.dtype, kept),
      blank(x!.dtype, kept),
    ];
    for (let row = 0; row < mean.data.length; row++) {
      const [center, spread] = moments(x!.data, row * width, width);
      mean.data[row] = center;
      inverse.data[row] = 1 / Math.sqrt(spread + epsilon);
      for (let i = 0; i < width; i++) {
        const normal = (x!.data[row * width + i] - center) * inverse.data[row];
        y.data[row * width + i] = normal * scale!.data[i] + (bias ? bias.data[i] : 0);
      }
    }
    return [y, mean, inverse];
  },
  // With r = InvStdDev, z = (x − mean) r, e = dy · scale, n normalised elements:
  // dx = r (e − mean(e) − z mean(e z)) + (dmean − dr r² z) / n, dscale = Σ dy z, dbias = Σ dy
  gradient({ g, node, cotangents: [dy, dMean, dInverse], wants }) {
    const [x, scale] = node.inputs as readonly [Value, Value];
    const bias = node.inputs[2] ?? null;
    const z = g.op("Mul", g.op("Sub", x, node.outputs[1]), node.outputs[2]);
    const terms = wants(0)
      ? [
          dy && throughNormal(g, node, dy, z),
          dInverse && throughInverse(g, node, dInverse, z),
          dMean && g.op("Div", dMean, reducedCount(g, x, dMean)),
        ].filter((term) => term !== null)
      : [];
    return [
      wants(0)
        ? expandTo(
            g,
            terms.reduce((sum, term) => g.op("Add", sum, term)),
            x,
          )
        : null,
      dy && wants(1) ? sumTo(g, g.op("Mul", dy, z), scale) : null,
      dy && bias && wants(2) ? sumTo(g, dy, bias) : null,
    ];
  },
};

export const ops: readonly Op[] = [layerNormalization];

function axisAttribute(attrs: Node["attrs"]): number {
  return numberAttribute(attrs, "axis", -1);
}

function checkWeight(context: InferContext, weight: ValueType, dims: readonly Dim[]): void {
  const fits =
    weight.dims.length === dims.length &&
    weight.dims.every(
      (dim, i) => dim === dims[i] || typeof dim === "string" || typeof dims[i] === "string",
    );
  if (!fits) context.fail("scale or bias does not fit", `dims [${dims.join(", ")}]`);
}

function moments(x: Float64Array, start: number, width: number): readonly [number, number] {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += x[start + i];
  const mean = sum / width;
  let squares = 0;
  for (let i = 0; i < width; i++) {
    const offset = x[start + i] - mean;
    squares += offset * offset;
  }
  return [mean, squares / width];
}

/** r (e − mean(e) − z mean(e z)). */
function throughNormal(g: Builder, node: Node, dy: Value, z: Value): Value {
  const e = g.op("Mul", dy, node.inputs[1]);
  const along = g.op("Mul", z, mean(g, node, g.op("Mul", e, z)));
  const centered = g.op("Sub", g.op("Sub", e, mean(g, node, e)), along);
  return g.op("Mul", centered, node.outputs[2]);
}

/** −dr r² z / n. */
function throughInverse(g: Builder, node: Node, dInverse: Value, z: Value): Value {
  const inverse = node.outputs[2];
  const slope = g.op("Mul", dInverse, g.op("Mul", inverse, inverse));
  return g.op("Mul", z, g.op("Neg", g.op("Div", slope, reducedCount(g, z, inverse))));
}

function mean(g: Builder, node: Node, x: Value): Value {
  const axis = fromFront(axisAttribute(node.attrs), x.dims.length);
  const axes = x.dims.map((_, i) => i).slice(axis);
  return g.op("ReduceMean", x, axes, { keepdims: 1 });
}
