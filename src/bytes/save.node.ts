import { appendFile, mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { ioError } from "./file.node.ts";

/** Writes files into a directory, which is made if it is not there. Contents come in pieces. */
export async function saveFiles(
  directory: string,
  files: ReadonlyMap<string, readonly Uint8Array[]>,
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, chunks] of files) await writeChunks(path.join(directory, name), chunks);
  } catch (error) {
    throw ioError(directory, error);
  }
}

/**
 * Replaces a file wholly or not at all: written beside it, flushed, then renamed. Its folder is made
 * if it is not there.
 */
export async function replaceFile(file: string, chunks: readonly Uint8Array[]): Promise<void> {
  const fresh = `${file}.new`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeChunks(fresh, chunks, { flush: true });
    await rename(fresh, file);
  } catch (error) {
    throw ioError(file, error);
  }
}

/** Writes on at the end of a file, which is made if it is not there, with its folder. */
export async function appendToFile(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await appendFile(file, bytes);
  } catch (error) {
    throw ioError(file, error);
  }
}

/** A whole file; null where there is none. */
export async function readFileIfAny(file: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw ioError(file, error);
  }
}

async function writeChunks(
  file: string,
  chunks: readonly Uint8Array[],
  { flush = false } = {},
): Promise<void> {
  const handle = await open(file, "w");
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
}
