import type { Op } from "../graph/op.ts";
import { sigmoid } from "./activation.ts";
import { numberAttribute } from "./shared/attributes.ts";
import { mapElements } from "./shared/elementwise.ts";
import { typed } from "./shared/types.ts";

/**
 * x σ(αx): SiLU at the default α = 1.
 *
 * @see Hendrycks & Gimpel 2016, §2, https://arxiv.org/abs/1606.08415
 * @see Ramachandran, Zoph & Le 2017, https://arxiv.org/abs/1710.05941
 */
const swish: Op = {
  name: "Swish",
  onnx: { since: 24, floats: ["alpha"] },
  properties: { elementwise: true },
  infer(context) {
    const { dtype, dims } = typed(context, 0, "float");
    return [{ dtype, dims }];
  },
  evaluate([x], attrs, [type]) {
    const alpha = numberAttribute(attrs, "alpha", 1);
    return [mapElements(x!, type, (v) => v * sigmoid(alpha * v))];
  },
  // dx = dy · s (1 + αx (1 − s)), s = σ(αx)
  gradient({ g, node, cotangents: [dy] }) {
    const x = node.inputs[0]!;
    const alpha = numberAttribute(node.attrs, "alpha", 1);
    const scaled = alpha === 1 ? x : g.op("Mul", x, alpha);
    const s = g.op("Sigmoid", scaled);
    const slope = g.op("Add", g.op("Mul", scaled, g.op("Sub", 1, s)), 1);
    return [g.op("Mul", dy, g.op("Mul", s, slope))];
  },
};

export const ops: readonly Op[] = [swish];
