import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { flagName } from "../../src/methods/option-text.ts";
import type { OptionSchema } from "../../src/methods/options.ts";
import { checkMessages } from "./messages.ts";
import {
  camelCase,
  exporting,
  GenError,
  moduleOf,
  namesIn,
  refuseTwins,
  type SourceFile,
  sourcesIn,
  writeManifest,
} from "./files.ts";

const FOLDER = "src/methods";
const REGISTRY = `${FOLDER}/registry.generated.ts`;
const FLAGS = "src/cli/method-flags.generated.ts";
/** What `vitrine methods` shows without loading a method. */
const LISTED = ["id", "family", "title", "aliases", "paper", "takes", "needs"] as const;

interface Method {
  readonly file: SourceFile;
  readonly id: string;
  readonly family: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** The registry of all methods, and for each family a barrel of its functions. */
export async function generateMethods(root: string): Promise<void> {
  // Methods may import the registry, so that it has to exist before they can be read.
  if (!existsSync(path.join(root, REGISTRY))) writeManifest(root, REGISTRY, registry([]));
  const methods: Method[] = [];
  for (const family of familiesIn(root)) {
    for (const file of exporting(sourcesIn(root, `${FOLDER}/${family}`), "method")) {
      methods.push(await readMethod(root, family, file));
    }
  }
  refuseTwins(
    "method",
    methods.map((method) => [method.id, method.file] as const),
  );
  writeManifest(root, REGISTRY, registry(methods));
  writeManifest(root, FLAGS, flags(methods));
  for (const family of familiesIn(root)) {
    const members = methods.filter((method) => method.family === family);
    const file = `${FOLDER}/${family}/index.generated.ts`;
    if (members.length > 0) writeManifest(root, file, barrel(members));
    else rmSync(path.join(root, file), { force: true });
  }
}

function familiesIn(root: string): readonly string[] {
  return namesIn(root, FOLDER).filter((name) => name !== "shared" && !name.includes("."));
}

async function readMethod(root: string, family: string, file: SourceFile): Promise<Method> {
  const module = await moduleOf(root, file);
  const record = module.method as Method["record"];
  if (record.id !== file.name) {
    throw new GenError(`${file.path}: id is "${String(record.id)}"; name the file after its id.`);
  }
  if (record.family !== family) {
    throw new GenError(
      `${file.path}: family is "${String(record.family)}"; move the file to its family's folder.`,
    );
  }
  if (typeof module[camelCase(file.name)] !== "function") {
    throw new GenError(`${file.path}: expected the function ${camelCase(file.name)} exported.`);
  }
  if (!checkMessages(file.path, record.messages).has("about")) {
    throw new GenError(
      `${file.path}: messages lack "about": the question that the method answers.`,
    );
  }
  return { file, id: file.name, family, record };
}

function registry(methods: readonly Method[]): string[] {
  return [
    `import type { Localised, Method, MethodListing } from "./define.ts";`,
    ``,
    `/** A method's listing, and how to load the rest. */`,
    `export interface MethodEntry extends MethodListing {`,
    `  /** The question that it answers: its message \`about\`. */`,
    `  readonly about: Localised;`,
    `  readonly load: () => Promise<{ readonly method: Method }>;`,
    `}`,
    ``,
    `export const registry: readonly MethodEntry[] = [`,
    ...methods.flatMap((method) => [
      `  {`,
      ...LISTED.filter((key) => method.record[key] !== undefined).map(
        (key) => `    ${key}: ${JSON.stringify(method.record[key])},`,
      ),
      `    about: ${JSON.stringify(messageOf(method, "about"))},`,
      `    load: () => import("./${method.family}/${method.id}.ts"),`,
      `  },`,
    ]),
    `];`,
  ];
}

/** What shells complete of a method's options, so that completing loads no method. */
function flags(methods: readonly Method[]): string[] {
  return [
    `import type { Localised } from "../methods/define.ts";`,
    ``,
    `/** An option's flag, the words it may be followed by, and what it is about. */`,
    `export interface MethodFlag {`,
    `  readonly flag: string;`,
    `  readonly values: readonly string[];`,
    `  readonly about: Localised;`,
    `}`,
    ``,
    `/** The flags of each method's own options. */`,
    `export const methodFlags: Readonly<Record<string, readonly MethodFlag[]>> = {`,
    ...methods.flatMap((method) => [
      `  ${JSON.stringify(method.id)}: [`,
      ...optionsOf(method).map(([name, schema]) => {
        const about = messageOf(method, `option.${name}`);
        const flag = { flag: flagName(name), values: valuesOf(schema), about };
        return `    ${JSON.stringify(flag)},`;
      }),
      `  ],`,
    ]),
    `};`,
  ];
}

function optionsOf({ record }: Method): (readonly [string, OptionSchema])[] {
  return Object.entries((record.options ?? {}) as Readonly<Record<string, OptionSchema>>);
}

function valuesOf(schema: OptionSchema): readonly string[] {
  if (schema.kind === "choice") return schema.of;
  if (schema.kind === "list") return schema.choices ?? [];
  return schema.kind === "boolean" ? ["true", "false"] : [];
}

/** What one of a method's messages says in each language. */
function messageOf({ record }: Method, id: string): Readonly<Record<string, string>> {
  const messages = record.messages as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const texts = Object.entries(messages).map(([language, said]) => [language, said[id]] as const);
  return Object.fromEntries(texts);
}

function barrel(methods: readonly Method[]): string[] {
  return methods.flatMap(({ id, file }) => {
    const name = camelCase(id);
    const types = typesNamedAfter(name, file.text).join(", ");
    return [
      `export { ${name} } from "./${id}.ts";`,
      ...(types === "" ? [] : [`export type { ${types} } from "./${id}.ts";`]),
    ];
  });
}

/** Exported types that carry the method's own name: `PatchOptions`, `PatchData`, … */
function typesNamedAfter(name: string, text: string): string[] {
  const prefix = name[0].toUpperCase() + name.slice(1);
  const declared = text.matchAll(/^export (?:interface|type) (\w+)/gm);
  return [...declared].map((match) => match[1]).filter((type) => type.startsWith(prefix));
}
