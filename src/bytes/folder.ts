import type { ByteLocation } from "./source.ts";
import { urlExists } from "./url.ts";

/** Files that belong together, such as a checkpoint: a directory, an address or picked files. */
export interface Folder {
  readonly name: string;
  /** Paths of all files relative to the folder, with `/`; null where it cannot be listed (a URL). */
  list(): Promise<readonly string[] | null>;
  /** Where a file is, by its path relative to the folder; null where there is none. */
  locate(file: string): Promise<ByteLocation | null>;
}

/** A folder made of files whose locations are known: in memory, bundled, or picked by a user. */
export function folderOf(name: string, files: Iterable<readonly [string, ByteLocation]>): Folder {
  const locations = new Map(files);
  return {
    name,
    list: async () => [...locations.keys()].sort(),
    locate: async (file) => locations.get(file) ?? null,
  };
}

/** A folder of files in memory. */
export function memoryFolder(
  name: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): Folder {
  const encoder = new TextEncoder();
  return folderOf(
    name,
    Array.from(files, ([file, content]) => {
      const bytes = typeof content === "string" ? encoder.encode(content) : content;
      return [file, { kind: "memory", bytes, name: `${name}/${file}` }] as const;
    }),
  );
}

/** A `File` as browsers and Node have it. */
export interface PickedFile extends Blob {
  readonly name: string;
  /** Set by `<input webkitdirectory>`: the picked folder's name, then the path inside it. */
  readonly webkitRelativePath?: string;
}

/** A folder of files that a user picked or dropped, singly or as a directory. */
export function pickedFolder(files: Iterable<PickedFile>): Folder {
  const picked = [...files];
  const root = picked[0]?.webkitRelativePath?.split("/")[0] ?? "";
  return folderOf(
    root === "" ? "picked files" : root,
    picked.map((file) => {
      const inside = file.webkitRelativePath?.split("/").slice(1).join("/") ?? "";
      return [
        inside === "" ? file.name : inside,
        { kind: "blob", blob: file, name: file.name },
      ] as const;
    }),
  );
}

/** The folder at an address; files are `<base>/<file>`, and a query string is kept. */
export function urlFolder(base: string): Folder {
  const address = new URL(base);
  const root = address.pathname.endsWith("/") ? address.pathname : `${address.pathname}/`;
  return {
    name: base,
    list: async () => null,
    async locate(file) {
      const url = new URL(address);
      url.pathname = root + file.split("/").map(encodeURIComponent).join("/");
      return (await urlExists(url.href)) ? { kind: "url", url: url.href } : null;
    },
  };
}
