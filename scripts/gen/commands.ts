import { exporting, GenError, sourcesIn, writeManifest } from "./files.ts";

/** `src/cli/commands.generated.ts`: command name → lazy import of its file. */
export async function generateCommands(root: string): Promise<void> {
  const files = sourcesIn(root, "src/cli/commands");
  const commands = exporting(files, "command");
  const odd = files.find((file) => !commands.includes(file));
  if (odd !== undefined) throw new GenError(`${odd.path}: expected "export const command".`);
  writeManifest(root, "src/cli/commands.generated.ts", [
    `import type { SubCommandsDef } from "citty";`,
    ``,
    `export const commands: SubCommandsDef = {`,
    ...commands.map(
      ({ name }) =>
        `  "${name}": () => import("./commands/${name}.ts").then((module) => module.command),`,
    ),
    `};`,
  ]);
}
