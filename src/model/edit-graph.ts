import type { Builder } from "../graph/builder.ts";
import type { Dim } from "../graph/dim.ts";
import type { Graph, Value } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import { inline, rewrite } from "../graph/rewrite.ts";

/**
 * What of an edit is written into the graph. Everything that may change from run to run (which
 * cells, which values) is an input, so that a sweep compiles once.
 */
export interface EditShape {
  /** Canonical hook name. */
  readonly at: string;
  readonly kind: "zero" | "set" | "add" | "scale" | "remove-direction" | "splice" | "function";
  /** Axes along which the input `edit:<i>:mask` has the value's dims, 1 elsewhere; null: no mask. */
  readonly mask: readonly boolean[] | null;
  /** The same for `edit:<i>:value`; null where the edit takes none. */
  readonly value: readonly boolean[] | null;
  /** Rows of directions, for `remove-direction`. */
  readonly directions?: number;
  /** For `splice`. */
  readonly graph?: Graph;
}

/** Writes edits in front of their hooks, in order, so that the hooks read edited values. */
export function applyEdits(graph: Graph, table: OpTable, edits: readonly EditShape[]): Graph {
  if (edits.length === 0) return graph;
  return rewrite(graph, table, (node, inputs, g) => {
    if (node.op !== "Hook") return null;
    const name = String(node.attrs.name);
    if (!edits.some((edit) => edit.at === name)) return null;
    const axes = node.attrs.axes as readonly string[];
    let x = inputs[0]!;
    edits.forEach((edit, i) => {
      if (edit.at !== name) return;
      x = g.scope(`${name} edit ${i}`, () =>
        edit.kind === "function"
          ? g.hook(functionHook(i), x, axes)
          : edited(g, x, edit, `edit:${i}`),
      );
    });
    return [g.hook(name, x, axes)];
  });
}

/** Name of the hook at which edit `i`, a function, takes the value out of the graph. */
export function functionHook(i: number): string {
  return `function:${i}`;
}

function edited(g: Builder, x: Value, edit: EditShape, prefix: string): Value {
  const changed = replacement(g, x, edit, prefix);
  if (edit.mask === null) return g.op("Expand", changed, g.shape(x));
  const mask = g.input(`${prefix}:mask`, "bool", partial(x.dims, edit.mask));
  return g.op("Where", mask, changed, x);
}

function replacement(g: Builder, x: Value, edit: EditShape, prefix: string): Value {
  if (edit.kind === "zero") return g.scalar(0, x.dtype);
  if (edit.kind === "splice") {
    return inline(g, edit.graph!, (name) =>
      bindSplice(g, x, edit.graph!, name, prefix),
    ).outputs.get("y")!;
  }
  if (edit.kind === "remove-direction") return withoutDirections(g, x, edit, prefix);
  const value = g.input(`${prefix}:value`, x.dtype, partial(x.dims, edit.value!));
  if (edit.kind === "set") return value;
  return g.op(edit.kind === "add" ? "Add" : "Mul", x, value);
}

/** x − (x·Dᵀ)·D, the rows of D orthonormal. */
function withoutDirections(g: Builder, x: Value, edit: EditShape, prefix: string): Value {
  const unit = x.dims.at(-1)!;
  const rows = g.input(`${prefix}:value`, x.dtype, [edit.directions!, unit]);
  const along = g.op("MatMul", x, g.op("Transpose", rows, { perm: [1, 0] }));
  return g.op("Sub", x, g.op("MatMul", along, rows));
}

function bindSplice(g: Builder, x: Value, graph: Graph, name: string, prefix: string): Value {
  if (name === "x") return x;
  const port = [...graph.params, ...graph.inputs].find((p) => p.name === name)!;
  return g.input(`${prefix}:${name}`, port.value.dtype, port.value.dims);
}

function partial(dims: readonly Dim[], whole: readonly boolean[]): Dim[] {
  return dims.map((dim, i) => (whole[i] ? dim : 1));
}
