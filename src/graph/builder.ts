import { VitrineError } from "../errors.ts";
import { isFloat, type DType } from "../tensor/dtype.ts";
import { fromRef } from "../tensor/reference.ts";
import { int64, type Tensor } from "../tensor/tensor.ts";
import { formatDims, freshSymbolsOf, isStatic, sameDims, type Dim } from "./dim.ts";
import {
  portValue,
  type Attributes,
  type Graph,
  type Node,
  type Port,
  type Value,
  type ValueType,
} from "./graph.ts";
import type { Op, OpTable } from "./op.ts";
import { tensorKey } from "./tensor-key.ts";

/**
 * What an op can be applied to: a value; `null` for an optional input left out; a number, which
 * becomes a scalar of the other operands' dtype; a list of numbers, which becomes an int64 vector
 * (axes, shapes, indices).
 */
export type Operand = Value | null | number | readonly number[];

/**
 * Writes a graph, one op at a time, inferring every shape as it goes.
 *
 * @example
 * const g = new Builder(opTable);
 * const x = g.input("x", "float32", ["batch", 4]);
 * g.output("y", g.op("Mul", x, 0.5));
 * const graph = g.build();
 */
export class Builder {
  readonly table: OpTable;
  readonly #inputs: Port[] = [];
  readonly #params: Port[] = [];
  readonly #nodes: Node[] = [];
  readonly #outputs: Port[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #shapes = new Map<Value, Value>();
  readonly #lengths = new Map<Dim, Value>();
  #path: readonly string[] = [];
  #nextId = 0;
  #nextDim = 0;

  constructor(table: OpTable) {
    this.table = table;
  }

  /** A tensor that is fed at every run. */
  input(name: string, dtype: DType, dims: readonly Dim[]): Value {
    return this.#source(this.#inputs, name, { dtype, dims });
  }

