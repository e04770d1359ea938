import { VitrineError } from "../errors.ts";
import type { Builder } from "../graph/builder.ts";
import { formatDims, type Dim } from "../graph/dim.ts";
import type { Value } from "../graph/graph.ts";
import type { InferContext, Op, RefTensor } from "../graph/op.ts";
import { broadcastDims, broadcastLengths, sumTo } from "./shared/broadcast.ts";
import { addProduct } from "./shared/matrix.ts";
import { forEachRow } from "./shared/rows.ts";
import { blank, commonDtype, typed } from "./shared/types.ts";

/**
 * Matrix product over the last two axes; the axes before them broadcast. A vector on the left is
 * a row, on the right a column, and the axis it lacks is missing from the result.
 */
const matmul: Op = {
  name: "MatMul",
  onnx: { since: 9 },
  properties: { linear: [0, 1] },
  infer(context) {
    const [a, b] = [typed(context, 0, "number"), typed(context, 1, "number")];
    const dtype = commonDtype(context, [a, b]);
    return [{ dtype, dims: productDims(context, a.dims, b.dims) }];
  },
  evaluate([a, b], _attrs, [type]) {
    const left = a!.dims.length === 1 ? [1, ...a!.dims] : a!.dims;
    const right = b!.dims.length === 1 ? [...b!.dims, 1] : b!.dims;
    const product = multiply({ ...a!, dims: left }, { ...b!, dims: right });
    return [
      { dtype: type.dtype, dims: visibleDims(product.dims, a!.dims, b!.dims), data: product.data },
    ];
  },
  // dA = dY Bᵀ, dB = Aᵀ dY, summed over repeated batch axes
  gradient({ g, node, cotangents: [dy], wants }) {
    const [a, b] = node.inputs as readonly [Value, Value];
    const left = a.dims.length === 1 ? g.op("Unsqueeze", a, [0]) : a;
    const right = b.dims.length === 1 ? g.op("Unsqueeze", b, [1]) : b;
    const missing = [...(a.dims.length === 1 ? [-2] : []), ...(b.dims.length === 1 ? [-1] : [])];
    const full = missing.length === 0 ? dy! : g.op("Unsqueeze", dy, missing);
    const rules = right.dims.length === 2 ? flatRules : batchRules;
    return [
      wants(0) ? likeOperand(g, rules.left(g, full, left, right), a) : null,
      wants(1) ? likeOperand(g, rules.right(g, full, left, right), b) : null,
    ];
  },
};

export const ops: readonly Op[] = [matmul];

interface ProductRules {
  left(g: Builder, dy: Value, a: Value, b: Value): Value;
  right(g: Builder, dy: Value, a: Value, b: Value): Value;
}

/** One matrix on the right: every row of A alike, so both products are one Gemm on flat rows. */
const flatRules: ProductRules = {
  left(g, dy, a, b) {
    const da = g.op("Gemm", flatRows(g, dy), b, { transB: 1 });
    return a.dims.length === 2 ? da : g.op("Reshape", da, g.shape(a));
  },
  right: (g, dy, a) => g.op("Gemm", flatRows(g, a), flatRows(g, dy), { transA: 1 }),
};

const batchRules: ProductRules = {
  left: (g, dy, a, b) => sumTo(g, g.op("MatMul", dy, transpose(g, b)), a),
  right: (g, dy, a, b) => sumTo(g, g.op("MatMul", transpose(g, a), dy), b),
};

/** [..., n] → [rows, n]. */
function flatRows(g: Builder, x: Value): Value {
  if (x.dims.length === 2) return x;
  const width = x.dims.at(-1)!;
  return g.reshape(x, [-1, typeof width === "number" ? width : g.dim(x, -1)]);
}

function transpose(g: Builder, x: Value): Value {
  const perm = x.dims.map((_, axis) => axis);
  const last = perm.length - 1;
  return g.op("Transpose", x, { perm: [...perm.slice(0, -2), last, last - 1] });
}

function likeOperand(g: Builder, x: Value, operand: Value): Value {
  return x.dims.length === operand.dims.length ? x : g.op("Reshape", x, g.shape(operand));
}

function productDims(context: InferContext, a: readonly Dim[], b: readonly Dim[]): Dim[] {
  if (a.length === 0 || b.length === 0)
    return context.fail("an operand is a scalar", "1 dim or more");
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const [inner, other] = [left.at(-1)!, right.at(-2)!];
  if (typeof inner === "number" && typeof other === "number" && inner !== other) {
    return context.fail(`inner dims ${inner} and ${other} differ`, "equal inner dims");
  }
  const batch = broadcastDims(context, [left.slice(0, -2), right.slice(0, -2)]);
  return visibleDims([...batch, left.at(-2)!, right.at(-1)!], a, b);
}

/** Drops the axes that a vector operand lacks. */
function visibleDims<D extends Dim>(dims: readonly D[], a: readonly Dim[], b: readonly Dim[]): D[] {
  const rank = dims.length;
  return dims.filter(
    (_, axis) => !(axis === rank - 2 && a.length === 1) && !(axis === rank - 1 && b.length === 1),
  );
}

function multiply(a: RefTensor, b: RefTensor): RefTensor {
  const [m, k] = a.dims.slice(-2);
  const [other, n] = b.dims.slice(-2);
  if (k !== other) {
    throw new VitrineError(
      "BAD_SHAPE",
      `MatMul: inner dims differ; expected equal lengths, got ${formatDims(a.dims)} and ${formatDims(b.dims)}.`,
    );
  }
  const batches = [a.dims.slice(0, -2), b.dims.slice(0, -2)];
  const batch = broadcastLengths(batches);
  const out = blank(a.dtype, [...batch, m, n]);
  forEachRow(batch, batches, ({ at, length, offsets, steps }) => {
    for (let i = 0; i < length; i++) {
      const left = {
        data: a.data,
        offset: (offsets[0] + i * steps[0]) * m * k,
        rowStep: k,
        columnStep: 1,
      };
      const right = {
        data: b.data,
        offset: (offsets[1] + i * steps[1]) * k * n,
        rowStep: n,
        columnStep: 1,
      };
      addProduct(out.data, (at + i) * m * n, left, right, { m, k, n });
    }
  });
  return out;
}
