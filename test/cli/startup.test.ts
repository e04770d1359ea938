import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const SRC = path.join(import.meta.dirname, "../../src");

/** Everything that a file imports at once, itself included; what it imports later does not count. */
function loadedWith(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, from] of text.matchAll(/^(?:import|export) (?!type )[^;"]*?from "(\.[^"]+)"/gm)) {
    loadedWith(path.resolve(path.dirname(file), from), seen);
  }
  return seen;
}

const ENGINE =
  /^(?:model|runtime|onnx|ops|graph|autodiff|blocks|architectures|weights|tokenizer)\//;

it("loads no engine for help, completion and the first line of a command", () => {
  const folders = ["cli/commands", "cli/completion"].map((folder) => path.join(SRC, folder));
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => !file.endsWith(".test.ts"))
      .map((file) => path.join(folder, file)),
  );
  const loaded = [path.join(SRC, "cli/main.ts"), ...files].flatMap((file) => [...loadedWith(file)]);
  const names = [...new Set(loaded)].map((file) => path.relative(SRC, file).replaceAll("\\", "/"));
  expect(names).toContain("methods/registry.generated.ts");
  expect(names.filter((name) => ENGINE.test(name))).toEqual([]);
});
