import { open, type FileHandle } from "node:fs/promises";
import { throwIfAborted, VitrineError } from "../errors.ts";
import { checkRange, type ByteSource, type ReadOptions } from "./source.ts";

/** One system read; Node refuses 2 GiB and more. */
const CHUNK = 64 * 2 ** 20;

/**
 * Opens a file for ranged reads. The handle stays open until `close()`.
 *
 * @throws VitrineError `IO` where the path is missing, unreadable or a folder.
 */
export async function fileSource(path: string, name: string = path): Promise<ByteSource> {
  const handle = await openHandle(path);
  const size = await fileSize(path, handle);
  const source: ByteSource = {
    name,
    size,
    async read(offset, length, options = {}) {
      checkRange(source, offset, length);
      return readRange(path, handle, offset, length, options);
    },
    close: () => handle.close(),
  };
  return source;
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw ioError(path, error);
  }
}

async function fileSize(path: string, handle: FileHandle): Promise<number> {
  const stats = await handle.stat();
  if (stats.isFile()) return stats.size;
  await handle.close();
  throw new VitrineError("IO", `${path}: not a file; expected a file, got a folder or a device.`, {
    id: "error.not-a-file",
    details: { path },
  });
}

async function readRange(
  path: string,
  handle: FileHandle,
  offset: number,
  length: number,
  options: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    throwIfAborted(options.signal, path);
    const step = Math.min(CHUNK, length - done);
    const count = await readOnce(path, handle, bytes, done, step, offset + done);
    done += count;
    options.onBytes?.(count);
  }
  return bytes;
}

async function readOnce(
  path: string,
  handle: FileHandle,
  into: Uint8Array,
  at: number,
  length: number,
  position: number,
): Promise<number> {
  const { bytesRead } = await handle.read(into, at, length, position).catch((error: unknown) => {
    throw ioError(path, error);
  });
  if (bytesRead > 0) return bytesRead;
  const message = `${path}: ended at byte ${position} while being read; expected more. Was it cut short or overwritten?`;
  throw new VitrineError("IO", message);
}

const FORBIDDEN = "no permission to read it";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file. Check the path",
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EISDIR: "it is a folder; expected a file",
  ENOTDIR: "a part of the path is not a folder",
  EMFILE: "too many open files",
};

const IDS: Readonly<Record<string, string | undefined>> = {
  ENOENT: "error.file-missing",
  EACCES: "error.file-forbidden",
  EPERM: "error.file-forbidden",
  EISDIR: "error.not-a-file",
};

/** A system error in words. */
export function ioError(path: string, error: unknown): VitrineError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  const id = IDS[code];
  return new VitrineError("IO", `${path}: ${reason}.`, {
    ...(id !== undefined && { id }),
    cause: error,
    details: { path, code },
  });
}
