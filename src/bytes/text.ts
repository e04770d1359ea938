import { openBytes } from "#bytes";
import { VitrineError } from "../errors.ts";
import type { Folder } from "./folder.ts";
import { nameOf, readAll, type ReadOptions } from "./source.ts";

/**
 * A text file of a folder, UTF-8, or null where there is none.
 *
 * @throws VitrineError `BAD_FILE` where the bytes are not UTF-8.
 */
export async function readText(
  folder: Folder,
  file: string,
  options?: ReadOptions,
): Promise<string | null> {
  const location = await folder.locate(file);
  if (location === null) return null;
  const source = await openBytes(location, options);
  try {
    return decodeText(nameOf(location), await readAll(source, options));
  } finally {
    await source.close();
  }
}

/** A JSON file of a folder, or null where there is none. */
export async function readJson(
  folder: Folder,
  file: string,
  options?: ReadOptions,
): Promise<unknown> {
  const text = await readText(folder, file, options);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${folder.name}/${file}: not JSON (${reason}). Fetch the file again.`;
    throw new VitrineError("BAD_FILE", message, { cause });
  }
}

function decodeText(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${name}: not UTF-8 text. Is it the right file, and complete?`;
    throw new VitrineError("BAD_FILE", message, { cause });
  }
}
