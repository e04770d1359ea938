import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { sumTo } from "./shared/broadcast.ts";
import { mapElements } from "./shared/elementwise.ts";
import { commonDtype, typed } from "./shared/types.ts";

/** min(max(x, low), high), with either bound optional; the bounds are scalars. */
const clip: Op = {
  name: "Clip",
  onnx: { since: 12 },
  properties: { elementwise: true },
  infer(context) {
    const x = typed(context, 0, "number");
    const bounds = [1, 2].flatMap((i) => (context.inputs[i] ? [typed(context, i, "number")] : []));
    if (bounds.some((bound) => bound.dims.length > 0)) {
      return context.fail("a bound is not a scalar", "bounds with no dims");
    }
    return [{ dtype: commonDtype(context, [x, ...bounds]), dims: x.dims }];
  },
  evaluate([x, low, high], _attrs, [type]) {
    const from = low?.data[0] ?? -Infinity;
    const to = high?.data[0] ?? Infinity;
    return [mapElements(x!, type, (v) => Math.min(Math.max(v, from), to))];
  },
  // dx = dy where low ≤ x ≤ high (bounds included, as PyTorch's `clamp`);
  // dlow = Σ dy where x < low ≤ high, dhigh = Σ dy where x > high or low > high
  gradient({ g, node, cotangents: [dy], wants }) {
    const x = node.inputs[0]!;
    const [low, high] = [node.inputs[1] ?? null, node.inputs[2] ?? null];
    const kept = (mask: Value): Value => g.op("Where", mask, dy, 0);
    const both = (op: string, a: Value | null, b: Value | null): Value | null =>
      a && b ? g.op(op, a, b) : (a ?? b);
    const test = (op: string, a: Value | null, b: Value | null): Value | null =>
      a && b && g.op(op, a, b);
    const inside = both("And", test("GreaterOrEqual", x, low), test("LessOrEqual", x, high));
    const below = both("And", test("Less", x, low), test("LessOrEqual", low, high));
    const above = both("Or", test("Greater", x, high), test("Greater", low, high));
    return [
      wants(0) ? (inside ? kept(inside) : dy!) : null,
      low && wants(1) ? sumTo(g, kept(below!), low) : null,
      high && wants(2) ? sumTo(g, kept(above!), high) : null,
    ];
  },
};

export const ops: readonly Op[] = [clip];
