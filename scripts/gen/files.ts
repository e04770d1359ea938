import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Something in the sources that a manifest cannot be made of. The message says what to change. */
export class GenError extends Error {}

export interface SourceFile {
  /** Path from the root, for messages. */
  readonly path: string;
  /** File name without `.ts`. */
  readonly name: string;
  readonly text: string;
}

/** The TypeScript sources directly in `folder`, by name; none where there is no such folder. */
export function sourcesIn(root: string, folder: string): readonly SourceFile[] {
  return namesIn(root, folder)
    .filter((file) => file.endsWith(".ts") && !/\.(test|generated|d)\.ts$/.test(file))
    .map((file) => ({
      path: `${folder}/${file}`,
      name: file.slice(0, -".ts".length),
      text: readFileSync(path.join(root, folder, file), "utf8"),
    }));
}

/** Those of `files` with a top-level `export const <name>`. */
export function exporting(files: readonly SourceFile[], name: string): readonly SourceFile[] {
  const declaration = new RegExp(`^export const ${name}\\b`, "m");
  return files.filter((file) => declaration.test(file.text));
}

/** Names in `folder`, sorted; none where there is no such folder. */
export function namesIn(root: string, folder: string): readonly string[] {
  const full = path.join(root, folder);
  return existsSync(full) ? readdirSync(full).sort() : [];
}

/** Loads a source file and hands out one of its exports. */
export async function exportOf(root: string, file: SourceFile, name: string): Promise<unknown> {
  return (await moduleOf(root, file))[name];
}

/** Loads a source file. */
export async function moduleOf(root: string, file: SourceFile): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path.join(root, file.path)).href)) as Record<
      string,
      unknown
    >;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GenError(`${file.path} cannot be loaded: ${reason}`, { cause });
  }
}

/** Writes a manifest, leaving the file's date alone where nothing changed. */
export function writeManifest(root: string, file: string, lines: readonly string[]): void {
  const full = path.join(root, file);
  const text = ["// Written by `npm run gen`; changes here are lost.", ...lines, ""].join("\n");
  if (existsSync(full) && readFileSync(full, "utf8") === text) return;
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

/** `integrated-gradients` → `integratedGradients`. */
export function camelCase(name: string): string {
  return name.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Throws when two entries share a name. */
export function refuseTwins(kind: string, entries: Iterable<readonly [string, SourceFile]>): void {
  const seen = new Map<string, SourceFile>();
  for (const [name, file] of entries) {
    const first = seen.get(name);
    if (first !== undefined) {
      throw new GenError(`${kind} "${name}" is in ${first.path} and in ${file.path}; keep one.`);
    }
    seen.set(name, file);
  }
}
