import {
  camelCase,
  exporting,
  exportOf,
  GenError,
  refuseTwins,
  type SourceFile,
  sourcesIn,
  writeManifest,
} from "./files.ts";

/** `src/ops/table.generated.ts`: every op of every file that exports `ops`, by name. */
export async function generateOps(root: string): Promise<void> {
  const files = exporting(sourcesIn(root, "src/ops"), "ops");
  const alias = (file: SourceFile): string => `${camelCase(file.name)}Ops`;
  writeManifest(root, "src/ops/table.generated.ts", [
    `import type { Op, OpTable } from "../graph/op.ts";`,
    ...files.map((file) => `import { ops as ${alias(file)} } from "./${file.name}.ts";`),
    ``,
    `const all: readonly Op[] = [`,
    ...files.map((file) => `  ...${alias(file)},`),
    `];`,
    ``,
    `export const opTable: OpTable = new Map(all.map((op) => [op.name, op]));`,
  ]);
  const names: (readonly [string, SourceFile])[] = [];
  for (const file of files) {
    for (const name of opNames(file, await exportOf(root, file, "ops"))) names.push([name, file]);
  }
  refuseTwins("op", names);
}

function opNames(file: SourceFile, ops: unknown): string[] {
  const names = Array.isArray(ops) ? ops.map((op: { name?: unknown } | null) => op?.name) : [];
  if (names.length > 0 && names.every((name) => typeof name === "string")) return names;
  throw new GenError(`${file.path}: "ops" must be a non-empty array of Op, each with a name.`);
}
