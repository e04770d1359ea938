import { BYTES, isFloat, type DType } from "../tensor/dtype.ts";
import type { Op } from "../graph/op.ts";
import { stringAttribute } from "./shared/attributes.ts";
import { mapElements } from "./shared/elementwise.ts";
import { typed } from "./shared/types.ts";

/**
 * Another element type; `to` is its name. Towards an integer, fractions are cut off; towards a
 * bool, everything but 0 is true. Rounding to a narrower float is left to the runtime: the
 * reference keeps 64 bits.
 */
const cast: Op = {
  name: "Cast",
  onnx: { since: 13 },
  properties: { elementwise: true, linear: [0] },
  infer(context) {
    const { dims, elements } = typed(context, 0, "any");
    const to = stringAttribute(context.attrs, "to", "");
    if (!isDType(to)) return context.fail(`to is "${to}"`, `an element type, e.g. "float32"`);
    return [{ dtype: to, dims, ...(elements && to.includes("int") && { elements }) }];
  },
  evaluate([x], _attrs, [type]) {
    if (isFloat(type.dtype)) return [{ ...x!, dtype: type.dtype }];
    if (type.dtype === "bool") return [mapElements(x!, type, (v) => (v === 0 ? 0 : 1))];
    return [mapElements(x!, type, Math.trunc)];
  },
  // dx = dy, in the element type of x; integers carry no gradient
  gradient({ g, node, cotangents: [dy] }) {
    const from = node.inputs[0]!.dtype;
    return [isFloat(from) && isFloat(dy!.dtype) ? g.op("Cast", dy, { to: from }) : null];
  },
};

export const ops: readonly Op[] = [cast];

function isDType(name: string): name is DType {
  return Object.hasOwn(BYTES, name);
}
