import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.join(import.meta.dirname, "..");

type Target = string | null | Readonly<Record<string, string>>;

interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  readonly imports: Readonly<Record<string, Readonly<Record<string, Target>>>>;
}

const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as Manifest;

/** The source of a file in dist/. */
const sourceOf = (file: string): string =>
  path.join(ROOT, file.replace(/^\.\/dist\//, "src/").replace(/(\.d\.ts|\.js)$/, ".ts"));

function files(target: Target): string[] {
  if (target === null) return [];
  return typeof target === "string" ? [target] : Object.values(target).flatMap(files);
}

describe("package.json", () => {
  it("exports and imports only files that have a source", () => {
    const targets = [manifest.exports, ...Object.values(manifest.imports)]
      .flatMap((map) => Object.values(map).flatMap(files))
      .filter((file) => !file.includes("*"));
    expect(targets.filter((file) => !existsSync(sourceOf(file)))).toEqual([]);
  });

  it("exports every family of methods: its barrel, and each method by its id", () => {
    const families = readdirSync(path.join(ROOT, "src/methods"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "shared")
      .map(({ name }) => name);
    for (const family of families) {
      for (const [name, file] of [
        [`./methods/${family}`, `./dist/methods/${family}/index.generated`],
        [`./methods/${family}/*`, `./dist/methods/${family}/*`],
      ]) {
        const target = { types: `${file}.d.ts`, default: `${file}.js` };
        expect(manifest.exports[name], name).toEqual(target);
      }
    }
  });
});
