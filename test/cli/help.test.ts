import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registry } from "../../src/methods/registry.generated.ts";
import { textWidth } from "../../src/view/text-width.ts";
import { vitrine } from "../helpers/cli.ts";

const MAIN = path.join(import.meta.dirname, "../../dist/cli/main.js");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-help-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs what somebody would copy from the terminal. */
function paste(lines: string): { readonly status: number | null; readonly stderr: string } {
  const program = `vitrine() { '${process.execPath}' '${MAIN}' "$@"; }\n${lines}`;
  return spawnSync("sh", ["-c", program], { cwd: folder, encoding: "utf8" });
}

describe.each(registry.map(({ id }) => id))("vitrine run %s --help", (id) => {
  it.each(["en", "zh"])("fits 80 columns and shows an example that runs (%s)", async (lang) => {
    const { code, stdout } = await vitrine(["run", id, "--help", "--lang", lang]);
    expect(code).toBe(0);
    const [, example] = stdout.split(/\n(?:Example|示例)\n/);
    const own = stdout.slice(0, -example.length).split("\n");
    expect(own.filter((line) => textWidth(line) > 80)).toEqual([]);
    expect(example).toMatch(new RegExp(`^ {2}vitrine run ${id}`));
    if (lang === "zh") return; // the same command
    const { status, stderr } = paste(example);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("leaves no English in the Chinese, and no text without words", async () => {
    const { stdout } = await vitrine(["run", id, "--help", "--lang", "zh"]);
    expect(stdout).not.toMatch(/\b(?:option|cli|error|unit)\.[a-z]/);
    const [facts, options] = stdout.split("\n示例\n")[0].split(/\n\n此方法的选项\n/);
    const title = facts.split("\n").slice(2, 4).join("");
    expect(title).toMatch(/\p{Script=Han}/u);
    // Everything said of an option is Chinese, names of values apart.
    for (const line of (options ?? "").split(/\n {2}--/)) expect(line).toMatch(/\p{Script=Han}/u);
  });
});

describe("vitrine without arguments", () => {
  it("shows three commands that run as they are", async () => {
    const { stdout } = await vitrine([]);
    const commands = stdout.match(/^ {2}vitrine .+$/gm) ?? [];
    expect(commands).toHaveLength(3);
    for (const command of commands) expect([command, paste(command).status]).toEqual([command, 0]);
  });
});

describe("vitrine help", () => {
  it("says the same as --help, of commands and of methods", async () => {
    const same: readonly (readonly [readonly string[], readonly string[]])[] = [
      [["help"], ["--help"]],
      [
        ["help", "inspect"],
        ["inspect", "--help"],
      ],
      [
        ["help", "run", "patch"],
        ["run", "patch", "--help"],
      ],
      [
        ["run", "-h", "causal-tracing"],
        ["run", "patch", "--help"],
      ],
    ];
    for (const [left, right] of same) {
      expect((await vitrine(left)).stdout).toBe((await vitrine(right)).stdout);
    }
  });

  it("names every command, exit code and variable", async () => {
    const { stdout } = await vitrine(["--help"]);
    for (const word of ["completion", "help", "130", "NO_COLOR", "LC_ALL"]) {
      expect(stdout).toMatch(new RegExp(`^ {2}.*${word}`, "m"));
    }
  });
});
