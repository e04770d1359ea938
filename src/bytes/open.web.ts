import { VitrineError } from "../errors.ts";
import type { Folder } from "./folder.ts";
import {
  blobSource,
  memorySource,
  type ByteLocation,
  type ByteSource,
  type ReadOptions,
} from "./source.ts";
import { urlSource } from "./url.ts";

/** Opens a location. A page has URLs, picked files and memory, but no file system. */
export async function openBytes(
  location: ByteLocation,
  options?: ReadOptions,
): Promise<ByteSource> {
  if (location.kind === "file") throw noFileSystem(location.path);
  if (location.kind === "blob") return blobSource(location.name, location.blob);
  if (location.kind === "memory") return memorySource(location.name, location.bytes);
  if (location.url.startsWith("file:")) throw noFileSystem(location.url);
  return urlSource(location.url, options);
}

/** Folders on disk exist in Node only: always throws `UNSUPPORTED`. */
export async function localFolder(path: string): Promise<Folder> {
  throw noFileSystem(path);
}

function noFileSystem(path: string): VitrineError {
  return new VitrineError(
    "UNSUPPORTED",
    `${path}: a page cannot read a path; expected an http(s) address or picked files. ` +
      `Serve the folder over http, or pass the File objects of an <input type="file" webkitdirectory>.`,
  );
}

/** Pages cannot write folders. */
export async function saveFiles(
  directory: string,
  _files: ReadonlyMap<string, readonly Uint8Array[]>,
): Promise<void> {
  const message = `save: a page cannot write the folder "${directory}"; expected Node. Offer the files as downloads instead.`;
  throw new VitrineError("UNSUPPORTED", message);
}

/** Pages have no file system: always throws `UNSUPPORTED`, as the two below. */
export async function replaceFile(file: string, _chunks: readonly Uint8Array[]): Promise<void> {
  throw noFileSystem(file);
}

export async function appendToFile(file: string, _bytes: Uint8Array): Promise<void> {
  throw noFileSystem(file);
}

export async function readFileIfAny(file: string): Promise<Uint8Array | null> {
  throw noFileSystem(file);
}
