import { throwIfAborted, VitrineError } from "../errors.ts";

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of bytes as each piece of this read arrives. */
  readonly onBytes?: (count: number) => void;
}

/**
 * Bytes of known length that are read by range: a file, a URL, a Blob or memory. What is read may
 * share memory with the source and must not be written to.
 */
export interface ByteSource {
  /** For messages: a path, an address or a file name. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * The `length` bytes from `offset` on, all of them.
   *
   * @throws VitrineError `IO` where the range leaves the source or the bytes cannot be had,
   *   `ABORTED` where the signal fires.
   */
  read(offset: number, length: number, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Where bytes are, as plain data: posts to a worker, which opens the source itself. */
export type ByteLocation =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "blob"; readonly blob: Blob; readonly name: string }
  | { readonly kind: "memory"; readonly bytes: Uint8Array; readonly name: string };

/** What messages call a location. */
export function nameOf(location: ByteLocation): string {
  if (location.kind === "file") return location.path;
  return location.kind === "url" ? location.url : location.name;
}

/** Checks a range before anything is allocated for it. */
export function checkRange(source: ByteSource, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (whole && offset >= 0 && length >= 0 && offset + length <= source.size) return;
  throw new VitrineError(
    "IO",
    `${source.name}: range outside the file; expected bytes within 0–${source.size}, ` +
      `got ${length} bytes from ${offset}. The file may be cut short; fetch it again.`,
    { details: { offset, length, size: source.size } },
  );
}

/** The whole source. */
export function readAll(
  source: ByteSource,
  options?: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  return source.read(0, source.size, options);
}

/** A source over bytes that are already here. Reads are views, not copies. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  const source: ByteSource = {
    name,
    size: bytes.byteLength,
    async read(offset, length, options = {}) {
      throwIfAborted(options.signal, name);
      checkRange(source, offset, length);
      options.onBytes?.(length);
      return bytes.subarray(offset, offset + length) as Uint8Array<ArrayBuffer>;
    },
    async close() {},
  };
  return source;
}

/** A source over a Blob or a File that a user picked. */
export function blobSource(name: string, blob: Blob): ByteSource {
  const source: ByteSource = {
    name,
    size: blob.size,
    async read(offset, length, options = {}) {
      throwIfAborted(options.signal, name);
      checkRange(source, offset, length);
      const bytes = new Uint8Array(await readBlob(name, blob.slice(offset, offset + length)));
      throwIfAborted(options.signal, name);
      options.onBytes?.(length);
      return bytes;
    },
    async close() {},
  };
  return source;
}

async function readBlob(name: string, part: Blob): Promise<ArrayBuffer> {
  try {
    return await part.arrayBuffer();
  } catch (cause) {
    const message = `${name}: the browser could not read it. Pick the file again; it may have changed.`;
    throw new VitrineError("IO", message, { cause });
  }
}
