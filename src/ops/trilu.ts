import type { Op, RefTensor } from "../graph/op.ts";
import { numberAttribute, operand } from "./shared/attributes.ts";
import { integers } from "./shared/elements.ts";
import { blank } from "./shared/types.ts";

const trilu: Op = {
  name: "Trilu",
  onnx: { since: 14 },
  properties: { linear: [0] },
  infer(context) {
    const { dtype, dims } = operand(context, 0);
    if (dims.length < 2) context.fail("not a matrix", "at least two axes");
    if (context.inputs[1]) integers(context, 1);
    return [{ dtype, dims }];
  },
  evaluate([x, k], attrs) {
    const diagonal = k?.data[0] ?? 0;
    const isUpper = numberAttribute(attrs, "upper", 1) === 1;
    return [triangle(x!, (above) => (isUpper ? above >= diagonal : above <= diagonal))];
  },
  /** dx = the same triangle of dy. */
  gradient: ({ g, node, cotangents: [dy] }) => [
    g.op("Trilu", dy, ...node.inputs.slice(1), node.attrs),
    null,
  ],
};

export const ops: readonly Op[] = [trilu];

/** Keeps the elements whose distance above the main diagonal passes. */
function triangle(x: RefTensor, keeps: (above: number) => boolean): RefTensor {
  const [rows, columns] = x.dims.slice(-2);
  const out = blank(x.dtype, x.dims);
  for (let i = 0; i < out.data.length; i++) {
    const row = Math.floor(i / columns) % rows;
    if (keeps((i % columns) - row)) out.data[i] = x.data[i];
  }
  return out;
}
