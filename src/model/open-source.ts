import { localFolder } from "#bytes";
import { bundledModels } from "../bundled/models.ts";
import {
  folderOf,
  memoryFolder,
  pickedFolder,
  urlFolder,
  type Folder,
  type PickedFile,
} from "../bytes/folder.ts";
import { nearest, VitrineError } from "../errors.ts";

/**
 * Where a model is: a bundled name, the path of a folder, an address, a Hugging Face id
 * (`owner/name`), files a user picked (an `<input>`'s `files` too), files in memory by name, or a
 * Blob of safetensors, to which the options add the config.
 */
export type ModelSource =
  string | URL | Blob | Iterable<PickedFile> | ReadonlyMap<string, Uint8Array | string>;

const HUB = "https://huggingface.co";

/** The folder a source stands for. */
export async function openSource(source: ModelSource, revision = "main"): Promise<Folder> {
  if (source instanceof URL) return addressFolder(source);
  if (source instanceof Blob) return blobFolder(source);
  if (source instanceof Map) return memoryFolder("files in memory", source);
  if (typeof source !== "string") return pickedFolder(pickedFiles(source));
  const bundled = bundledModels.get(source);
  if (bundled !== undefined) return bundledFolder(source, bundled);
  if (/^(https?|file):\/\//.test(source)) return addressFolder(new URL(source));
  return namedFolder(source, revision);
}

/** Whatever came from JavaScript, or a form. */
function pickedFiles(source: unknown): PickedFile[] {
  const files = isIterable(source) ? [...source] : [];
  if (isIterable(source) && files.every((file) => file instanceof Blob && "name" in file)) {
    return files as PickedFile[];
  }
  throw new VitrineError(
    "BAD_INPUT",
    `loadModel: not a model; expected a name, a path, an address, the files of a checkpoint folder or a Map of their contents, got ${describe(source)}.`,
  );
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function describe(value: unknown): string {
  if (isIterable(value)) return "a list of something else";
  return value === null ? "null" : typeof value;
}

/** A checkpoint's weights alone. */
function blobFolder(blob: Blob): Folder {
  const name = "name" in blob ? String(blob.name) : "blob";
  return folderOf(name, [["model.safetensors", { kind: "blob", blob, name }]]);
}

function bundledFolder(name: string, files: ReadonlyMap<string, URL>): Folder {
  const locations = Array.from(
    files,
    ([file, url]) => [file, { kind: "url", url: url.href }] as const,
  );
  return folderOf(name, locations);
}

function addressFolder(address: URL): Folder | Promise<Folder> {
  if (address.protocol !== "file:") return urlFolder(address.href);
  return localFolder(decodeURIComponent(address.pathname));
}

/** A path, or, where nothing is there, an id on the hub. */
async function namedFolder(source: string, revision: string): Promise<Folder> {
  try {
    return await localFolder(source);
  } catch (error) {
    const isId = /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(source);
    if (isId) return urlFolder(`${HUB}/${source}/resolve/${encodeURIComponent(revision)}/`);
    const known = [...bundledModels.keys()];
    const close = nearest(source, known, 1)[0];
    const hint = close === undefined ? "" : ` Did you mean "${close}"?`;
    throw new VitrineError(
      "IO",
      `loadModel: no model "${source}"; expected a bundled name (${known.join(", ")}), a folder, an address or a Hugging Face id (owner/name).${hint}`,
      {
        id: "error.no-model",
        cause: error,
        details: { name: source, known: known.join(", "), candidates: nearest(source, known, 1) },
      },
    );
  }
}
