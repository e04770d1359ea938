import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { broadcastDims, broadcastLengths, sumTo } from "./shared/broadcast.ts";
import { forEachRow } from "./shared/rows.ts";
import { blank, commonDtype, typed } from "./shared/types.ts";

/** Elements of a where the condition holds, of b elsewhere. */
const where: Op = {
  name: "Where",
  onnx: { since: 9 },
  properties: { elementwise: true, linear: [1, 2] },
  infer(context) {
    const condition = typed(context, 0, "bool");
    const [a, b] = [typed(context, 1, "any"), typed(context, 2, "any")];
    const dtype = commonDtype(context, [a, b]);
    return [{ dtype, dims: broadcastDims(context, [condition.dims, a.dims, b.dims]) }];
  },
  evaluate([condition, a, b], _attrs, [type]) {
    const operands = [condition!.dims, a!.dims, b!.dims];
    const out = blank(type.dtype, broadcastLengths(operands));
    forEachRow(out.dims, operands, ({ at, length, offsets, steps }) => {
      for (let i = 0; i < length; i++) {
        const holds = condition!.data[offsets[0] + i * steps[0]] !== 0;
        const from = holds ? a! : b!;
        const k = holds ? 1 : 2;
        out.data[at + i] = from.data[offsets[k] + i * steps[k]];
      }
    });
    return [out];
  },
  // da = dy where the condition holds, db = dy elsewhere
  gradient({ g, node, cotangents: [dy], wants }) {
    const [condition, a, b] = node.inputs as readonly [Value, Value, Value];
    return [
      null,
      wants(1) ? sumTo(g, g.op("Where", condition, dy, 0), a) : null,
      wants(2) ? sumTo(g, g.op("Where", condition, 0, dy), b) : null,
    ];
  },
};

export const ops: readonly Op[] = [where];
