import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "../errors.ts";
import { ioError } from "./file.node.ts";
import type { Folder } from "./folder.ts";

/**
 * A directory on disk. Symbolic links are followed: model caches are made of them.
 *
 * @throws VitrineError `IO` where the path is missing or not a directory.
 */
export async function localFolder(directory: string): Promise<Folder> {
  const root = path.resolve(directory);
  if (!(await isDirectory(root))) {
    throw new VitrineError("IO", `${root}: not a folder; expected a folder, got a file.`);
  }
  return {
    name: directory,
    list: () => listFiles(root),
    async locate(file) {
      const full = path.join(root, file);
      return isInside(root, full) && (await isFile(full)) ? { kind: "file", path: full } : null;
    },
  };
}

function isInside(root: string, full: string): boolean {
  const relative = path.relative(root, full);
  return relative !== "" && relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative);
}

async function isDirectory(full: string): Promise<boolean> {
  try {
    return (await stat(full)).isDirectory();
  } catch (error) {
    throw ioError(full, error);
  }
}

async function isFile(full: string): Promise<boolean> {
  try {
    return (await stat(full)).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw ioError(full, error);
  }
}

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true }).catch((error: unknown) => {
    throw ioError(root, error);
  });
  const files: string[] = [];
  for (const entry of entries) {
    if (await isFile(path.join(root, entry))) files.push(entry.split(path.sep).join("/"));
  }
  return files.sort();
}
