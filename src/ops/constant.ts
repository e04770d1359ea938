import { VitrineError } from "../errors.ts";
import { addDims, divDims, sizeOfDims, subDims, type Dim } from "../graph/dim.ts";
import type { Attributes, Value, ValueType } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op } from "../graph/op.ts";
import { toRef } from "../tensor/reference.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { numberAttribute, operand } from "./shared/attributes.ts";
import { MAX_ELEMENTS, elementsOfTensor, integers, withElements } from "./shared/elements.ts";
import { countTo } from "./shared/reshaping.ts";
import { blank, commonDtype, typed } from "./shared/types.ts";

const constant: Op = {
  name: "Constant",
  onnx: { since: 13 },
  properties: {},
  infer({ attrs }) {
    const value = tensorAttribute("Constant", attrs);
    return [withElements(value.dtype, value.dims, elementsOfTensor(value))];
  },
  evaluate(_inputs, attrs) {
    return [toRef(tensorAttribute("Constant", attrs))];
  },
  gradient: "zero",
};

const constantOfShape: Op = {
  name: "ConstantOfShape",
  onnx: { since: 9 },
  properties: {},
  infer(context) {
    const shape = integers(context, 0);
    const { dtype, data } = fill(context.attrs);
    const dims = shape.elements ?? unknownDims(context, shape);
    const size = sizeOfDims(dims);
    const isSmall = typeof size === "number" && size <= MAX_ELEMENTS;
    const elements = isSmall ? Array.from({ length: size }, () => Number(data[0])) : undefined;
    return [withElements(dtype, dims, elements)];
  },
  evaluate([shape], attrs) {
    const { dtype, data } = fill(attrs);
    const out = blank(dtype, Array.from(shape!.data));
    out.data.fill(Number(data[0]));
    return [out];
  },
  gradient: "zero",
};

const range: Op = {
  name: "Range",
  onnx: { since: 11 },
  properties: {},
  infer(context) {
    const operands = [0, 1, 2].map((i) => typed(context, i, "number"));
    const dtype = commonDtype(context, operands);
    const known = operands.map(({ elements }) => elements?.[0]);
    const length = known.includes(undefined) ? null : rangeLength(known as readonly Dim[]);
    const [start, , delta] = known;
    const elements =
      typeof length === "number" && length <= MAX_ELEMENTS && typeof delta === "number"
        ? Array.from({ length }, (_, i) => addDims(start!, i * delta))
        : undefined;
    return [withElements(dtype, [length ?? context.freshDim()], elements)];
  },
  evaluate([start, limit, delta]) {
    const [from, to, step] = [start!.data[0], limit!.data[0], delta!.data[0]];
    const out = blank(start!.dtype, [Math.max(0, Math.ceil((to - from) / step))]);
    for (let i = 0; i < out.data.length; i++) out.data[i] = from + i * step;
    return [out];
  },
  gradient: rangeGradient,
};

const shape: Op = {
  name: "Shape",
  onnx: { since: 15 },
  properties: {},
  infer(context) {
    const elements = shapePart(operand(context, 0).dims, context.attrs);
    return [{ dtype: "int64", dims: [elements.length], elements }];
  },
  evaluate([x], attrs) {
    const part = Float64Array.from(shapePart(x!.dims, attrs));
    return [{ dtype: "int64", dims: [part.length], data: part }];
  },
  gradient: "zero",
};

const size: Op = {
  name: "Size",
  onnx: { since: 13 },
  properties: {},
  infer(context) {
    const elements = [sizeOfDims(operand(context, 0).dims)];
    return [{ dtype: "int64", dims: [], elements }];
  },
  evaluate([x]) {
    return [{ dtype: "int64", dims: [], data: Float64Array.of(x!.data.length) }];
  },
  gradient: "zero",
};

/** Where values come from: literals, counting, and the shapes of other values. */
export const ops: readonly Op[] = [constant, constantOfShape, range, shape, size];

function tensorAttribute(op: string, attrs: Attributes): Tensor {
  const { value } = attrs;
  if (typeof value === "object" && "dims" in value) return value;
  throw new VitrineError("BAD_OPTION", `${op}: attribute "value" is missing; expected a tensor.`);
}

function fill(attrs: Attributes): Tensor {
  if (attrs.value !== undefined) return tensorAttribute("ConstantOfShape", attrs);
  return { dtype: "float32", dims: [1], data: Float32Array.of(0) };
}

/** One fresh dim for each entry of a shape whose contents are not known. */
function unknownDims(context: InferContext, shape: ValueType): Dim[] {
  const rank = shape.dims[0];
  if (typeof rank !== "number")
    return context.fail("the rank is not known", "a vector of static length");
  return Array.from({ length: rank }, () => context.freshDim());
}

function shapePart<D extends Dim>(dims: readonly D[], attrs: Attributes): D[] {
  return dims.slice(numberAttribute(attrs, "start", 0), numberAttribute(attrs, "end", dims.length));
}

/** ⌈(limit − start) / delta⌉, for symbols taken to count upwards. */
function rangeLength([start, limit, delta]: readonly Dim[]): Dim | null {
  const distance = subDims(limit, start);
  if (typeof distance === "number" && typeof delta === "number") {
    return Math.max(0, Math.ceil(distance / delta));
  }
  return divDims(distance, delta);
}

/** yᵢ = start + i·delta: d start = Σ dyᵢ, d delta = Σ i·dyᵢ; the limit only sets the length. */
function rangeGradient({ g, node, cotangents: [dy], wants }: GradientContext): (Value | null)[] {
  const y = node.outputs[0];
  const count = (): Value => g.op("Cast", countTo(g, g.dim(y, 0)), { to: y.dtype });
  const sum = (x: Value): Value => g.op("ReduceSum", x, [0], { keepdims: 0 });
  return [wants(0) ? sum(dy!) : null, null, wants(2) ? sum(g.op("Mul", dy, count())) : null];
}
