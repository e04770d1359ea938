import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vitrine } from "../helpers/cli.ts";

const TEXT = "Once upon a time, there was a little girl named Lily.";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("vitrine inspect", () => {
  it("prints a summary, writes the report and ends with 0", async () => {
    const { code, stdout, stderr } = await vitrine(["inspect", TEXT], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^vitrine \d+\.\d+\.\d+ · inspect · phantom\n/);
    expect(stdout).toContain("1  After this text the model expects");
    expect(stdout).toMatch(/Report: report\.html \(\d+ kB\)/);
    expect(stdout).toBe(stripVTControlCharacters(stdout));
    expect(readFileSync(path.join(folder, "report.html"), "utf8")).toContain("Lily");
  });

  it("prints its first line before the work", async () => {
    const seen: string[] = [];
    await vitrine(["inspect", "Once", "--out", path.join(folder, "first.html")], {
      onOutput: (text) => void seen.push(text),
    });
    expect(seen[0].trimEnd().split("\n")).toHaveLength(1);
  });

  it("prints JSON and nothing else with --json, and writes no file", async () => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await vitrine(
      ["inspect", "Once upon", "--json", "--seed", "3"],
      {
        cwd: folder,
      },
    );
    const { schema, results } = JSON.parse(stdout);
    expect({ code, stderr, schema }).toEqual({ code: 0, stderr: "", schema: 1 });
    expect(results[0]).toMatchObject({ schema: 1, method: "next-token", options: { seed: 3 } });
    expect(readdirSync(folder)).toEqual(before);
  });

  it("reads the text from standard input, and colors what is asked to be", async () => {
    const { code, stdout } = await vitrine(
      ["inspect", "-", "--out", path.join(folder, "in.html")],
      {
        input: "The dog\n",
        env: { FORCE_COLOR: "3" },
      },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/\[38;2;[\d;]+48;2;[\d;]+m(The|dog)/);
  });

  it("speaks the language of the environment", async () => {
    const out = path.join(folder, "zh.html");
    const { stdout } = await vitrine(["inspect", "Once upon", "--out", out], {
      env: { LANG: "zh_CN.UTF-8" },
    });
    expect(stdout).toContain("读完这段文本");
    expect(readFileSync(out, "utf8")).toContain(`<html lang="zh-CN">`);
  });

  it("keeps a file that is not its own", async () => {
    const own = mkdtempSync(path.join(folder, "own-"));
    writeFileSync(path.join(own, "report.html"), "<p>my report</p>");
    const { code, stderr } = await vitrine(["inspect", "Once"], { cwd: own });
    expect(code).toBe(1);
    expect(stderr).toBe(
      "vitrine: inspect: there is a report.html here that is not a Vitrine report. Name another place with --out.\n",
    );
    expect(readFileSync(path.join(own, "report.html"), "utf8")).toBe("<p>my report</p>");
  });

  it("stops at Ctrl-C with 130, says so, and leaves no file", async () => {
    const out = path.join(folder, "stopped.html");
    const { code, stderr } = await vitrine(["inspect", TEXT, "--out", out], {
      onOutput: (_, child) => child.kill("SIGINT"),
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(/^Stopped\. [^\n]+\n$/);
    expect(readdirSync(folder).filter((name) => name.startsWith("stopped"))).toEqual([]);
  });

  it("does not mind a reader that leaves early", async () => {
    const { code, stderr } = await vitrine(
      ["inspect", "Once", "--out", path.join(folder, "p.html")],
      {
        onOutput: (_, child) => child.stdout?.destroy(),
      },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("vitrine inspect, misused", () => {
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["no text", ["inspect"], 2, /TEXT is missing/],
    ["an empty text", ["inspect", ""], 1, /the text is empty/],
    ["a text too long", ["inspect", "one ".repeat(600)], 1, /at most 256 tokens/],
    [
      "an unknown model",
      ["inspect", "x", "--model", "stories"],
      1,
      /no model “stories”.+Did you mean stories260k\?/,
    ],
    ["an unknown option", ["inspect", "x", "--modl", "y"], 2, /Did you mean --model\?/],
    ["two texts", ["inspect", "a", "b"], 2, /unexpected argument “b”/],
    ["a folder for a file", ["inspect", "x", "--out", tmpdir()], 1, /it is a folder/],
    ["a place that is not there", ["inspect", "x", "--out", "/none/r.html"], 1, /no folder \/none/],
    ["bad JSON", ["inspect", "x", "--target", "{"], 2, /--target is not JSON/],
    ["a bad seed", ["inspect", "x", "--seed", "one"], 2, /--seed expects a whole number/],
    [
      "an unknown token",
      ["inspect", "x", "--target", `{"kind":"logit","token":" zz"}`],
      2,
      /“ zz”/,
    ],
    [
      "an unknown hook",
      ["inspect", "x", "--edits", `{"at":"blocks.9.hook_z","do":"zero"}`],
      2,
      /blocks\.9/,
    ],
    ["an unknown language", ["inspect", "x", "--lang", "fr"], 2, /--lang expects one of en, zh/],
    [
      "an unknown backend",
      ["inspect", "x", "--backend", "gpu"],
      2,
      /one of node, web, webgpu, reference/,
    ],
  ];

  it.each(cases)("says so in one line: %s", async (_, args, code, words) => {
    const out = path.join(folder, "bad.html");
    const place = args.includes("--out") ? [] : ["--out", out];
    const run = await vitrine([...args, ...place], { cwd: folder });
    expect(run.stderr).toMatch(words);
    expect(run.stderr).toMatch(/^vitrine: [^\n]+\n$/);
    expect(run.code).toBe(code);
    expect(existsSync(out)).toBe(false);
  });

  it("shows where an error came from with --debug only", async () => {
    const { stderr } = await vitrine(["inspect", "x", "--model", "stories", "--debug"]);
    expect(stderr).toMatch(/\n\s+at .+open-source/);
  });
});
