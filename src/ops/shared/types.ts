import { isFloat, type DType } from "../../tensor/dtype.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import type { ValueType } from "../../graph/graph.ts";
import type { InferContext, RefTensor } from "../../graph/op.ts";
import { operand } from "./attributes.ts";

/** Which element types an op takes. */
export type Accepts = "float" | "number" | "bool" | "any";

const ACCEPTED: Record<Accepts, { holds: (dtype: DType) => boolean; words: string }> = {
  float: { holds: isFloat, words: "a floating-point tensor" },
  number: { holds: (dtype) => dtype !== "bool", words: "a numeric tensor" },
  bool: { holds: (dtype) => dtype === "bool", words: "a bool tensor" },
  any: { holds: () => true, words: "a tensor" },
};

/** The type of input `i`, of an element type the op takes. */
export function typed(context: InferContext, i: number, accepts: Accepts): ValueType {
  const type = operand(context, i);
  const { holds, words } = ACCEPTED[accepts];
  return holds(type.dtype) ? type : context.fail(`input ${i} is ${type.dtype}`, words);
}

/** The one element type of several inputs. */
export function commonDtype(context: InferContext, types: readonly ValueType[]): DType {
  const dtype = types[0].dtype;
  if (types.every((type) => type.dtype === dtype)) return dtype;
  return context.fail("element types differ", "one element type (Cast first)");
}

/** A zeroed result. */
export function blank(dtype: DType, dims: readonly number[]): RefTensor {
  return { dtype, dims, data: new Float64Array(sizeOf(dims)) };
}
