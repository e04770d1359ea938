import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { registry } from "../src/methods/registry.generated.ts";

const run = promisify(execFile);
const root = new URL("../", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), "utf8");
const codeIn = (text: string): string[] =>
  [...text.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]);
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/^(?:npm|npx|vitrine) .*?(?=\s+#|$)/gm)].map((match) => match[0]);
const methodsIn = (text: string): string[] =>
  [...text.matchAll(/^\| `([a-z-]+)` /gm)].map((match) => match[1]);
const readme = read("README.md");
const chinese = read("README.zh-CN.md");
const blocks = codeIn(readme);

/** Runs code as a file at the root would, so that `vitrine` is the built package. */
async function output(code: string): Promise<string> {
  const args = ["--input-type=module", "--eval", code];
  return (await run(process.execPath, args, { cwd: root.pathname })).stdout;
}

/** Commands for a shell, but those with a placeholder for the reader's own model. */
function vitrineCommands(): string[] {
  return commandsIn(readme).filter((line) => /^npx vitrine (?!.*\bFOLDER\b)/.test(line));
}

describe("README", () => {
  it("has ten lines that run and give the dims its text promises", async () => {
    expect(await output(blocks[0])).toBe("[ 1, 7, 2048 ] [ 1, 6, 7, 7 ] [ 1, 7, 192 ]\n");
  });

  it("has a method call that runs and prints a score per token", async () => {
    expect(await output(blocks[3])).toMatch(/dims: \[ \d+ \]|-?\d\.\d+/);
  });

  it.each(blocks.slice(1))("has code that runs: %#", async (code) => {
    expect((await output(code)).length).toBeGreaterThan(2);
  });

  it.each(vitrineCommands())("has a command that runs: %s", async (line) => {
    const folder = mkdtempSync(path.join(tmpdir(), "vitrine-readme-"));
    const main = fileURLToPath(new URL("dist/cli/main.js", root));
    const command = line.replace(/^npx vitrine/, `"${process.execPath}" "${main}"`);
    const { stdout } = await run(command, { cwd: folder, shell: true });
    rmSync(folder, { recursive: true });
    expect(stdout.length).toBeGreaterThan(20);
  });

  it("names every method in its table", () => {
    expect(methodsIn(readme).toSorted()).toEqual(registry.map((entry) => entry.id).toSorted());
  });

  it("shows pictures that are there, and small", () => {
    const pictures = [...readme.matchAll(/(?:src|srcset)="([^"]+)"/g)].map((match) => match[1]);
    expect(pictures).toHaveLength(3);
    for (const picture of pictures) {
      const bytes = readFileSync(new URL(picture, root));
      expect(bytes.subarray(1, 4).toString(), picture).toBe("PNG");
      expect(bytes.length, picture).toBeLessThan(300_000);
    }
  });
});

describe("README.zh-CN", () => {
  it("has the same code, commands, methods, pictures and sections", () => {
    expect(codeIn(chinese)).toEqual(blocks);
    expect(commandsIn(chinese)).toEqual(commandsIn(readme));
    expect(commandsIn(chinese).length).toBeGreaterThan(5);
    expect(methodsIn(chinese)).toEqual(methodsIn(readme));
    const pictures = (text: string): string[] => text.match(/docs\/[\w-]+\.png/g) ?? [];
    expect(pictures(chinese)).toEqual(pictures(readme));
    const sections = (text: string): number => text.match(/^## /gm)!.length;
    expect(sections(chinese)).toBe(sections(readme));
  });

  it("is linked to the English one, and linked from it", () => {
    expect(readme).toContain("(README.zh-CN.md)");
    expect(chinese).toContain("(README.md)");
  });
});
