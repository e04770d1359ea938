import { VitrineError } from "../errors.ts";
import { BYTES, viewAs } from "../tensor/dtype.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import { dtypeOf, elementType } from "./element-type.ts";
import type { Init, TensorProto } from "./schema.ts";

/** Where a tensor's bytes are when they are not in the model: `TensorProto.external_data`. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
}

const EXTERNAL = 1;

/** A tensor with its bytes inside. */
export function encodeTensor(name: string, tensor: Tensor): Init<"TensorProto"> {
  return { ...header(name, tensor), rawData: bytesOf(tensor) };
}

/** A tensor whose bytes lie elsewhere. */
export function encodeExternal(
  name: string,
  tensor: Pick<Tensor, "dtype" | "dims">,
  { location, offset }: ExternalPlace,
): Init<"TensorProto"> {
  const length = sizeOf(tensor.dims) * BYTES[tensor.dtype];
  return {
    ...header(name, tensor),
    dataLocation: EXTERNAL,
    externalData: [
      { key: "location", value: location },
      { key: "offset", value: String(offset) },
      { key: "length", value: String(length) },
    ],
  };
}

export function isExternal(proto: TensorProto): boolean {
  return proto.dataLocation === EXTERNAL;
}

/** @throws VitrineError `BAD_FILE` where the bytes do not fill the dims. */
export function decodeTensor(proto: TensorProto): Tensor {
  const dtype = dtypeOf(proto.dataType, `tensor "${proto.name}"`);
  const dims = proto.dims.map(Number);
  const expected = sizeOf(dims) * BYTES[dtype];
  if (isExternal(proto) || proto.rawData.byteLength !== expected) {
    const got = isExternal(proto) ? "external data" : `${proto.rawData.byteLength}`;
    throw new VitrineError(
      "BAD_FILE",
      `tensor "${proto.name}": raw data missing or cut; expected ${expected} bytes, got ${got}.`,
    );
  }
  return { dtype, dims, data: viewAs(dtype, proto.rawData.slice()) };
}

/** The tensor's elements as they lie in memory. */
export function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function header(
  name: string,
  { dtype, dims }: Pick<Tensor, "dtype" | "dims">,
): Init<"TensorProto"> {
  return { name, dims: dims.map(BigInt), dataType: elementType(dtype) };
}
