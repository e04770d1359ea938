import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ArgsDef, CommandDef } from "citty";
import { type BundledFiles, bundledModels, defaultModel } from "../../bundled/models.ts";
import { type Text, translator } from "../../view/text.ts";
import { wrapText } from "../../view/text-width.ts";
import { readArgs } from "../flags.ts";
import { columns, type Entry, muted } from "../layout.ts";
import { cliMessages } from "../messages.ts";
import type { Shell } from "../shell.ts";

const ARGS = {
  json: { type: "boolean", description: "cli.json" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

export const command: CommandDef = {
  meta: { name: "models", description: "cli.models" },
  args: ARGS,
  run: ({ rawArgs, data }) => listModels(rawArgs, data as Shell),
};

interface Listing {
  readonly name: string;
  readonly isDefault: boolean;
  readonly architecture: string;
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly vocabulary: number;
  readonly context: number;
  readonly bytes: number;
}

async function listModels(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const args = readArgs("models", rawArgs, ARGS);
  const models = await Promise.all(
    Array.from(bundledModels, ([name, files]) => listing(name, files)),
  );
  if (args.json === true) return shell.print(JSON.stringify({ schema: 1, models }));
  const text = translator(shell.language, cliMessages);
  const entries = models.map((model) => entry(model, text));
  const more = wrapText(text("cli.models.more"), shell.width).map((line) => muted(line, shell));
  shell.print([...columns(entries, shell), "", ...more].join("\n"));
}

function entry({ name, isDefault, bytes, ...facts }: Listing, text: Text): Entry {
  const id = `cli.models.${name}`;
  const about = text(id) === id ? "" : text(id);
  const preset = isDefault ? text("cli.unit", { unit: text("cli.models.default") }) : "";
  const size = Math.round(bytes / 1000);
  return [name, `${about}${preset}`, text("cli.models.facts", { ...facts, size })];
}

/** Facts from a model's own files, without loading it. */
async function listing(name: string, files: BundledFiles): Promise<Listing> {
  const { architectures } = await import("../../architectures/table.generated.ts");
  const json = JSON.parse(await readFile(address(files, "config.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const family = architectures.find((each) => each.modelTypes.includes(String(json.model_type)))!;
  const config = family.parseConfig(json, null);
  const { size } = await stat(fileURLToPath(address(files, "model.safetensors")));
  return {
    name,
    isDefault: name === defaultModel,
    architecture: config.architecture,
    layers: config.nLayers,
    heads: config.nHeads,
    width: config.dModel,
    vocabulary: config.dVocab,
    context: config.nCtx,
    bytes: size,
  };
}

function address(files: BundledFiles, file: string): URL {
  return files.get(file) as URL;
}
