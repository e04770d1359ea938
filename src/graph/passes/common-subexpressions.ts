import type { Attribute, Graph, Node, Value } from "../graph.ts";
import type { OpTable } from "../op.ts";
import { printAttribute, printType } from "../print.ts";
import { rewrite } from "../rewrite.ts";
import { tensorKey } from "../tensor-key.ts";

/** Computes equal things once: same op, same inputs, same attributes. Never across a hook. */
export function mergeCommonSubexpressions(graph: Graph, table: OpTable): Graph {
  const known = new Map<string, readonly Value[]>();
  const numbers = new Map<object, number>();
  const number = (x: object): number => {
    if (!numbers.has(x)) numbers.set(x, numbers.size);
    return numbers.get(x)!;
  };
  return rewrite(graph, table, (node, inputs, g) => {
    if (table.get(node.op)?.properties.barrier === true) return null;
    const key = keyOf(node, inputs, number);
    const same = known.get(key);
    if (same !== undefined) return same;
    const unchanged = inputs.every((x, i) => x === node.inputs[i]);
    const outputs = unchanged
      ? g.adopt(node)
      : g.scope(node.path, () => g.emit(node.op, inputs, node.attrs));
    known.set(key, outputs);
    return outputs;
  });
}

function keyOf(
  node: Node,
  inputs: readonly (Value | null)[],
  number: (x: object) => number,
): string {
  const attrs = Object.entries(node.attrs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${attributeKey(value, number)}`);
  const operands = inputs.map((x) => (x === null ? "-" : number(x)));
  return `${node.op}(${operands.join()})${attrs.join(";")}#${node.outputs.length}`;
}

function attributeKey(value: Attribute, number: (x: object) => number): string {
  if (typeof value !== "object" || !("data" in value)) return printAttribute(value);
  return tensorKey(value) ?? `${printType(value)} of data ${number(value.data)}`;
}
