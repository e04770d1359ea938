import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { GradientContext, Op } from "../graph/op.ts";
import { broadcastDims, sumTo } from "./shared/broadcast.ts";
import { zipElements } from "./shared/elementwise.ts";
import { commonDtype, typed } from "./shared/types.ts";

/** Largest and smallest of any number of tensors that broadcast. NaN wins. */
export const ops: readonly Op[] = [extremum("Max", Math.max), extremum("Min", Math.min)];

function extremum(name: string, of: (a: number, b: number) => number): Op {
  return {
    name,
    onnx: { since: 12 },
    properties: { elementwise: true },
    infer(context) {
      const types = context.inputs.map((_, i) => typed(context, i, "number"));
      if (types.length === 0) return context.fail("no input", "one tensor or more");
      const dtype = commonDtype(context, types);
      return [
        {
          dtype,
          dims: broadcastDims(
            context,
            types.map((type) => type.dims),
          ),
        },
      ];
    },
    evaluate(inputs, _attrs, [type]) {
      return [inputs.reduce((a, b) => zipElements(a!, b!, type, of))!];
    },
    gradient: splitAmongWinners,
  };
}

/** dxᵢ = dy · [xᵢ = y] / how many inputs equal y: ties share alike (PyTorch's `maximum`). */
function splitAmongWinners({
  g,
  node,
  cotangents: [dy],
  wants,
}: GradientContext): (Value | null)[] {
  const inputs = node.inputs as readonly Value[];
  if (inputs.length === 1) return [dy!];
  const wins = inputs.map((x) => isWinner(g, x, node.outputs[0]));
  const winners = wins.reduce((sum, win) => g.op("Add", sum, win));
  const share = g.op("Div", dy, winners);
  return inputs.map((x, i) => (wants(i) ? sumTo(g, g.op("Mul", share, wins[i]), x) : null));
}

function isWinner(g: Builder, x: Value, y: Value): Value {
  return g.op("Cast", g.op("Equal", x, y), { to: y.dtype });
}
