import { camelCase, exporting, type SourceFile, sourcesIn, writeManifest } from "./files.ts";

/** `src/architectures/table.generated.ts`: the record of every file that exports `architecture`. */
export async function generateArchitectures(root: string): Promise<void> {
  const files = exporting(sourcesIn(root, "src/architectures"), "architecture");
  const alias = (file: SourceFile): string => `${camelCase(file.name)}Architecture`;
  writeManifest(root, "src/architectures/table.generated.ts", [
    `import type { Architecture } from "./define.ts";`,
    ...files.map((file) => `import { architecture as ${alias(file)} } from "./${file.name}.ts";`),
    ``,
    `export const architectures: readonly Architecture[] = [`,
    ...files.map((file) => `  ${alias(file)},`),
    `];`,
  ]);
}
