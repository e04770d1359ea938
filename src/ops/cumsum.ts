import type { Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, numberAttribute } from "./shared/attributes.ts";
import { integers, staticElements } from "./shared/elements.ts";
import { aroundAxis } from "./shared/strided.ts";
import { blank, typed } from "./shared/types.ts";

const cumSum: Op = {
  name: "CumSum",
  onnx: { since: 14 },
  properties: { linear: [0] },
  infer(context) {
    const { dtype, dims } = typed(context, 0, "number");
    integers(context, 1);
    const axis = staticElements(context, 1)?.[0];
    if (axis !== undefined) axisOf(context, axis, dims.length);
    return [{ dtype, dims }];
  },
  evaluate([x, axis], attrs) {
    const isReverse = numberAttribute(attrs, "reverse", 0) === 1;
    const isExclusive = numberAttribute(attrs, "exclusive", 0) === 1;
    return [summed(x!, axis!.data[0], isReverse, isExclusive)];
  },
  /** xⱼ is in every yᵢ with i ≥ j, so dxⱼ = Σ_{i ≥ j} dyᵢ: the sum the other way round. */
  gradient({ g, node, cotangents: [dy] }) {
    const reverse = 1 - numberAttribute(node.attrs, "reverse", 0);
    return [g.op("CumSum", dy, node.inputs[1], { ...node.attrs, reverse }), null];
  },
};

export const ops: readonly Op[] = [cumSum];

function summed(x: RefTensor, at: number, isReverse: boolean, isExclusive: boolean): RefTensor {
  const { outer, length, inner } = aroundAxis(x.dims, fromFront(at, x.dims.length));
  const out = blank(x.dtype, x.dims);
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * length * inner + (line % inner);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const place = start + (isReverse ? length - 1 - i : i) * inner;
      out.data[place] = isExclusive ? sum : sum + x.data[place];
      sum += x.data[place];
    }
  }
  return out;
}
