import { mkdir, open } from "node:fs/promises";
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

async function writeChunks(file: string, chunks: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, "w");
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}
