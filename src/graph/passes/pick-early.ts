import type { Builder } from "../builder.ts";
import { isStatic, sameDims, sizeOfDims, type Dim } from "../dim.ts";
import { portValue, producers, type Graph, type Node, type Value } from "../graph.ts";
import type { OpTable } from "../op.ts";
import { rewrite } from "../rewrite.ts";

export interface PickOptions {
  /** The graph input that holds the flat indices of the wanted positions, `[batch, slot]`. */
  readonly index: string;
  /** Hooks that must go on being computed on the way: by their names. */
  readonly keeps: (hook: string) => boolean;
}

/**
 * Where only some positions of a value are picked, computes it at those positions only: the pick
 * moves up through everything that treats positions apart (sums, norms, linear layers), as far as
 * nothing else reads it. What a hook shows is not touched; it is computed beside if it is read.
 */
export function pickEarly(graph: Graph, table: OpTable, { index, keeps }: PickOptions): Graph {
  const at = portValue(graph.inputs, index);
  if (at === undefined) return graph;
  const picks = graph.nodes.filter((node) => node.op === "Gather" && node.inputs[1] === at);
  const region = new Region(graph, table, picks, keeps);
  let picker: Picker | null = null;
  return rewrite(graph, table, (node, _, g) => {
    const source = picks.includes(node) ? region.source(node) : null;
    if (source === null) return null;
    picker ??= new Picker(g, region, at);
    return [picker.pick(source)];
  });
}

/** The nodes that only lead to picks and treat positions apart. */
class Region {
  readonly #table: OpTable;
  readonly #keeps: PickOptions["keeps"];
  readonly #producer: ReadonlyMap<Value, Node>;
  readonly #members = new Set<Node>();
  /** What stands for batch and pos here; empty where nothing is picked. */
  readonly #leading: readonly Dim[];

  constructor(graph: Graph, table: OpTable, picks: readonly Node[], keeps: PickOptions["keeps"]) {
    this.#table = table;
    this.#keeps = keeps;
    this.#producer = producers(graph);
    const [source] = picks.map((pick) => this.source(pick)).filter((value) => value !== null);
    this.#leading = source?.dims.slice(0, 2) ?? [];
    const readers = readersOf(graph);
    for (const node of [...graph.nodes].reverse()) {
      const own = node.outputs.flatMap((value) => readers.get(value) ?? []);
      const leads = own.every((reader) => this.#members.has(reader) || picks.includes(reader));
      if (own.length > 0 && leads && this.#isPositionwise(node)) this.#members.add(node);
    }
  }

  /** What a pick flattens into rows, `[batch, pos, …]`; null where it picks from something else. */
  source(pick: Node): Value | null {
    const flatten = this.#producer.get(pick.inputs[0]!);
    return flatten?.op === "Reshape" ? flatten.inputs[0] : null;
  }

  /** The node that computes a value, if it can be computed at some positions only. */
  member(value: Value): Node | null {
    const node = this.#producer.get(value);
    return node !== undefined && this.#members.has(node) ? node : null;
  }

  /** What a value holds per position: `[batch, pos, …tail]`, or `[batch·pos, tail]`; else null. */
  tail({ dims }: Value): readonly number[] | null {
    if (this.#leading.length === 0) return null;
    const leads = sameDims(dims.slice(0, 2), this.#leading);
    const isFlat = dims.length === 2 && dims[0] === sizeOfDims(this.#leading);
    const tail = dims.slice(leads ? 2 : 1);
    return (leads || isFlat) && isStatic(tail) ? tail : null;
  }

  isFlat(value: Value): boolean {
    return this.tail(value)?.length === value.dims.length - 1;
  }

  #isPositionwise(node: Node): boolean {
    const [y] = node.outputs;
    const [x, second = null] = node.inputs;
    if (x === undefined || x === null || this.tail(y) === null) return false;
    if (node.op === "Hook") return !this.#keeps(String(node.attrs.name));
    if (node.op === "Reshape") return this.tail(x) !== null;
    if (node.op === "Gemm") return this.isFlat(x) && node.attrs.transA !== 1;
    if (node.op === "ReduceMean") return isOverLastAxis(node, x, second);
    return this.#isElementwise(node, y);
  }

  /** Every operand is laid out like the result, or the same at all positions. */
  #isElementwise({ op, inputs }: Node, y: Value): boolean {
    return (
      this.#table.get(op)!.properties.elementwise === true &&
      !this.isFlat(y) &&
      inputs.every((x) => x === null || this.#isLikewise(x, y) || isSameAtAllPositions(x, y))
    );
  }

  #isLikewise(x: Value, { dims }: Value): boolean {
    return this.tail(x) !== null && x.dims.length === dims.length;
  }
}

/** Writes values of a region at the picked positions. */
class Picker {
  readonly #g: Builder;
  readonly #region: Region;
  readonly #index: Value;
  readonly #picked = new Map<Value, Value>();

  constructor(g: Builder, region: Region, index: Value) {
    this.#g = g;
    this.#region = region;
    this.#index = index;
  }

  pick(value: Value): Value {
    const known = this.#picked.get(value);
    if (known !== undefined) return known;
    const node = this.#region.member(value);
    const made = node === null ? this.#gather(value) : this.#write(node);
    this.#picked.set(value, made);
    return made;
  }

  #write({ op, inputs, outputs, attrs, path }: Node): Value {
    const picked = inputs.map((x) =>
      x === null || this.#region.tail(x) === null ? x : this.pick(x),
    );
    if (op === "Hook") return picked[0]!;
    return this.#g.scope(path, () =>
      op === "Reshape" ? this.#layOut(picked[0]!, outputs[0]) : this.#g.emit(op, picked, attrs)[0],
    );
  }

  #gather(value: Value): Value {
    const tail = this.#region.tail(value)!;
    const isFlat = this.#region.isFlat(value);
    const rows = isFlat ? value : this.#g.op("Reshape", value, [-1, ...tail]);
    const picked = this.#g.op("Gather", rows, this.#index, { axis: 0 }); // [batch, slot, …tail]
    return isFlat ? this.#layOut(picked, value) : picked;
  }

  /** In the picked form of `like`: `[batch, slot, …tail]`, or `[batch·slot, tail]`. */
  #layOut(x: Value, like: Value): Value {
    const tail = this.#region.tail(like)!;
    if (this.#region.isFlat(like)) return this.#g.op("Reshape", x, [-1, ...tail]);
    const [batch, slot] = [this.#g.dim(this.#index, 0), this.#g.dim(this.#index, 1)];
    return this.#g.reshape(x, [batch, slot, ...tail]);
  }
}

function readersOf(graph: Graph): Map<Value, Node[]> {
  const readers = new Map<Value, Node[]>();
  for (const node of graph.nodes) {
    for (const value of node.inputs) {
      if (value !== null) readers.set(value, [...(readers.get(value) ?? []), node]);
    }
  }
  return readers;
}

function isOverLastAxis({ attrs }: Node, { dims }: Value, axes: Value | null): boolean {
  const [axis, ...others] = axes?.elements ?? [];
  const isLast = axis === -1 || axis === dims.length - 1;
  return isLast && others.length === 0 && attrs.keepdims === 1 && dims.length > 2;
}

/** Broadcast along the positions of `y`. */
function isSameAtAllPositions(x: Value, y: Value): boolean {
  const axis = 1 + x.dims.length - y.dims.length;
  return axis < 0 || x.dims[axis] === 1;
}
