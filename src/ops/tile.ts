import { mulDims } from "../graph/dim.ts";
import type { Value } from "../graph/graph.ts";
import type { GradientContext, Op, RefTensor } from "../graph/op.ts";
import { stridesOf } from "../tensor/tensor.ts";
import { operand } from "./shared/attributes.ts";
import { integers, moveElements, staticElements, withElements } from "./shared/elements.ts";
import { lengths } from "./shared/reshaping.ts";
import { readView } from "./shared/strided.ts";

const tile: Op = {
  name: "Tile",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const { dims, elements } = integers(context, 1);
    const rank = x.dims.length;
    if (dims.length !== 1 || dims[0] !== rank)
      context.fail("repeats do not fit", `a vector of ${rank}`);
    const repeats = staticElements(context, 1);
    return [
      withElements(
        x.dtype,
        x.dims.map((dim, axis) => (elements ? mulDims(dim, elements[axis]) : context.freshDim())),
        repeats && moveElements(x, (positions) => tiled(positions, repeats)),
      ),
    ];
  },
  evaluate([x, repeats]) {
    return [tiled(x!, Array.from(repeats!.data))];
  },
  gradient: tileGradient,
};

export const ops: readonly Op[] = [tile];

/** Reads x as `[repeat, length, repeat, length, …]`, standing still along each repeat. */
function tiled(x: RefTensor, repeats: readonly number[]): RefTensor {
  const own = stridesOf(x.dims);
  const view = {
    dims: x.dims.flatMap((length, axis) => [repeats[axis], length]),
    strides: own.flatMap((stride) => [0, stride]),
    offset: 0,
  };
  const dims = x.dims.map((length, axis) => length * repeats[axis]);
  return { dtype: x.dtype, dims, data: readView(x.data, view) };
}

/** dx = Σ over the copies, with dy seen as `[repeat, length, repeat, length, …]`. */
function tileGradient({ g, node, cotangents: [dy] }: GradientContext): (Value | null)[] {
  const [x, repeats] = node.inputs as readonly [Value, Value];
  if (x.dims.length === 0) return [dy!, null];
  const copies = x.dims.map((_, axis) => g.op("Slice", repeats, [axis], [axis + 1], [0]));
  const shape = lengths(
    g,
    copies.flatMap((count, axis) => [count, g.dim(x, axis)]),
  );
  const apart = g.op("Reshape", dy, shape, { allowzero: 1 });
  const axes = copies.map((_, axis) => 2 * axis);
  return [g.op("ReduceSum", apart, axes, { keepdims: 0 }), null];
}
