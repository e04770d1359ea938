import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ArgsDef, CommandDef } from "citty";
import { type BundledFiles, bundledModels, defaultModel } from "../../bundled/models.ts";
import { translator } from "../../view/text.ts";
import { readArgs } from "../flags.ts";
import { columns } from "../layout.ts";
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
  readonly bytes: number;
}

async function listModels(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const args = readArgs("models", rawArgs, ARGS);
  const models = await Promise.all(
    Array.from(bundledModels, ([name, files]) => listing(name, files)),
  );
  if (args.json === true) return shell.print(JSON.stringify({ schema: 1, models }));
  const text = translator(shell.language, cliMessages);
  const entries = models.map(({ name, isDefault, bytes, architecture, layers, heads }) => {
    const size = Math.round(bytes / 1000);
    const facts = text("cli.models.facts", { architecture, layers, heads, size });
    return [name, isDefault ? `${facts} (${text("cli.models.default")})` : facts] as const;
  });
  shell.print(columns(entries, shell).join("\n"));
}

/** Facts from a model's own files, without loading it. */
async function listing(name: string, files: BundledFiles): Promise<Listing> {
  const config = JSON.parse(await readFile(address(files, "config.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const { size } = await stat(fileURLToPath(address(files, "model.safetensors")));
  return {
    name,
    isDefault: name === defaultModel,
    architecture: String(config.model_type),
    layers: Number(config.num_hidden_layers),
    heads: Number(config.num_attention_heads),
    bytes: size,
  };
}

function address(files: BundledFiles, file: string): URL {
  return files.get(file) as URL;
}
