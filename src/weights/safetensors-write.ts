import { VitrineError } from "../errors.ts";
import { BYTES, type TypedArray } from "../tensor/dtype.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import { DTYPE_NAMES } from "./safetensors-header.ts";

/**
 * Tensors as the bytes of a safetensors file, widest element types first so that every tensor is
 * aligned. The same tensors give the same bytes.
 *
 * @throws VitrineError `BAD_SHAPE` where data does not fill its dims.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> {
  const chunks = safetensorsChunks(tensors, metadata);
  const file = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

/** The same as pieces to be written one after another: views of the tensors, not copies. */
export function safetensorsChunks(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array[] {
  const ordered = [...tensors].sort(byWidthThenName);
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (metadata.size > 0) header["__metadata__"] = Object.fromEntries([...metadata].sort(byName));
  let at = 0;
  for (const [name, tensor] of ordered) {
    const end = at + byteLength(name, tensor);
    header[name] = {
      dtype: DTYPE_NAMES[tensor.dtype],
      shape: tensor.dims,
      data_offsets: [at, end],
    };
    at = end;
  }
  return [encodeHeader(header), ...ordered.map(([, tensor]) => bytesOf(tensor.data))];
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function byWidthThenName(a: [string, Tensor], b: [string, Tensor]): number {
  return BYTES[b[1].dtype] - BYTES[a[1].dtype] || byName(a, b);
}

function byteLength(name: string, { dtype, dims, data }: Tensor): number {
  if (name === "__metadata__") {
    const message = `writeSafetensors: a tensor is named "__metadata__", which the format keeps for notes. Rename it.`;
    throw new VitrineError("UNKNOWN_NAME", message);
  }
  const wanted = sizeOf(dims);
  if (data.length === wanted) return wanted * BYTES[dtype];
  const message = `writeSafetensors: "${name}" does not fill [${dims.join(", ")}]; expected ${wanted} elements, got ${data.length}.`;
  throw new VitrineError("BAD_SHAPE", message);
}

/** Length, JSON, and spaces up to a multiple of 8, so that the data is aligned. */
function encodeHeader(header: object): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}

function bytesOf(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
