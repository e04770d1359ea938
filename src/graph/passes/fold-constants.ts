import { isFloat } from "../../tensor/dtype.ts";
import { fromRef, toRef } from "../../tensor/reference.ts";
import { int64, sizeOf, type Tensor } from "../../tensor/tensor.ts";
import { isStatic } from "../dim.ts";
import type { Graph, Node, Value } from "../graph.ts";
import type { Op, OpTable } from "../op.ts";
import { rewrite } from "../rewrite.ts";

/** Results above this many elements are left to the run. */
const MAX_ELEMENTS = 4096;

/**
 * Computes at build time what depends on constants only, and what shape inference already knows
 * (the dims of a static value). Never across a hook.
 */
export function foldConstants(graph: Graph, table: OpTable): Graph {
  const constants = new Map<Value, Tensor>();
  return rewrite(graph, table, (node, inputs, g) => {
    if (node.op === "Constant") {
      const value = g.constant(node.attrs.value as Tensor);
      constants.set(value, node.attrs.value as Tensor);
      return [value];
    }
    const op = table.get(node.op);
    if (op === undefined || op.properties.barrier === true || node.outputs.length !== 1)
      return null;
    const outputs = inputs.every((x, i) => x === node.inputs[i])
      ? null
      : g.scope(node.path, () => g.emit(node.op, inputs, node.attrs));
    const folded = valueOf(node, op, inputs, outputs?.[0] ?? node.outputs[0], constants);
    if (folded === null) return outputs;
    const made = g.constant(folded);
    constants.set(made, folded);
    return [made];
  });
}

function valueOf(
  node: Node,
  op: Op,
  inputs: readonly (Value | null)[],
  output: Value,
  constants: ReadonlyMap<Value, Tensor>,
): Tensor | null {
  if (output.elements !== undefined && isStatic(output.elements) && isStatic(output.dims)) {
    return output.dtype === "int64" ? int64(output.dims, output.elements) : null;
  }
  if (inputs.length === 0 || inputs.some((x) => x !== null && !constants.has(x))) return null;
  if (!isStatic(output.dims) || sizeOf(output.dims) > MAX_ELEMENTS) return null;
  const operands = inputs.map((x) => (x === null ? null : toRef(constants.get(x)!)));
  const result = op.evaluate(operands, node.attrs, [output])[0];
  const isWritable = isFloat(result.dtype) || result.data.every(Number.isFinite);
  return isWritable ? fromRef(result) : null;
}