  /** The input of that name, if there is one. */
  findInput(name: string): Value | undefined {
    return portValue(this.#inputs, name);
  }

  /**
   * A weight, bound by name for the life of a session. Asked for again, it is the same value.
   *
   * @throws VitrineError `BAD_SHAPE` if it was asked for with another type before.
   */
  param(name: string, dtype: DType, dims: readonly Dim[]): Value {
    const known = portValue(this.#params, name);
    if (known === undefined) return this.#source(this.#params, name, { dtype, dims });
    if (known.dtype === dtype && sameDims(known.dims, dims)) return known;
    throw new VitrineError(
      "BAD_SHAPE",
      `param ${name}${this.#where()}: declared twice; expected ${known.dtype}${formatDims(known.dims)} as before, got ${dtype}${formatDims(dims)}.`,
    );
  }

  /** A tensor written into the graph itself; equal small constants are one value. */
  constant(value: Tensor): Value {
    const key = tensorKey(value);
    const known = key === null ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const made = this.emit("Constant", [], { value })[0];
    if (key !== null) this.#constants.set(key, made);
    return made;
  }

  /**
   * A scalar constant.
   *
   * @throws VitrineError `BAD_OPTION` for a fraction where `dtype` holds whole numbers.
   */
  scalar(value: number, dtype: DType): Value {
    if (!isFloat(dtype) && !Number.isInteger(value)) {
      throw new VitrineError(
        "BAD_OPTION",
        `Builder${this.#where()}: ${value} cannot be ${dtype}; expected a whole number. Cast the other operand to a float first.`,
      );
    }
    const held = dtype === "bool" ? Number(value !== 0) : value;
    return this.constant(fromRef({ dtype, dims: [], data: Float64Array.of(held) }));
  }

  /** An int64 vector constant. */
  ints(values: readonly number[]): Value {
    return this.constant(int64([values.length], values));
  }

  /**
   * The dims of `x` as an int64 vector: a constant where they are static, otherwise computed at
   * run time.
   */
  shape(x: Value): Value {
    if (isStatic(x.dims)) return this.ints(x.dims);
    const known = this.#shapes.get(x);
    if (known !== undefined) return known;
    const made = this.emit("Shape", [x])[0];
    this.#shapes.set(x, made);
    return made;
  }

  /** One dim of `x` as an int64 vector of length 1, read off an input that has it if one does. */
  dim(x: Value, axis: number): Value {
    const at = axis < 0 ? axis + x.dims.length : axis;
    const length = x.dims[at];
    if (typeof length === "number") return this.ints([length]);
    const known = this.#lengths.get(length);
    if (known !== undefined) return known;
    const source = this.#inputs.find(({ value }) => value.dims.includes(length))?.value;
    const from = source ?? x;
    const index = source === undefined ? at : source.dims.indexOf(length);
    const made = this.op("Slice", this.shape(from), [index], [index + 1], [0]);
    this.#lengths.set(length, made);
    return made;
  }

  /**
   * Reshapes to dims given as numbers and run-time lengths: an entry may be a number, or an
   * int64 vector of length 1 such as `dim(x, 0)`.
   */
  reshape(x: Value, dims: readonly (number | Value)[]): Value {
    const numbers = dims.filter((dim) => typeof dim === "number");
    if (numbers.length === dims.length) return this.op("Reshape", x, numbers);
    const parts = dims.map((dim) => (typeof dim === "number" ? this.ints([dim]) : dim));
    return this.op("Reshape", x, this.emit("Concat", parts, { axis: 0 })[0]);
  }

  /** Applies an op with one output. A last plain object is its attributes. */
  op(name: string, ...operands: readonly (Operand | Attributes)[]): Value {
    const last = operands.at(-1);
    const attrs = isAttributes(last) ? last : {};
    const inputs = (isAttributes(last) ? operands.slice(0, -1) : operands) as readonly Operand[];
    return this.emit(name, inputs, attrs)[0];
  }

  /** Applies an op; all its outputs. */
  emit(name: string, operands: readonly Operand[], attrs: Attributes = {}): readonly Value[] {
    const op = this.#lookup(name);
    const dtype = operands.find((x) => isValue(x) && x.dtype !== "bool") as Value | undefined;
    const inputs = operands.map((x) => this.#promote(x, dtype?.dtype ?? "float32"));
    const outputs = this.#infer(op, inputs, attrs).map((type) => this.#value(type));
    const path = this.#path.join(".");
    this.#nodes.push(
      Object.freeze({ op: name, inputs: Object.freeze(inputs), outputs, attrs, path }),
    );
    return outputs;
  }

  /** Names a value so that it can be read, edited and differentiated. */
  hook(name: string, x: Value, axes: readonly string[]): Value {
    if (axes.length !== x.dims.length) {
      throw new VitrineError(
        "BAD_SHAPE",
        `hook ${name}: axes do not match the value; expected ${axes.length} dims (${axes.join(", ")}), got ${formatDims(x.dims)}.`,
      );
    }
    return this.emit("Hook", [x], { name, axes })[0];
  }

  output(name: string, x: Value): void {
    this.#requireNew(name, this.#outputs);
    this.#outputs.push(Object.freeze({ name, value: x }));
  }

  /** Runs `write` with `name` appended to the path that messages show. */
  scope<T>(name: string, write: () => T): T {
    const outer = this.#path;
    this.#path = name === "" ? outer : [...outer, name];
    try {
      return write();
    } finally {
      this.#path = outer;
    }
  }

  /** A symbol that stands for a length no other dim is known to equal. */
  freshDim(): Dim {
    return `_${this.#nextDim++}`;
  }

  /** The graph so far. The builder can go on being used. */
  build(): Graph {
    return Object.freeze({
      inputs: Object.freeze([...this.#inputs]),
      params: Object.freeze([...this.#params]),
      nodes: Object.freeze([...this.#nodes]),
      outputs: Object.freeze([...this.#outputs]),
    });
  }

  /** Keeps new ids and symbols apart from those of a graph about to be taken over. */
  reserve(graph: Graph): void {
    for (const port of [...graph.inputs, ...graph.params]) this.#reserve(port.value);
    for (const node of graph.nodes) for (const value of node.outputs) this.#reserve(value);
  }

  /** Takes over a port of another graph as it is. Rewrites only. */
  adoptPort(kind: "inputs" | "params", port: Port): void {
    (kind === "inputs" ? this.#inputs : this.#params).push(port);
  }

  /** Takes over a node of another graph as it is; its inputs must already be here. Rewrites only. */
  adopt(node: Node): readonly Value[] {
    this.#nodes.push(node);
    return node.outputs;
  }

  #reserve(value: Value): void {
    this.#nextId = Math.max(this.#nextId, value.id + 1);
    for (const symbol of value.dims.flatMap(freshSymbolsOf)) {
      this.#nextDim = Math.max(this.#nextDim, Number(symbol.slice(1)) + 1);
    }
  }

  #lookup(name: string): Op {
    const op = this.table.get(name);
    if (op !== undefined) return op;
    throw new VitrineError("UNKNOWN_NAME", `Builder${this.#where()}: unknown op "${name}".`);
  }

  #infer(op: Op, inputs: readonly (Value | null)[], attrs: Attributes): readonly ValueType[] {
    return op.infer({
      inputs,
      attrs,
      freshDim: () => this.freshDim(),
      fail: (wrong, expected) => {
        const got = inputs.map((x) => (x === null ? "–" : `${x.dtype}${formatDims(x.dims)}`));
        throw new VitrineError(
          "BAD_SHAPE",
          `${op.name}${this.#where()}: ${wrong}; expected ${expected}, got ${got.join(" and ")}.`,
          { details: { op: op.name, path: this.#path.join("."), inputs: got } },
        );
      },
    });
  }

  #promote(x: Operand, dtype: DType): Value | null {
    if (x === null || isValue(x)) return x;
    return typeof x === "number" ? this.scalar(x, dtype) : this.ints(x);
  }

  #value(type: ValueType): Value {
    return Object.freeze({ id: this.#nextId++, ...type });
  }

  /** Inputs and params share their names: both are fed by name. */
  #source(ports: Port[], name: string, type: ValueType): Value {
    this.#requireNew(name, [...this.#inputs, ...this.#params]);
    const value = this.#value(type);
    this.#reserve(value);
    ports.push(Object.freeze({ name, value }));
    return value;
  }

  #requireNew(name: string, ports: readonly Port[]): void {
    if (!ports.some((port) => port.name === name)) return;
    throw new VitrineError("BAD_OPTION", `Builder${this.#where()}: the name "${name}" is taken.`);
  }

  #where(): string {
    return this.#path.length === 0 ? "" : ` at ${this.#path.join(".")}`;
  }
}

function isValue(x: unknown): x is Value {
  return typeof x === "object" && x !== null && "id" in x && "dtype" in x;
}

function isAttributes(x: unknown): x is Attributes {
  return typeof x === "object" && x !== null && !Array.isArray(x) && !isValue(x);
}
