import type { Op } from "../graph/op.ts";
import { axisOf, fromFront, numberAttribute, operand } from "./shared/attributes.ts";
import { elementPlaces } from "./shared/element-indices.ts";
import { integers } from "./shared/elements.ts";
import { zeros } from "./shared/reshaping.ts";
import { blank } from "./shared/types.ts";

const gatherElements: Op = {
  name: "GatherElements",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const { dims } = integers(context, 1);
    axisOf(context, numberAttribute(context.attrs, "axis", 0), x.dims.length);
    if (dims.length !== x.dims.length)
      context.fail("ranks differ", "indices of the rank of the data");
    return [{ dtype: x.dtype, dims }];
  },
  evaluate([x, indices], attrs) {
    const axis = fromFront(numberAttribute(attrs, "axis", 0), x!.dims.length);
    const places = elementPlaces("GatherElements", indices!, x!.dims, axis);
    const out = blank(x!.dtype, indices!.dims);
    for (let i = 0; i < places.length; i++) out.data[i] = x!.data[places[i]];
    return [out];
  },
  /** dx = each element of dy added to where it was read. */
  gradient({ g, node, cotangents: [dy] }) {
    const [x, indices] = node.inputs;
    const empty = zeros(g, g.shape(x!), dy!.dtype);
    const axis = numberAttribute(node.attrs, "axis", 0);
    return [g.op("ScatterElements", empty, indices, dy, { axis, reduction: "add" }), null];
  },
};

export const ops: readonly Op[] = [gatherElements];
