import { camelCase, exporting, sourcesIn, writeManifest } from "./files.ts";

/** `src/suites/registry.generated.ts`: the suites that come along, by their files' names. */
export async function generateSuites(root: string): Promise<void> {
  const found = exporting(sourcesIn(root, "src/suites"), "suite");
  writeManifest(root, "src/suites/registry.generated.ts", [
    `import type { SuiteDefinition } from "./define.ts";`,
    ...found.map(({ name }) => `import { suite as ${camelCase(name)} } from "./${name}.ts";`),
    ``,
    `export const suites: readonly SuiteDefinition[] = [`,
    ...found.map(({ name }) => `  ${camelCase(name)},`),
    `];`,
  ]);
}
