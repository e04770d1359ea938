import { VitrineError } from "../errors.ts";
import type { DType } from "../tensor/dtype.ts";

/** ONNX's numbers for element types (`TensorProto.DataType`). */
const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const satisfies Record<DType, number>;

const DTYPES: ReadonlyMap<number, DType> = new Map(
  Object.entries(ELEMENT_TYPES).map(([dtype, code]) => [code, dtype as DType]),
);

export function elementType(dtype: DType): number {
  return ELEMENT_TYPES[dtype];
}

/** @throws VitrineError `UNSUPPORTED` for strings, complex numbers and types below 8 bits. */
export function dtypeOf(code: number, where: string): DType {
  const dtype = DTYPES.get(code);
  if (dtype !== undefined) return dtype;
  throw new VitrineError("UNSUPPORTED", `${where}: ONNX element type ${code} is not supported.`, {
    details: { elementType: code },
  });
}

export function isDType(name: string): name is DType {
  return name in ELEMENT_TYPES;
}
