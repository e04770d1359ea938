import { fileURLToPath } from "node:url";
import { fileSource } from "./file.node.ts";
import {
  blobSource,
  memorySource,
  type ByteLocation,
  type ByteSource,
  type ReadOptions,
} from "./source.ts";
import { urlSource } from "./url.ts";

export { localFolder } from "./folder.node.ts";
export { appendToFile, readFileIfAny, replaceFile, saveFiles } from "./save.node.ts";

/**
 * Opens a location: files and `file:` URLs by path, `http:` and `https:` by ranged requests.
 * The caller closes what it opened.
 */
export async function openBytes(
  location: ByteLocation,
  options?: ReadOptions,
): Promise<ByteSource> {
  if (location.kind === "file") return fileSource(location.path);
  if (location.kind === "blob") return blobSource(location.name, location.blob);
  if (location.kind === "memory") return memorySource(location.name, location.bytes);
  const { url } = location;
  return url.startsWith("file:") ? fileSource(fileURLToPath(url), url) : urlSource(url, options);
}
