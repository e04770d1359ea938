import { VitrineError } from "../errors.ts";
import { type EncodedTensor, tensorFromJson, tensorToJson } from "../formats/tensor-json.ts";
import { BYTES } from "../tensor/dtype.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";

/** Above this many bytes of tensors a result does not fit one JSON text. */
export const LARGEST_JSON: number = 32 * 2 ** 20;

/** Tensors of up to this many values stay in the JSON whatever the others weigh. */
const SMALL = 4096;

/** Tensors that are not in the JSON itself, by the keys that stand there for them. */
export type TensorsBeside = ReadonlyMap<string, Tensor>;

/** What stands in a JSON file for a tensor in an `.npz` file beside it. */
export interface TensorReference extends Pick<EncodedTensor, "dims" | "axes" | "dtype"> {
  /** Name of the file. */
  readonly file: string;
  readonly key: string;
}

/** A value with every tensor written out. */
export function encodeJson(value: unknown): unknown {
  return encode(value, [], tensorToJson);
}

/**
 * A value with its small tensors written out and references in the place of the large ones, and
 * those by their paths.
 *
 * @param file - What the file beside it will be called.
 */
export function splitJson(
  value: unknown,
  file: string,
): { readonly json: unknown; readonly tensors: TensorsBeside } {
  const tensors = new Map<string, Tensor>();
  const json = encode(value, [], (tensor, path) => {
    if (tensor.data.length <= SMALL) return tensorToJson(tensor);
    const { dims, axes, dtype } = tensor;
    const key = path.join(".");
    tensors.set(key, tensor);
    return { dims, ...(axes === undefined ? {} : { axes }), dtype, file, key };
  });
  return { json, tensors };
}

/**
 * The value of such a JSON, tensors restored.
 *
 * @throws VitrineError `BAD_FILE` for a tensor that cannot be read, or is neither here nor beside.
 */
export function decodeJson(json: unknown, beside: TensorsBeside): unknown {
  if (isEncodedTensor(json)) return tensorFromJson(json);
  if (isReference(json)) return tensorBeside(json, beside);
  return mapFields(json, (field) => decodeJson(field, beside));
}

/** What all tensors in a value weigh together. */
export function tensorBytes(value: unknown): number {
  if (isTensor(value)) return sizeOf(value.dims) * BYTES[value.dtype];
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, field) => sum + tensorBytes(field), 0);
}

/** Every tensor in a value with its path. */
export function tensorsIn(
  value: unknown,
  path: readonly string[] = [],
): readonly (readonly [path: string, tensor: Tensor])[] {
  if (isTensor(value)) return [[path.join("."), value]];
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => tensorsIn(part, [...path, key]));
}

type WriteTensor = (tensor: Tensor, path: readonly string[]) => unknown;

function encode(value: unknown, path: readonly string[], write: WriteTensor): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "bigint") return String(value);
  if (isTensor(value)) return write(value, path);
  return mapFields(value, (field, key) => encode(field, [...path, key], write));
}

function tensorBeside(reference: TensorReference, beside: TensorsBeside): Tensor {
  const { file, key, axes, dims } = reference;
  const found = beside.get(key);
  if (found === undefined) {
    const message = `result: the tensor "${key}" is not in the JSON but in ${file} beside it. Read that with readNpz, and give both.`;
    throw new VitrineError("BAD_FILE", message);
  }
  if (found.dims.join() !== dims.join()) {
    const message = `result: "${key}" of ${file} is another tensor; expected [${dims.join(", ")}], got [${found.dims.join(", ")}].`;
    throw new VitrineError("BAD_FILE", message);
  }
  return { ...found, ...(axes === undefined ? {} : { axes }) };
}

function mapFields(value: unknown, change: (value: unknown, key: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((field, i) => change(field, String(i)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, change(field, key)]));
}

function isTensor(value: unknown): value is Tensor {
  return hasTensorFields(value) && ArrayBuffer.isView(value.data);
}

function isEncodedTensor(value: unknown): value is EncodedTensor {
  return (
    hasTensorFields(value) && typeof value.data === "object" && !ArrayBuffer.isView(value.data)
  );
}

function isReference(value: unknown): value is TensorReference {
  return hasTensorFields(value) && value.data === undefined && "file" in value && "key" in value;
}

function hasTensorFields(value: unknown): value is { readonly data?: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    "dtype" in value &&
    Array.isArray((value as { dims?: unknown }).dims)
  );
}
