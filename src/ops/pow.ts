import { isFloat } from "../tensor/dtype.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { broadcastDims, sumTo } from "./shared/broadcast.ts";
import { zipElements } from "./shared/elementwise.ts";
import { typed } from "./shared/types.ts";

/** a to the power b, of the element type of a; b may be an integer tensor. */
const pow: Op = {
  name: "Pow",
  onnx: { since: 12 },
  properties: { elementwise: true },
  infer(context) {
    const a = typed(context, 0, "number");
    const b = typed(context, 1, "number");
    return [{ dtype: a.dtype, dims: broadcastDims(context, [a.dims, b.dims]) }];
  },
  evaluate([a, b], _attrs, [type]) {
    const of = isFloat(type.dtype) ? Math.pow : (x: number, y: number) => Math.trunc(x ** y);
    return [zipElements(a!, b!, type, of)];
  },
  // da = dy · b · a^(b−1), 0 where b = 0; db = dy · y · ln a, 0 where a = 0 and b ≥ 0 (PyTorch)
  gradient({ g, node, cotangents: [dy], wants }) {
    const [a, b] = node.inputs as readonly [Value, Value];
    const power = a.dtype === b.dtype ? b : g.op("Cast", b, { to: a.dtype });
    return [
      wants(0) ? sumTo(g, g.op("Mul", dy, slope(g, a, power)), a) : null,
      wants(1) && isFloat(b.dtype)
        ? sumTo(g, g.op("Mul", dy, g.op("Mul", node.outputs[0], safeLog(g, a, b))), b)
        : null,
    ];
  },
};

export const ops: readonly Op[] = [pow];

/** b · a^(b−1), with a¹ for b = 0 so that 0 · a⁻¹ is not taken at a = 0. */
function slope(g: Builder, a: Value, b: Value): Value {
  const below = g.op("Where", g.op("Equal", b, 0), 1, g.op("Sub", b, 1));
  return g.op("Mul", b, g.op("Pow", a, below));
}

function safeLog(g: Builder, a: Value, b: Value): Value {
  const isFlat = g.op("And", g.op("Equal", a, 0), g.op("GreaterOrEqual", b, 0));
  return g.op("Log", g.op("Where", isFlat, 1, a));
}
