import type { Builder } from "../../graph/builder.ts";
import { isStatic, type Dim } from "../../graph/dim.ts";
import type { Value, ValueType } from "../../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../../graph/op.ts";
import { broadcastDims, broadcastLengths, sumTo } from "./broadcast.ts";
import { forEachRow } from "./rows.ts";
import { blank, commonDtype, typed, type Accepts } from "./types.ts";

/** What sets one function of one number apart from another. */
export interface UnarySpec {
  readonly name: string;
  readonly since: number;
  readonly accepts: Accepts;
  readonly of: (x: number) => number;
  /** The element type of the result, where it is not that of the input. */
  readonly result?: "bool";
  readonly linear?: true;
  readonly gradient: "zero" | ((g: Builder, dy: Value, x: Value, y: Value) => Value);
}

/** An op that applies a function to each element. */
export function unaryOp(spec: UnarySpec): Op {
  const { gradient } = spec;
  return {
    name: spec.name,
    onnx: { since: spec.since },
    properties: { elementwise: true, ...(spec.linear && { linear: [0] }) },
    infer(context) {
      const x = typed(context, 0, spec.accepts);
      return [{ dtype: spec.result ?? x.dtype, dims: x.dims }];
    },
    evaluate([x], _attrs, [type]) {
      return [mapElements(x!, type, spec.of)];
    },
    gradient:
      gradient === "zero"
        ? gradient
        : ({ g, node, cotangents: [dy] }) => [gradient(g, dy!, node.inputs[0]!, node.outputs[0])],
  };
}

/** `of` applied to each element. */
export function mapElements(
  x: RefTensor,
  type: Pick<ValueType, "dtype">,
  of: (x: number) => number,
): RefTensor {
  const out = blank(type.dtype, x.dims);
  for (let i = 0; i < x.data.length; i++) out.data[i] = of(x.data[i]);
  return out;
}

/** A gradient rule for one operand of a binary op; the result is un-broadcast by the caller. */
export type BinaryRule = (g: Builder, dy: Value, a: Value, b: Value, y: Value) => Value;

/** What sets one function of two numbers apart from another. */
export interface BinarySpec {
  readonly name: string;
  readonly since: number;
  readonly accepts: Accepts;
  readonly of: (a: number, b: number) => number;
  /** The function on integers, where it is not `of`. */
  readonly ofIntegers?: (a: number, b: number) => number;
  /** The function on known lengths, for shape arithmetic; null where it has no closed form. */
  readonly ofDims?: (a: Dim, b: Dim) => Dim | null;
  readonly result?: "bool";
  readonly linear?: readonly number[];
  readonly gradient: "zero" | readonly [BinaryRule, BinaryRule];
}

/** An op that applies a function to pairs of elements, broadcasting its operands. */
export function binaryOp(spec: BinarySpec): Op {
  const { gradient } = spec;
  return {
    name: spec.name,
    onnx: { since: spec.since },
    properties: { elementwise: true, ...(spec.linear && { linear: spec.linear }) },
    infer(context) {
      return [inferBinary(context, spec)];
    },
    evaluate([a, b], _attrs, [type]) {
      const isInteger = type.dtype.includes("int");
      const of = isInteger ? (spec.ofIntegers ?? spec.of) : spec.of;
      return [zipElements(a!, b!, type, of)];
    },
    gradient: gradient === "zero" ? gradient : (context) => binaryGradient(context, gradient),
  };
}

/** `of` applied to each pair of elements of two tensors that broadcast. */
export function zipElements(
  a: RefTensor,
  b: RefTensor,
  type: Pick<ValueType, "dtype">,
  of: (a: number, b: number) => number,
): RefTensor {
  const dims = broadcastLengths([a.dims, b.dims]);
  const out = blank(type.dtype, dims);
  forEachRow(dims, [a.dims, b.dims], ({ at, length, offsets: [i, j], steps: [stepA, stepB] }) => {
    for (let k = 0; k < length; k++) {
      out.data[at + k] = of(a.data[i + k * stepA], b.data[j + k * stepB]);
    }
  });
  return out;
}

function inferBinary(context: InferContext, spec: BinarySpec): ValueType {
  const a = typed(context, 0, spec.accepts);
  const b = typed(context, 1, spec.accepts);
  const dtype = commonDtype(context, [a, b]);
  const dims = broadcastDims(context, [a.dims, b.dims]);
  const elements = zipDims(a, b, dims, spec.ofDims);
  return { dtype: spec.result ?? dtype, dims, ...(elements && { elements }) };
}

/** Shape arithmetic: the elements of the result, where those of both operands are known. */
function zipDims(
  a: ValueType,
  b: ValueType,
  dims: readonly Dim[],
  of: BinarySpec["ofDims"],
): readonly Dim[] | undefined {
  const [p, q] = [a.elements, b.elements];
  if (!of || !p || !q || dims.length > 1 || !isStatic(dims)) return undefined;
  const length = dims[0] ?? 1;
  const elements: Dim[] = [];
  for (let i = 0; i < length; i++) {
    const element = of(p[p.length === 1 ? 0 : i], q[q.length === 1 ? 0 : i]);
    if (element === null) return undefined;
    elements.push(element);
  }
  return elements;
}

function binaryGradient(
  { g, node, cotangents: [dy], wants }: GradientContext,
  rules: readonly [BinaryRule, BinaryRule],
): (Value | null)[] {
  const [a, b] = node.inputs as readonly [Value, Value];
  return rules.map((rule, i) =>
    wants(i) ? sumTo(g, rule(g, dy!, a, b, node.outputs[0]), i === 0 ? a : b) : null,
  );
}
