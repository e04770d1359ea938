import type { ByteSource, ReadOptions } from "../bytes/source.ts";
import { unknownName, VitrineError } from "../errors.ts";
import { viewAs } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { conversionAdvice, conversionCommand, looksLikePickle } from "./pickle.ts";
import { parseHeader, type StoredTensor } from "./safetensors-header.ts";

/** The length of the header, little-endian, before it. */
const PREFIX = 8;

/** Longest header read, as in the reference implementation. */
const MAX_HEADER = 100_000_000;

/** Named tensors of one or several files, read one at a time. */
export interface WeightFile {
  /** The file's own notes. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What there is, without reading it. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /**
   * One tensor, as stored: `float16` and `bfloat16` stay raw bits. The data may share memory with
   * the source and must not be written to.
   *
   * @throws VitrineError `UNKNOWN_NAME` with the nearest names.
   */
  read(name: string, options?: ReadOptions): Promise<Tensor>;
  close(): Promise<void>;
}

/**
 * Opens a safetensors file: reads and checks its header, no tensor yet. Closing it closes `source`.
 *
 * @throws VitrineError `BAD_FILE` for anything that is not a sound safetensors file, before memory
 *   is taken for it; `UNSUPPORTED` for element types that are not read.
 */
export async function openSafetensors(
  source: ByteSource,
  options?: ReadOptions,
): Promise<WeightFile> {
  const headerLength = await readHeaderLength(source, options);
  const json = decodeHeader(source.name, await source.read(PREFIX, headerLength, options));
  const header = parseHeader(source.name, json, PREFIX + headerLength, source.size);
  return {
    ...header,
    async read(name, readOptions) {
      const stored = header.tensors.get(name);
      if (stored === undefined)
        throw unknownName(source.name, "weight", name, header.tensors.keys());
      const bytes = await source.read(stored.begin, stored.end - stored.begin, readOptions);
      return { dtype: stored.dtype, dims: stored.dims, data: viewAs(stored.dtype, bytes) };
    },
    close: () => source.close(),
  };
}

async function readHeaderLength(source: ByteSource, options?: ReadOptions): Promise<number> {
  if (source.size < PREFIX + 2) throw await notSafetensors(source, `${source.size} bytes`);
  const prefix = await source.read(0, PREFIX, options);
  const length = new DataView(prefix.buffer, prefix.byteOffset, PREFIX).getBigUint64(0, true);
  const room = BigInt(Math.min(source.size - PREFIX, MAX_HEADER));
  if (length < 2n || length > room)
    throw await notSafetensors(source, `a header of ${length} bytes`);
  return Number(length);
}

async function notSafetensors(source: ByteSource, got: string): Promise<VitrineError> {
  const start = await source.read(0, Math.min(source.size, 2));
  const limit = Math.min(Math.max(source.size - PREFIX, 0), MAX_HEADER);
  const pickled = looksLikePickle(start);
  const advice = pickled
    ? conversionAdvice(source.name)
    : "Is it a safetensors file, and complete?";
  const message = `${source.name}: not a safetensors file; expected a header of 2–${limit} bytes, got ${got}. ${advice}`;
  const file = source.name;
  return new VitrineError("BAD_FILE", message, {
    id: pickled ? "error.pickle" : "error.weights-broken",
    details: pickled ? { file, command: conversionCommand(file) } : { file, problem: got },
  });
}

function decodeHeader(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const message = `${file}: the header is not UTF-8. Is it a safetensors file, and complete?`;
    const details = { file, problem: "header UTF-8" };
    throw new VitrineError("BAD_FILE", message, { id: "error.weights-broken", cause, details });
  }
}
