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

/**
 * Opens a location: files and `file:` URLs by path, `http:` and `https:` by ranged requests.
 * The caller closes what it opened.
 */
export async function openBytes(
  location: ByteLocation,
  options?: ReadOptions,
): Promise<ByteSource> {
  switch (location.kind) {
    case "file":
      return fileSource(location.path);
    case "url":
      if (location.url.startsWith("file:"))
        return fileSource(fileURLToPath(location.url), location.url);
      return urlSource(location.url, options);
    case "blob":
      return blobSource(location.name, location.blob);
    case "memory":
      return memorySource(location.name, location.bytes);
  }
}
