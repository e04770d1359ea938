import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { numberAttribute } from "./shared/attributes.ts";
import { broadcastDims, sumTo } from "./shared/broadcast.ts";
import { zipElements } from "./shared/elementwise.ts";
import { commonDtype, typed } from "./shared/types.ts";
import { isFloat } from "../tensor/dtype.ts";

/**
 * Remainder of a division. `fmod: 1` takes the sign of the dividend, as C does; `fmod: 0`
 * (integers only) that of the divisor, as Python does.
 */
const mod: Op = {
  name: "Mod",
  onnx: { since: 10 },
  properties: { elementwise: true },
  infer(context) {
    const a = typed(context, 0, "number");
    const b = typed(context, 1, "number");
    const dtype = commonDtype(context, [a, b]);
    if (isFloat(dtype) && numberAttribute(context.attrs, "fmod", 0) === 0) {
      return context.fail("fmod is 0", "fmod 1 for floating-point operands");
    }
    return [{ dtype, dims: broadcastDims(context, [a.dims, b.dims]) }];
  },
  evaluate([a, b], attrs, [type]) {
    const isC = numberAttribute(attrs, "fmod", 0) === 1;
    const of = isC ? (x: number, y: number) => x % y : (x: number, y: number) => ((x % y) + y) % y;
    return [zipElements(a!, b!, type, of)];
  },
  // y = a − b · trunc(a/b): da = dy, db = −dy · (a − y)/b
  gradient({ g, node, cotangents: [dy], wants }) {
    const [a, b] = node.inputs as readonly [Value, Value];
    const quotient = (): Value => g.op("Round", g.op("Div", g.op("Sub", a, node.outputs[0]), b));
    return [
      wants(0) ? sumTo(g, dy!, a) : null,
      wants(1) ? g.op("Neg", sumTo(g, g.op("Mul", dy, quotient()), b)) : null,
    ];
  },
};

export const ops: readonly Op[] = [mod];
