import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registry } from "../../src/methods/registry.generated.ts";
import { version } from "../../src/version.ts";
import { vitrine } from "../helpers/cli.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-run-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("vitrine", () => {
  it("shows three things to try", async () => {
    const { code, stdout } = await vitrine([]);
    expect(code).toBe(0);
    expect(stdout.match(/^ {2}vitrine .+$/gm)).toHaveLength(3);
  });

  it("prints its version and its commands", async () => {
    expect((await vitrine(["--version"])).stdout).toBe(`${version}\n`);
    const { stdout } = await vitrine(["--help"]);
    for (const name of ["generate", "inspect", "run", "methods", "models", "phantom"]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
    }
  });

  it("names the nearest command of one it does not know", async () => {
    const { code, stderr } = await vitrine(["inspct", "x"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "vitrine: there is no command “inspct”. Did you mean inspect?\n",
    });
  });
});

describe("vitrine methods", () => {
  it("lists every method", async () => {
    const { stdout } = await vitrine(["methods", "--json"]);
    expect(JSON.parse(stdout).methods.map((method: { id: string }) => method.id)).toEqual(
      registry.map((method) => method.id),
    );
  });

  it("finds by other names and by authors", async () => {
    expect((await vitrine(["methods", "--find", "causal-tracing"])).stdout).toMatch(/^ {2}patch /m);
    expect((await vitrine(["methods", "--find", "Olsson"])).stdout).toMatch(/^ {2}head-scores /m);
    expect((await vitrine(["methods", "--find", "qqq"])).stdout).toContain("“qqq”");
  });
});

describe("vitrine methods --family", () => {
  it("lists the methods of one family, and says where there is none yet", async () => {
    const { stdout } = await vitrine(["methods", "--family", "causal", "--json"]);
    const found = JSON.parse(stdout).methods as { readonly family: string }[];
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ family }) => family === "causal")).toBe(true);
    const empty = await vitrine(["methods", "--family", "fairness"]);
    expect(empty.code).toBe(0);
    expect(empty.stdout).toMatch(/has no method yet|^Fairness/);
  });

  it("gives the closest methods as JSON where none is found", async () => {
    const { stdout } = await vitrine(["methods", "--find", "kernel shap", "--json"]);
    const { methods, closest } = JSON.parse(stdout);
    expect(methods).toEqual([]);
    expect(closest[0]).toMatchObject({ id: "integrated-gradients", family: "attribution" });
  });
});

describe("vitrine models", () => {
  it("lists the bundled models with their shape", async () => {
    const { stdout } = await vitrine(["models"]);
    expect(stdout).toMatch(/^ {2}stories260k {2,}Writes stories/);
    const words = stdout.replace(/\s+/g, " ");
    expect(words).toContain("(default)");
    expect(words).toMatch(
      /llama, 5 layers × 8 heads of 64 units, 512 tokens, reads 512 at once, 1,0\d\d kB/,
    );
  });
});

describe("vitrine run", () => {
  it("explains a method from its record", async () => {
    const { stdout } = await vitrine(["run", "integrated-gradients", "--help"]);
    expect(stdout).toContain("vitrine run integrated-gradients");
    expect(stdout).toContain("https://arxiv.org/abs/1703.01365");
    expect(stdout).toMatch(/--steps N +Nodes on the line/);
    expect(stdout.replace(/\s+/g, " ")).toContain("default 50");
  });

  it("draws a result and says how to get it again", async () => {
    const { code, stdout } = await vitrine(["run", "lens", "--text", "Once upon a", "--k", "2"]);
    expect(code).toBe(0);
    expect(stdout).toContain("embed");
    expect(stdout).toContain("vitrine run logit-lens --model phantom --text 'Once upon a' --k 2");
  });

  it("repeats a result by the command that it names", async () => {
    const args = ["--clean", "The girl ran", "--corrupted", "The boy ran", "--sites", "resid_pre"];
    const first = JSON.parse((await vitrine(["run", "patch", ...args, "--json"])).stdout);
    const words = first.reproduce
      .match(/'[^']*'|\S+/g)
      .map((word: string) => word.replaceAll("'", ""));
    const second = JSON.parse((await vitrine([...words.slice(1), "--json"])).stdout);
    expect(second.data).toEqual(first.data);
  });

  it("reads texts from a file, one per line, from a bundled text and from standard input", async () => {
    const file = path.join(folder, "texts.txt");
    writeFileSync(file, "Once upon a time\n\nThe dog ran\n");
    const count = async (name: string, input?: string): Promise<number> => {
      const args = ["run", "next-token-calibration", "--texts", name, "--resamples", "0", "--json"];
      const run = await vitrine(args, input === undefined ? {} : { input });
      return JSON.parse(run.stdout).data.windows;
    };
    expect(await count(file)).toBe(2);
    expect(await count("-", "One day\n")).toBe(1);
    expect(await count("stories")).toBe(30);
  });

  it.each([
    [
      "a method that is not there",
      ["run", "lense"],
      2,
      /there is no method “lense”\. Did you mean lens/,
    ],
    ["no method", ["run"], 2, /METHOD is missing/],
    ["nothing to work on", ["run", "logit-lens"], 2, /nothing to work on; give --text TEXT/],
    ["half a pair", ["run", "patch", "--clean", "a"], 2, /--corrupted is missing/],
    [
      "an option out of range",
      ["run", "logit-lens", "--text", "a", "--k", "0"],
      2,
      /from 1 to 100/,
    ],
    [
      "an option of another kind",
      ["run", "logit-lens", "--text", "a", "--k", "x"],
      2,
      /--k expects a whole number from 1 to 100, got “x”/,
    ],
    [
      "a format it cannot write",
      ["run", "next-token", "--text", "a", "--out", "a.pdf"],
      2,
      /\.json, \.html, \.svg/,
    ],
    [
      "a file that is not there",
      ["run", "next-token-calibration", "--texts", "/none"],
      1,
      /there is no such file/,
    ],
  ] as const)("says in one line: %s", async (_, args, code, words) => {
    const run = await vitrine(args, { cwd: folder });
    expect(run.stderr).toMatch(words);
    expect(run.stderr).toMatch(/^vitrine: [^\n]+\n$/);
    expect(run.code).toBe(code);
  });
});
