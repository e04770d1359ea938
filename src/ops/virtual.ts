import type { ValueType } from "../graph/graph.ts";
import type { InferContext, Op, OpProperties } from "../graph/op.ts";
import { typed } from "./shared/types.ts";

/** Ops that hand their input on unchanged; they differ in what passes and gradients do there. */
export const ops: readonly Op[] = [
  // dx = dy
  identity("Identity", { elementwise: true, movement: true, linear: [0] }, ({ cotangents }) => [
    cotangents[0],
  ]),
  // dx = dy
  identity("Hook", { virtual: true, barrier: true, linear: [0] }, ({ cotangents }) => [
    cotangents[0],
  ]),
  // dx = 0, by intent
  identity("StopGradient", { virtual: true, barrier: true }, "zero"),
];

function identity(name: string, properties: OpProperties, gradient: Op["gradient"] & {}): Op {
  return {
    name,
    onnx: { since: 1 },
    properties,
    infer: (context) => [sameType(context)],
    evaluate: ([x]) => [x!],
    gradient,
  };
}

function sameType(context: InferContext): ValueType {
  const { dtype, dims, elements } = typed(context, 0, "any");
  return { dtype, dims, ...(elements && { elements }) };
}
