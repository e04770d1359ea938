import type { Tensor } from "../../tensor/tensor.ts";
import { sameDims } from "../dim.ts";
import { producers, type Graph, type Node, type Value, type ValueType } from "../graph.ts";

/**
 * Writes open norms as ONNX's own ops, where nothing else reads a value inside them. Hooks must
 * have been dropped. `√(mean((x − x̄)²) + eps)` and its neighbours become `LayerNormalization`,
 * without `x̄` `RMSNormalization`.
 */
export function fuse(graph: Graph): Graph {
  const fuser = new Fuser(graph);
  const nodes: Node[] = [];
  // from the end, so that a bias takes its gain with it
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (!fuser.isGone(node)) nodes.push(fuser.fused(node) ?? node);
  }
  return Object.freeze({ ...graph, nodes: nodes.reverse() });
}

/** An open norm: what it normalises, how, and the nodes that do it. */
interface Norm {
  readonly x: Value;
  readonly epsilon: number;
  readonly isCentered: boolean;
  readonly nodes: readonly Node[];
}

interface GainedNorm extends Norm {
  readonly gain: Value;
}

class Fuser {
  readonly #producer: ReadonlyMap<Value, Node>;
  readonly #uses = new Map<Value, number>();
  readonly #gone = new Set<Node>();
  #nextId = 0;

  constructor(graph: Graph) {
    this.#producer = producers(graph);
    const used = [
      ...graph.nodes.flatMap((node) => node.inputs),
      ...graph.outputs.map(({ value }) => value),
    ];
    for (const value of used) {
      if (value !== null) this.#uses.set(value, this.#usesOf(value) + 1);
    }
    for (const { value } of [...graph.inputs, ...graph.params]) this.#reserve(value);
    for (const value of this.#producer.keys()) this.#reserve(value);
  }

  isGone(node: Node): boolean {
    return this.#gone.has(node);
  }

  /** The op that does what this node ends, or null where it ends no norm. */
  fused(node: Node): Node | null {
    if (node.op === "Add") return this.#withBias(node);
    const norm = node.op === "Mul" ? this.#gained(node) : null;
    return norm === null ? null : this.#write(node, norm, null);
  }

  #withBias(add: Node): Node | null {
    for (const [value, bias] of bothWays(add)) {
      const mul = this.#maker(value, "Mul", 1);
      const norm = mul === null || !isVector(bias, value) ? null : this.#gained(mul);
      // RMSNormalization takes no bias
      if (mul !== null && norm?.isCentered === true) {
        return this.#write(add, { ...norm, nodes: [mul, ...norm.nodes] }, bias);
      }
    }
    return null;
  }

  #gained(mul: Node): GainedNorm | null {
    for (const [value, gain] of bothWays(mul)) {
      const div = isVector(gain, value) ? this.#maker(value, "Div", 1) : null;
      const norm = div === null ? null : this.#norm(div);
      if (norm !== null) return { ...norm, gain };
    }
    return null;
  }

  /** `x / √(mean(x²) + eps)`, `x` perhaps centered first. */
  #norm(div: Node): Norm | null {
    const [x, scale] = div.inputs as readonly [Value, Value];
    const sqrt = this.#maker(scale, "Sqrt", 1);
    const add = this.#maker(sqrt?.inputs[0], "Add", 1);
    if (sqrt === null || add === null) return null;
    for (const [variance, constant] of bothWays(add)) {
      const mean = this.#mean(variance);
      const square = this.#maker(mean?.inputs[0], "Mul", 1);
      const epsilon = this.#scalar(constant);
      const isSquare = square?.inputs.every((input) => input === x) === true;
      if (mean === null || square === null || epsilon === null || !isSquare) continue;
      const nodes = [div, sqrt, add, mean, square];
      return this.#centered(x, epsilon, nodes) ?? { x, epsilon, isCentered: false, nodes };
    }
    return null;
  }

  /** The same where `x` is `input − mean(input)`; square and quotient are its three uses. */
  #centered(x: Value, epsilon: number, nodes: readonly Node[]): Norm | null {
    const sub = this.#maker(x, "Sub", 3);
    const mean = this.#mean(sub?.inputs[1]);
    if (sub === null || mean === null || mean.inputs[0] !== sub.inputs[0]) return null;
    return { x: sub.inputs[0]!, epsilon, isCentered: true, nodes: [...nodes, sub, mean] };
  }

  #write(
    last: Node,
    { x, gain, epsilon, isCentered, nodes }: GainedNorm,
    bias: Value | null,
  ): Node {
    for (const node of nodes) this.#gone.add(node);
    const [y] = last.outputs;
    const attrs = { axis: -1, epsilon };
    if (!isCentered) {
      return { ...last, op: "RMSNormalization", inputs: [x, gain], attrs };
    }
    const statistic = { dtype: y.dtype, dims: [...y.dims.slice(0, -1), 1] };
    const outputs = [y, this.#value(statistic), this.#value(statistic)];
    const inputs = bias === null ? [x, gain] : [x, gain, bias];
    return { ...last, op: "LayerNormalization", inputs, outputs, attrs };
  }

  /** The node that makes a value, if it is this op and the value has this many uses. */
  #maker(value: Value | null | undefined, op: string, uses: number): Node | null {
    if (value === null || value === undefined || this.#usesOf(value) !== uses) return null;
    const node = this.#producer.get(value);
    return node?.op === op ? node : null;
  }

  /** A mean over the last axis, kept as 1. */
  #mean(value: Value | null | undefined): Node | null {
    const node = this.#maker(value, "ReduceMean", 1);
    const axes = node === null ? null : this.#constant(node.inputs[1]);
    const rank = node?.inputs[0]?.dims.length;
    if (node === null || axes === null || axes.data.length !== 1) return null;
    const axis = Number(axes.data[0]);
    const isLast = axis === -1 || axis + 1 === rank;
    return isLast && node.attrs.keepdims !== 0 ? node : null;
  }

  #scalar(value: Value): number | null {
    const constant = this.#constant(value);
    return constant?.data.length === 1 ? Number(constant.data[0]) : null;
  }

  #constant(value: Value | null | undefined): Tensor | null {
    const node = value === null || value === undefined ? undefined : this.#producer.get(value);
    return node?.op === "Constant" ? (node.attrs.value as Tensor) : null;
  }

  #usesOf(value: Value): number {
    return this.#uses.get(value) ?? 0;
  }

  #value(type: ValueType): Value {
    return Object.freeze({ id: this.#nextId++, ...type });
  }

  #reserve({ id }: Value): void {
    this.#nextId = Math.max(this.#nextId, id + 1);
  }
}

/** The operands of a commutative node, in both orders. */
function bothWays({ inputs }: Node): readonly (readonly [Value, Value])[] {
  const [a, b] = inputs as readonly [Value, Value];
  return [
    [a, b],
    [b, a],
  ];
}

/** Whether a gain or bias is one number for each unit of `x`. */
function isVector(value: Value, x: Value): boolean {
  return sameDims(value.dims, x.dims.slice(-1));
}
