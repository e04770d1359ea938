import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { stringAttribute } from "./shared/attributes.ts";
import { mapElements } from "./shared/elementwise.ts";
import { erf } from "./shared/erf.ts";
import { typed } from "./shared/types.ts";

const ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * Gaussian error linear unit, x Φ(x). `approximate: "tanh"` is the original GPT-2's
 * x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))).
 *
 * @see Hendrycks & Gimpel 2016, §2, https://arxiv.org/abs/1606.08415
 */
const gelu: Op = {
  name: "Gelu",
  onnx: { since: 20 },
  properties: { elementwise: true },
  infer(context) {
    const { dtype, dims } = typed(context, 0, "float");
    const approximate = stringAttribute(context.attrs, "approximate", "none");
    if (approximate !== "none" && approximate !== "tanh") {
      return context.fail(`approximate is "${approximate}"`, `"none" or "tanh"`);
    }
    return [{ dtype, dims }];
  },
  evaluate([x], attrs, [type]) {
    return [mapElements(x!, type, isTanh(attrs) ? geluTanh : geluErf)];
  },
  gradient({ g, node, cotangents: [dy] }) {
    const x = node.inputs[0]!;
    return [g.op("Mul", dy, isTanh(node.attrs) ? slopeTanh(g, x) : slopeErf(g, x))];
  },
};

export const ops: readonly Op[] = [gelu];

function isTanh(attrs: Parameters<Op["evaluate"]>[1]): boolean {
  return stringAttribute(attrs, "approximate", "none") === "tanh";
}

function geluErf(x: number): number {
  return 0.5 * x * (1 + erf(x * Math.SQRT1_2));
}

function geluTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(ROOT_2_OVER_PI * x * (1 + CUBIC * x * x)));
}

/** Φ(x) + x φ(x), with Φ(x) = (1 + erf(x/√2))/2 and φ(x) = exp(−x²/2)/√(2π). */
function slopeErf(g: Builder, x: Value): Value {
  const erfTerm = g.op("Erf", g.op("Mul", x, Math.SQRT1_2));
  const cumulative = g.op("Mul", g.op("Add", erfTerm, 1), 0.5);
  const bell = g.op("Exp", g.op("Mul", g.op("Mul", x, x), -0.5));
  const density = g.op("Mul", bell, 1 / Math.sqrt(2 * Math.PI));
  return g.op("Add", cumulative, g.op("Mul", x, density));
}

/** (1 + t)/2 + x/2 (1 − t²) √(2/π) (1 + 3·0.044715 x²), with t the tanh of the forward pass. */
function slopeTanh(g: Builder, x: Value): Value {
  const square = g.op("Mul", x, x);
  const inner = g.op("Add", g.op("Mul", square, ROOT_2_OVER_PI * CUBIC), ROOT_2_OVER_PI);
  const t = g.op("Tanh", g.op("Mul", x, inner));
  const innerSlope = g.op("Add", g.op("Mul", square, 3 * ROOT_2_OVER_PI * CUBIC), ROOT_2_OVER_PI);
  const tanhSlope = g.op("Sub", 1, g.op("Mul", t, t));
  const bent = g.op("Mul", g.op("Mul", x, tanhSlope), innerSlope);
  return g.op("Mul", g.op("Add", g.op("Add", t, 1), bent), 0.5);
}
