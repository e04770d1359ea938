import { VitrineError } from "../errors.ts";
import type { Attributes, Value } from "../graph/graph.ts";
import { formatDims, type Dim } from "../graph/dim.ts";
import type { InferContext, Op, RefTensor } from "../graph/op.ts";
import { numberAttribute } from "./shared/attributes.ts";
import { broadcastDims, sumTo } from "./shared/broadcast.ts";
import { addProduct, type Matrix } from "./shared/matrix.ts";
import { forEachRow } from "./shared/rows.ts";
import { blank, commonDtype, typed } from "./shared/types.ts";

/** α A′ B′ + β C of matrices, A′ = Aᵀ under `transA`, B′ = Bᵀ under `transB`; C broadcasts. */
const gemm: Op = {
  name: "Gemm",
  onnx: { since: 11, floats: ["alpha", "beta"] },
  properties: { linear: [0, 1, 2] },
  infer(context) {
    const [a, b] = [typed(context, 0, "number"), typed(context, 1, "number")];
    const c = context.inputs[2] ? [typed(context, 2, "number")] : [];
    const dtype = commonDtype(context, [a, b, ...c]);
    const dims = productDims(context, a.dims, b.dims);
    if (c.length > 0) checkAddend(context, c[0].dims, dims);
    return [{ dtype, dims }];
  },
  evaluate([a, b, c], attrs, [type]) {
    const { transA, transB, alpha, beta } = formOf(attrs);
    const [left, right] = [matrixOf(a!, transA), matrixOf(b!, transB)];
    const [m, k, n] = [left.rows, left.columns, right.columns];
    if (k !== right.rows) throw mismatch(a!, b!);
    const out = blank(type.dtype, [m, n]);
    if (c) addScaled(out, c, beta);
    addProduct(out.data, 0, left, right, { m, k, n }, alpha);
    return [out];
  },
  // Y = α A B: dA = α dY Bᵀ, dB = α Aᵀ dY; transposed operands take the transposed product.
  // dC = β dY
  gradient({ g, node, cotangents: [dy], wants }) {
    const [a, b] = node.inputs as readonly [Value, Value];
    const c = node.inputs[2] ?? null;
    const { transA, transB, alpha, beta } = formOf(node.attrs);
    const product = (left: Value, right: Value, flipLeft: number, flipRight: number): Value =>
      g.op("Gemm", left, right, { alpha, transA: flipLeft, transB: flipRight });
    const da = (): Value => (transA ? product(b, dy!, transB, 1) : product(dy!, b, 0, 1 - transB));
    const db = (): Value => (transB ? product(dy!, a, 1, transA) : product(a, dy!, 1 - transA, 0));
    return [
      wants(0) ? da() : null,
      wants(1) ? db() : null,
      c && wants(2) ? scaled(sumTo(g, dy!, c)) : null,
    ];
    function scaled(dc: Value): Value {
      return beta === 1 ? dc : g.op("Mul", dc, beta);
    }
  },
};

export const ops: readonly Op[] = [gemm];

interface Form {
  readonly transA: number;
  readonly transB: number;
  readonly alpha: number;
  readonly beta: number;
}

function formOf(attrs: Attributes): Form {
  return {
    transA: numberAttribute(attrs, "transA", 0),
    transB: numberAttribute(attrs, "transB", 0),
    alpha: numberAttribute(attrs, "alpha", 1),
    beta: numberAttribute(attrs, "beta", 1),
  };
}

function productDims(context: InferContext, a: readonly Dim[], b: readonly Dim[]): Dim[] {
  if (a.length !== 2 || b.length !== 2) return context.fail("an operand is not a matrix", "2 dims");
  const { transA, transB } = formOf(context.attrs);
  const [m, inner] = transA ? [a[1], a[0]] : [a[0], a[1]];
  const [other, n] = transB ? [b[1], b[0]] : [b[0], b[1]];
  if (typeof inner === "number" && typeof other === "number" && inner !== other) {
    return context.fail(`inner dims ${inner} and ${other} differ`, "equal inner dims");
  }
  return [m, n];
}

/** C may be repeated to the result, not the result to C. */
function checkAddend(context: InferContext, c: readonly Dim[], dims: readonly Dim[]): void {
  const joint = broadcastDims(context, [dims, c]);
  const grows = joint.some((dim, axis) => dims[axis] === 1 && dim !== 1);
  if (joint.length > 2 || grows)
    context.fail("C does not broadcast", `C within ${formatDims(dims)}`);
}

function matrixOf(
  { data, dims: [rows, columns] }: RefTensor,
  transposed: number,
): Matrix & { rows: number; columns: number } {
  return transposed
    ? { data, offset: 0, rowStep: 1, columnStep: columns, rows: columns, columns: rows }
    : { data, offset: 0, rowStep: columns, columnStep: 1, rows, columns };
}

function addScaled(out: RefTensor, c: RefTensor, beta: number): void {
  forEachRow(out.dims, [c.dims], ({ at, length, offsets: [from], steps: [step] }) => {
    for (let i = 0; i < length; i++) out.data[at + i] += beta * c.data[from + i * step];
  });
}

function mismatch(a: RefTensor, b: RefTensor): VitrineError {
  return new VitrineError(
    "BAD_SHAPE",
    `Gemm: inner dims differ; expected equal lengths, got ${formatDims(a.dims)} and ${formatDims(b.dims)}.`,
  );
}
