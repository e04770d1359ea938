import { access, constants, open, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "../errors.ts";

/**
 * Checks before any work that a file can be written, without writing it.
 * @throws VitrineError `IO` saying what stands in the way.
 */
export async function checkWritable(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw unwritable(file, reasonOf(error));
  });
  if (found?.isDirectory() === true) throw unwritable(file, "it is a folder");
  const folder = path.dirname(path.resolve(file));
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw unwritable(file, `there is no folder ${folder}`);
  await access(found === null ? folder : file, constants.W_OK).catch((error: unknown) => {
    throw unwritable(file, reasonOf(error as NodeJS.ErrnoException));
  });
}

/**
 * Writes a whole file or none: into a neighbour first, which then takes the name.
 * @throws VitrineError `IO`
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const existing = await stat(file).catch(() => null);
  const neighbour = `${file}.${process.pid}.part`;
  try {
    // A device or a pipe has no name to take.
    if (existing !== null && !existing.isFile()) return await writeFile(file, text);
    await writeFile(neighbour, text);
    await rename(neighbour, file);
  } catch (error) {
    await rm(neighbour, { force: true });
    throw unwritable(file, reasonOf(error as NodeJS.ErrnoException));
  }
}

/** The first characters of a file; empty where there is none. */
export async function beginningOf(file: string, length: number): Promise<string> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return "";
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await handle.close();
  }
}

function unwritable(file: string, reason: string): VitrineError {
  return new VitrineError(
    "IO",
    `${file}: cannot be written; ${reason}. Choose another place with --out.`,
  );
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "permission is denied",
    EPERM: "permission is denied",
    EROFS: "the file system is read-only",
    ENOSPC: "the disk is full",
    ENOTDIR: "a part of the path is not a folder",
    ENAMETOOLONG: "the name is too long",
  };
  return reasons[error.code ?? ""] ?? error.message;
}
