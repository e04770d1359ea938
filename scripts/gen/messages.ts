import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { GenError, moduleOf, type SourceFile, sourcesIn } from "./files.ts";

const LANGUAGES = ["en", "zh"] as const;
const CATALOGUE = /^export const (\w*[mM]essages): Messages\b/gm;
/** `report.html` is a file, not a message. */
const FILE_NAME = /\.(?:html|json|svg|png|csv|npz|txt|ts|js|md)$/;

/** A catalogue of messages outside the methods. */
export interface Catalogue {
  readonly file: SourceFile;
  /** By id, in the first language. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Checks every exported catalogue under `src/`: each text in each language with the same blanks, and
 * no id in the code, as a literal with the first word of a catalogue's ids, that none of them has.
 */
export async function checkCatalogues(root: string): Promise<readonly Catalogue[]> {
  const files = foldersIn(root).flatMap((folder) => sourcesIn(root, folder));
  const catalogues: Catalogue[] = [];
  for (const file of files) {
    const names = [...file.text.matchAll(CATALOGUE)].map((match) => match[1]);
    if (names.length === 0) continue;
    const module = await moduleOf(root, file);
    for (const name of names) {
      const texts = checkMessages(file.path, module[name]);
      catalogues.push({ file, texts });
    }
  }
  refuseTwice(catalogues);
  for (const file of files) refuseUndefined(file, catalogues);
  return catalogues;
}

/** Every language must say the same things: one text per key, none empty, with the same blanks. */
export function checkMessages(where: string, messages: unknown): ReadonlyMap<string, string> {
  const catalogues = LANGUAGES.map((language) => textsOf(where, language, messages));
  const [reference, ...others] = catalogues;
  others.forEach((other, i) => {
    refuseMissing(where, LANGUAGES[i + 1], reference, other);
    refuseMissing(where, LANGUAGES[0], other, reference);
    for (const [key, text] of reference) {
      refuseOtherBlanks(where, key, [LANGUAGES[0], text], [LANGUAGES[i + 1], other.get(key) ?? ""]);
    }
  });
  return reference;
}

/** The names in braces of a text, sorted. */
export function blanksOf(text: string): readonly string[] {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  return [...new Set(names)].sort();
}

function foldersIn(root: string): readonly string[] {
  const src = path.join(root, "src");
  if (!existsSync(src)) return [];
  const inside = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  return ["src", ...inside.map((folder) => folder.replaceAll(path.sep, "/"))].sort();
}

function textsOf(where: string, language: string, messages: unknown): ReadonlyMap<string, string> {
  const texts = isRecord(messages) ? messages[language] : undefined;
  if (!isRecord(texts)) throw new GenError(`${where}: messages has no language "${language}".`);
  const entries = Object.entries(texts).map(([key, text]) => {
    if (typeof text === "string" && text.trim() !== "") return [key, text] as const;
    throw new GenError(`${where}: messages.${language}.${key} must be a text, and not empty.`);
  });
  return new Map(entries);
}

function refuseMissing(
  where: string,
  language: string,
  wanted: ReadonlyMap<string, string>,
  present: ReadonlyMap<string, string>,
): void {
  const missing = [...wanted.keys()].filter((key) => !present.has(key));
  if (missing.length === 0) return;
  throw new GenError(`${where}: messages.${language} lacks ${missing.join(", ")}.`);
}

function refuseOtherBlanks(
  where: string,
  key: string,
  ...texts: readonly (readonly [language: string, text: string])[]
): void {
  const [first, second] = texts.map(([language, text]) => [language, blanksOf(text)] as const);
  if (String(first[1]) === String(second[1])) return;
  const shown = ([language, blanks]: typeof first): string =>
    `${language} ${blanks.map((blank) => `{${blank}}`).join(" ") || "none"}`;
  throw new GenError(`${where}: the blanks of ${key} differ: ${shown(first)}, ${shown(second)}.`);
}

/** A catalogue may be part of another, but one id must not say two things. */
function refuseTwice(catalogues: readonly Catalogue[]): void {
  const said = new Map<string, readonly [text: string, where: string]>();
  for (const { file, texts } of catalogues) {
    for (const [id, text] of texts) {
      const [other, where] = said.get(id) ?? [text, file.path];
      if (other !== text) {
        throw new GenError(`${id} says one thing in ${where} and another in ${file.path}.`);
      }
      said.set(id, [text, file.path]);
    }
  }
}

/** In methods the first words mean the method's own messages, which their own test looks after. */
function refuseUndefined(
  { path: where, text }: SourceFile,
  catalogues: readonly Catalogue[],
): void {
  if (where.startsWith("src/methods/")) return;
  const ids = catalogues.flatMap(({ texts }) => [...texts.keys()]);
  const known = new Set(ids);
  const first = new Set(ids.map((id) => id.split(".")[0]));
  for (const [, id] of text.matchAll(/"([a-z]+\.[\w.-]+)"/g)) {
    if (!first.has(id.split(".")[0]) || known.has(id) || FILE_NAME.test(id)) continue;
    throw new GenError(`${where}: there is no message "${id}".`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
