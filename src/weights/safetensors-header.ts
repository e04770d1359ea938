import { VitrineError } from "../errors.ts";
import { BYTES, type DType } from "../tensor/dtype.ts";
import { duplicateKey } from "./duplicate-keys.ts";

/** Where one tensor is: bytes `begin` to `end` (exclusive) of a file, from the file's start. */
export interface StoredTensor {
  readonly file: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** The file's own notes, `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
  /** By name. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

export const DTYPE_NAMES: Readonly<Record<DType, string>> = {
  float64: "F64",
  float32: "F32",
  float16: "F16",
  bfloat16: "BF16",
  int64: "I64",
  int32: "I32",
  int16: "I16",
  int8: "I8",
  uint8: "U8",
  uint16: "U16",
  uint32: "U32",
  uint64: "U64",
  bool: "BOOL",
};

const DTYPES: ReadonlyMap<string, DType> = new Map(
  Object.entries(DTYPE_NAMES).map(([dtype, name]) => [name, dtype as DType]),
);

/**
 * Reads and checks a safetensors header; nothing is allocated for the tensors.
 *
 * @param file - What messages call the file.
 * @param json - The header's text.
 * @param dataBegin - Where the tensors' bytes begin in the file.
 * @param fileSize - Length of the file.
 * @throws VitrineError `BAD_FILE` naming the tensor and what is wrong with it: not JSON, a key twice,
 *   dims that are not sizes, bytes that do not match dtype and dims, overlap, holes, bytes outside
 *   the file. `UNSUPPORTED` for element types that are not read (8-bit and smaller floats).
 * @see https://huggingface.co/docs/safetensors
 */
export function parseHeader(
  file: string,
  json: string,
  dataBegin: number,
  fileSize: number,
): SafetensorsHeader {
  const header = parseObject(file, json);
  const tensors = new Map<string, StoredTensor>();
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") metadata = parseMetadata(file, entry);
    else tensors.set(name, parseEntry(file, name, entry, dataBegin, fileSize));
  }
  checkLayout(file, tensors, dataBegin, fileSize);
  return { metadata, tensors };
}

function parseObject(file: string, json: string): Record<string, unknown> {
  const header = parseJson(file, json);
  if (!isObject(header)) throw broken(file, "the header is not an object", "{…}", typeof header);
  const twice = duplicateKey(json);
  if (twice !== null) throw broken(file, `the header has "${twice}" twice`, "one", "two");
  return header;
}

function parseJson(file: string, json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    const message = `${file}: the header is not JSON. Is it a safetensors file, and complete?`;
    const details = { file, problem: "header JSON" };
    throw new VitrineError("BAD_FILE", message, { id: "error.weights-broken", cause, details });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseMetadata(file: string, entry: unknown): ReadonlyMap<string, string> {
  const pairs = isObject(entry) ? Object.entries(entry) : null;
  if (
    pairs === null ||
    !pairs.every((pair): pair is [string, string] => typeof pair[1] === "string")
  ) {
    throw broken(file, "__metadata__ is malformed", "an object of strings", JSON.stringify(entry));
  }
  return new Map(pairs);
}

function parseEntry(
  file: string,
  name: string,
  entry: unknown,
  dataBegin: number,
  fileSize: number,
): StoredTensor {
  const where = `${file}: tensor "${name}"`;
  if (!isObject(entry))
    throw broken(where, "the entry is malformed", "an object", JSON.stringify(entry));
  const dtype = parseDtype(where, entry.dtype);
  const dims = parseDims(where, entry.shape);
  const [begin, end] = parseOffsets(where, entry.data_offsets, fileSize - dataBegin);
  checkBytes(where, dtype, dims, end - begin);
  return { file, dtype, dims, begin: dataBegin + begin, end: dataBegin + end };
}

function parseDtype(where: string, name: unknown): DType {
  const dtype = typeof name === "string" ? DTYPES.get(name) : undefined;
  if (dtype !== undefined) return dtype;
  const known = [...DTYPES.keys()].join(", ");
  const message = `${where}: element type not supported; expected ${known}, got ${short(name)}.`;
  const advice = " Convert the checkpoint to one of these, BF16 for instance.";
  throw new VitrineError(typeof name === "string" ? "UNSUPPORTED" : "BAD_FILE", message + advice);
}

function parseDims(where: string, shape: unknown): readonly number[] {
  const isSize = (dim: unknown): boolean => Number.isSafeInteger(dim) && (dim as number) >= 0;
  if (Array.isArray(shape) && shape.every(isSize)) return shape as number[];
  throw broken(where, "shape is malformed", "a list of sizes", short(shape));
}

function parseOffsets(where: string, offsets: unknown, room: number): readonly [number, number] {
  if (Array.isArray(offsets) && offsets.length === 2) {
    const [begin, end] = offsets as [unknown, unknown];
    const whole = Number.isSafeInteger(begin) && Number.isSafeInteger(end);
    if (whole && isRange(begin as number, end as number, room)) {
      return [begin as number, end as number];
    }
  }
  throw broken(where, "bytes outside the file", `offsets within 0–${room}`, short(offsets));
}

function isRange(begin: number, end: number, room: number): boolean {
  return begin >= 0 && begin <= end && end <= room;
}

function checkBytes(where: string, dtype: DType, dims: readonly number[], length: number): void {
  let wanted: number = BYTES[dtype];
  // Zero first: a huge product times zero is no bytes, not an overflow.
  if (dims.includes(0)) wanted = 0;
  else for (const dim of dims) wanted *= dim;
  if (wanted === length) return;
  const shape = `${DTYPE_NAMES[dtype]} [${dims.join(", ")}]`;
  throw broken(where, `bytes do not match ${shape}`, String(wanted), String(length));
}

/** Tensors must fill the file: no overlap, no hole, nothing after the last. */
function checkLayout(
  file: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  dataBegin: number,
  fileSize: number,
): void {
  const placed = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let at = dataBegin;
  for (const [name, { begin, end }] of placed) {
    const kind = begin < at ? "overlaps the tensor before it" : "leaves a hole before it";
    if (begin !== at) {
      const [expected, got] = [`to begin at byte ${at}`, String(begin)];
      throw broken(`${file}: tensor "${name}"`, kind, expected, got);
    }
    at = end;
  }
  if (at !== fileSize)
    throw broken(file, "the file is longer than its tensors", `${at} bytes`, `${fileSize}`);
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function broken(where: string, what: string, expected: string, got: string): VitrineError {
  const message = `${where}: ${what}; expected ${expected}, got ${got}. The file is damaged or not safetensors.`;
  return new VitrineError("BAD_FILE", message, {
    id: "error.weights-broken",
    details: { file: where, problem: what },
  });
}
