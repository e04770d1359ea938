import type { Attributes, Value } from "../graph/graph.ts";
import type { GradientContext, Op, RefTensor } from "../graph/op.ts";
import {
  axisOf,
  fromFront,
  numberAttribute,
  operand,
  stringAttribute,
} from "./shared/attributes.ts";
import { elementPlaces } from "./shared/element-indices.ts";
import { integers } from "./shared/elements.ts";
import { zeros } from "./shared/reshaping.ts";
import { commonDtype } from "./shared/types.ts";

const scatterElements: Op = {
  name: "ScatterElements",
  onnx: { since: 18 },
  properties: {},
  infer(context) {
    const [x, updates] = [operand(context, 0), operand(context, 2)];
    const indices = integers(context, 1);
    axisOf(context, numberAttribute(context.attrs, "axis", 0), x.dims.length);
    const ranks = [indices, updates].map(({ dims }) => dims.length);
    if (ranks.some((rank) => rank !== x.dims.length)) context.fail("ranks differ", "one rank");
    if (!["none", "add"].includes(reductionOf(context.attrs))) {
      context.fail(`reduction "${reductionOf(context.attrs)}" is not known`, `"none" or "add"`);
    }
    return [{ dtype: commonDtype(context, [x, updates]), dims: x.dims }];
  },
  evaluate([x, indices, updates], attrs) {
    return [scattered(x!, indices!, updates!, attrs)];
  },
  gradient: scatterGradient,
};

export const ops: readonly Op[] = [scatterElements];

function reductionOf(attrs: Attributes): string {
  return stringAttribute(attrs, "reduction", "none");
}

function scattered(
  x: RefTensor,
  indices: RefTensor,
  updates: RefTensor,
  attrs: Attributes,
): RefTensor {
  const axis = fromFront(numberAttribute(attrs, "axis", 0), x.dims.length);
  const places = elementPlaces("ScatterElements", indices, x.dims, axis);
  const adds = reductionOf(attrs) === "add";
  const data = x.data.slice();
  for (let i = 0; i < places.length; i++) {
    data[places[i]] = adds ? data[places[i]] + updates.data[i] : updates.data[i];
  }
  return { dtype: x.dtype, dims: x.dims, data };
}

/**
 * d updates = dy read at the indices. d data = dy; without a reduction, dy with zeros where data
 * was overwritten (ONNX leaves it open which of two updates to one place wins).
 */
function scatterGradient({ g, node, cotangents: [dy], wants }: GradientContext): (Value | null)[] {
  const [, indices, updates] = node.inputs as readonly [Value, Value, Value];
  const axis = numberAttribute(node.attrs, "axis", 0);
  const kept = (): Value => {
    if (reductionOf(node.attrs) === "add") return dy!;
    const nothing = zeros(g, g.shape(updates), dy!.dtype);
    return g.op("ScatterElements", dy, indices, nothing, { axis });
  };
  return [
    wants(0) ? kept() : null,
    null,
    wants(2) ? g.op("GatherElements", dy, indices, { axis }) : null,
  ];
}
