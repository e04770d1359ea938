import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vitrine } from "../helpers/cli.ts";

const has = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-complete-"));
  writeFileSync(path.join(folder, "my report.html"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Prints the script of a shell into a file. */
async function scriptOf(shell: string): Promise<string> {
  const { code, stdout, stderr } = await vitrine(["completion", shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const file = path.join(folder, `completion.${shell}`);
  writeFileSync(file, stdout);
  return file;
}

function output(shell: string, program: string): string[] {
  const { status, stdout, stderr } = spawnSync(shell, ["-c", program], {
    cwd: folder,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.split("\n").filter((line) => line !== "");
}

/** Command lines, the last word being completed, and what they complete to. */
const LINES: readonly (readonly [words: readonly string[], found: readonly string[]])[] = [
  [["me"], ["methods"]],
  [["--lang", "zh", "mod"], ["models"]],
  [["help", "insp"], ["inspect"]],
  [["run", "pat"], ["patch"]],
  [["run", "--json", "pat"], ["patch"]],
  [["run", "patch", "--dire"], ["--direction"]],
  [["run", "causal-tracing", "--dire"], ["--direction"]],
  [["run", "patch", "--direction", "no"], ["noising"]],
  [["run", "logit-lens", "--dire"], []],
  [
    ["run", "patch", "--heads", ""],
    ["true", "false"],
  ],
  [["methods", "--family", "attr"], ["attribution"]],
  [["inspect", "a text", "--see"], ["--seed"]],
  [["inspect", "a text", "--model", "stor"], ["stories260k"]],
  [["run", "next-token-calibration", "--texts", "stor"], ["stories"]],
  [["inspect", "--out", "my"], ["my report.html"]],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["parity", "stor"], ["stories260k"]],
  [["phantom", "a"], ["ask"]],
  [
    ["phantom", "--model", "phantom-wired-no"],
    ["phantom-wired-norm", "phantom-wired-noisy"],
  ],
  [["run", "patch", "--format", "n"], ["npz"]],
];

describe.runIf(has("bash"))("completion in bash", () => {
  const complete = (script: string, words: readonly string[]): string[] => {
    const line = ["vitrine", ...words].map((word) => `'${word}'`).join(" ");
    return output(
      "bash",
      `source '${script}'; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _vitrine; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
  };

  it("completes commands, methods, flags, values, models and files", async () => {
    const script = await scriptOf("bash");
    for (const [words, found] of LINES) {
      expect([words, complete(script, words)]).toEqual([words, found]);
    }
  });

  it("completes after = and after the last comma of a list", async () => {
    const script = await scriptOf("bash");
    const sites = ["run", "patch", "--sites"];
    expect(complete(script, [...sites, "resid_pre,mlp"])).toEqual(["resid_pre,mlp_out"]);
    expect(complete(script, [...sites, "=", "mlp"])).toEqual(["mlp_out"]);
    expect(complete(script, [...sites, "="])).toContain("attn_out");
  });

  it("is taken by the shell for the command of this name", async () => {
    const script = await scriptOf("bash");
    expect(output("bash", `source '${script}'; complete -p vitrine`)).toEqual([
      "complete -F _vitrine vitrine",
    ]);
  });
});

describe.runIf(has("zsh"))("completion in zsh", () => {
  /** The shell's own functions, so that they print what they are given. */
  const STUBS = `
compdef() { : }
compset() { [[ $2 == '*,' ]] && cur="\${cur##*,}"; : }
compadd() { shift; for w in "$@"; do [[ $w == "$cur"* ]] && print -r -- "$w"; done; : }
_files() { for w in "$cur"*(N); do print -r -- "$w"; done }
_describe() { for w in "\${(@P)2}"; do [[ \${w%%:*} == "$cur"* ]] && print -r -- "\${w%%:*}"; done; : }`;

  it("completes the same", async () => {
    const script = await scriptOf("zsh");
    for (const [words, found] of LINES) {
      const line = ["vitrine", ...words].map((word) => `'${word}'`).join(" ");
      const program = `${STUBS}\nsource '${script}'; words=(${line}); CURRENT=${words.length + 1}; _vitrine`;
      expect([words, output("zsh", program)]).toEqual([words, found]);
    }
  });
});

describe.runIf(has("fish"))("completion in fish", () => {
  it("completes the same, in its own order", async () => {
    const script = await scriptOf("fish");
    for (const [words, found] of LINES) {
      const line = ["vitrine", ...words]
        .map((word, i) => (i < words.length && word.includes(" ") ? `'${word}'` : word))
        .join(" ");
      const lines = output("fish", `source '${script}'; complete -C "${line}"`);
      const names = lines.map((one) => one.split("\t")[0].replaceAll("\\ ", " "));
      expect([words, names.sort()]).toEqual([words, [...found].sort()]);
    }
  });
});

describe("vitrine completion", () => {
  it("says what words are about in the reader's language", async () => {
    const { stdout } = await vitrine(["completion", "fish", "--lang", "zh"]);
    expect(stdout).toContain("-a inspect -d '从各个方面分析一段文本");
    expect(stdout).toContain("-a patch -d '激活修补'");
  });

  it("refuses a shell that it has nothing for", async () => {
    const { code, stderr } = await vitrine(["completion", "tcsh"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "vitrine: completion: there is no completion for “tcsh”; there is one for bash, zsh, fish.\n",
    );
    expect((await vitrine(["completion"])).stderr).toContain("bash|zsh|fish is missing");
  });
});
