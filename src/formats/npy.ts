import { VitrineError } from "../errors.ts";
import { BYTES, viewAs, type DType, type TypedArray } from "../tensor/dtype.ts";
import { sizeOf, stridesOf, type Tensor } from "../tensor/tensor.ts";

/** NumPy's `descr` of each element type, little-endian. NumPy has no bfloat16. */
const DESCR: Readonly<Partial<Record<DType, string>>> = {
  float64: "<f8",
  float32: "<f4",
  float16: "<f2",
  int64: "<i8",
  int32: "<i4",
  int16: "<i2",
  int8: "|i1",
  uint8: "|u1",
  uint16: "<u2",
  uint32: "<u4",
  uint64: "<u8",
  bool: "|b1",
};

const DTYPES = new Map(Object.entries(DESCR).map(([dtype, descr]) => [descr, dtype as DType]));

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** The data begins at a multiple of this. */
const ALIGNMENT = 64;

/**
 * A tensor as the bytes of a `.npy` file, version 1.0.
 *
 * @throws VitrineError `UNSUPPORTED` for bfloat16, which NumPy has not.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function writeNpy({ dtype, dims, data }: Tensor): Uint8Array<ArrayBuffer> {
  const descr = DESCR[dtype];
  if (descr === undefined) {
    const message = `npy: NumPy has no ${dtype}; expected ${Object.keys(DESCR).join(", ")}. Convert it to float32.`;
    throw new VitrineError("UNSUPPORTED", message);
  }
  const shape = dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(", ")})`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const begin = Math.ceil((10 + header.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(begin + data.byteLength);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, begin - 10, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(begin - 11)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), begin);
  return bytes;
}

/**
 * The tensor of a `.npy` file, versions 1 to 3; column-major ones are put into row-major order.
 *
 * @throws VitrineError `BAD_FILE` for bytes that are no whole `.npy` file, `UNSUPPORTED` for element
 *   types without a counterpart: big-endian, complex, strings, objects (which are pickles).
 */
export function readNpy(bytes: Uint8Array, name = "npy"): Tensor {
  const { descr, isColumnMajor, dims, begin } = readHeader(bytes, name);
  const dtype = DTYPES.get(descr);
  if (dtype === undefined) {
    const known = [...DTYPES.keys()].join(", ");
    const message = `${name}: element type not supported; expected ${known}, got ${descr}. Convert it with astype.`;
    throw new VitrineError("UNSUPPORTED", message);
  }
  const length = sizeOf(dims) * BYTES[dtype];
  if (length !== bytes.length - begin) {
    throw broken(name, `${length} bytes of data`, `${bytes.length - begin}`);
  }
  const data = viewAs(dtype, bytes.subarray(begin));
  return { dtype, dims, data: isColumnMajor ? toRowMajor(dims, data) : data };
}

interface NpyHeader {
  readonly descr: string;
  readonly isColumnMajor: boolean;
  readonly dims: readonly number[];
  readonly begin: number;
}

function readHeader(bytes: Uint8Array, name: string): NpyHeader {
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw broken(name, "a .npy file", "other bytes");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = bytes[6] >= 2;
  const begin = isLong ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  if (begin > bytes.length) throw broken(name, "a whole header", `${bytes.length} bytes`);
  return parseHeader(
    new TextDecoder().decode(bytes.subarray(isLong ? 12 : 10, begin)),
    begin,
    name,
  );
}

/** The header is a Python dictionary of three keys, in any order. */
function parseHeader(text: string, begin: number, name: string): NpyHeader {
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) {
    throw broken(name, "descr, fortran_order and shape", text.trim().slice(0, 80));
  }
  const dims = shape.split(",").flatMap((dim) => (dim.trim() === "" ? [] : [Number(dim)]));
  return { descr, isColumnMajor: order === "True", dims, begin };
}

function toRowMajor(dims: readonly number[], data: TypedArray): TypedArray {
  const result = data.slice();
  const strides = stridesOf(dims);
  const index = dims.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    let at = 0;
    for (let axis = 0; axis < dims.length; axis++) at += index[axis] * strides[axis];
    result[at] = data[i];
    // Column-major: the first axis turns fastest.
    for (let axis = 0; axis < dims.length && ++index[axis] === dims[axis]; axis++) index[axis] = 0;
  }
  return result;
}

function broken(name: string, expected: string, got: string): VitrineError {
  const message = `${name}: not a sound .npy file; expected ${expected}, got ${got}. Write it again.`;
  return new VitrineError("BAD_FILE", message);
}
