import { access, constants, open, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { VitrineError } from "../errors.ts";
import { commandError } from "./usage-error.ts";
import type { UsageId } from "./usage-messages.ts";

/**
 * Checks before any work that a file can be written, by making a neighbour of it and taking that away.
 * @throws VitrineError `IO` saying what stands in the way.
 */
export async function checkWritable(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw failed(file, error);
  });
  if (found?.isDirectory() === true) throw unwritable(file, "cli.error.unwritable.folder");
  const folder = path.dirname(path.resolve(file));
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw unwritable(file, "cli.error.unwritable.noFolder", { folder });
  const isOther = found !== null && !found.isFile();
  const attempt = isOther ? access(file, constants.W_OK) : tryNeighbour(file);
  await attempt.catch((error: unknown) => {
    throw failed(file, error as NodeJS.ErrnoException);
  });
}

/** Permissions alone do not tell: a folder may refuse for reasons of its own. */
async function tryNeighbour(file: string): Promise<void> {
  const neighbour = neighbourOf(file);
  const handle = await open(neighbour, "w");
  await handle.close();
  await rm(neighbour);
}

/**
 * Writes a whole file or none: into a neighbour first, which then takes the name.
 * @throws VitrineError `IO`
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const existing = await stat(file).catch(() => null);
  const neighbour = neighbourOf(file);
  try {
    // A device or a pipe has no name to take.
    if (existing !== null && !existing.isFile()) return await writeFile(file, content);
    await writeFile(neighbour, content);
    await rename(neighbour, file);
  } catch (error) {
    await rm(neighbour, { force: true });
    throw failed(file, error as NodeJS.ErrnoException);
  }
}

function neighbourOf(file: string): string {
  return `${file}.${process.pid}.part`;
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

const REASONS: Readonly<Record<string, UsageId | undefined>> = {
  ENOENT: "cli.error.unwritable.refused",
  EACCES: "cli.error.unwritable.forbidden",
  EPERM: "cli.error.unwritable.forbidden",
  EROFS: "cli.error.unwritable.readOnly",
  ENOSPC: "cli.error.unwritable.full",
  ENOTDIR: "cli.error.unwritable.notFolder",
  ENAMETOOLONG: "cli.error.unwritable.longName",
};

/** A system error on the way to the file. */
function failed(file: string, { code = "", message }: NodeJS.ErrnoException): VitrineError {
  const reason = REASONS[code];
  if (reason !== undefined) return unwritable(file, reason);
  return commandError("IO", null, "cli.error.unwritable", { file, reason: message });
}

function unwritable(
  file: string,
  reason: UsageId,
  details: { folder?: string } = {},
): VitrineError {
  return commandError("IO", null, "cli.error.unwritable", { file, reason, ...details });
}
