import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { registry } from "../src/methods/registry.generated.ts";

const run = promisify(execFile);
const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]);

/** Runs code as a file at the root would, so that `vitrine` is the built package. */
async function output(code: string): Promise<string> {
  const args = ["--input-type=module", "--eval", code];
  return (await run(process.execPath, args, { cwd: root.pathname })).stdout;
}

describe("README", () => {
  it("has ten lines that run and give the dims its text promises", async () => {
    expect(await output(blocks[0])).toBe("[ 1, 5, 512 ] [ 1, 8, 5, 5 ] [ 1, 5, 64 ]\n");
  });

  it("has a method call that runs and prints a score per token", async () => {
    expect(await output(blocks[1])).toMatch(/dims: \[ \d+ \]|-?\d\.\d+/);
  });

  it("names every method in its table", () => {
    const named = [...readme.matchAll(/^\| `([a-z-]+)` /gm)].map((match) => match[1]);
    expect(named.toSorted()).toEqual(registry.map((entry) => entry.id).toSorted());
  });
});
