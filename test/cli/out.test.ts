import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, vitrine } from "../helpers/cli.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-out-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const NEXT = ["run", "next-token", "--text", "Once upon a"];
const run = (...args: readonly string[]): Promise<CliRun> => vitrine(args, { cwd: folder });
const read = (name: string): Buffer => readFileSync(path.join(folder, name));

describe("--out", () => {
  it.each([
    ["next.json", `{"schema":1`],
    ["next.html", "<!doctype html>"],
    ["next.svg", "<svg xmlns="],
    ["next.csv", "name,value\r\n"],
    ["next.NPZ", "PK\u0003\u0004"],
  ])("writes %s and says so", async (name, beginning) => {
    const { stdout, stderr, code } = await run(...NEXT, "--out", name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Written: ${name}$`, "m"));
    expect(read(name).toString("latin1").startsWith(beginning)).toBe(true);
  });

  it("writes a picture, or says which letters no font here draws", async () => {
    const { code, stderr } = await run(...NEXT, "--out", "next.png");
    if (code === 0) {
      expect(read("next.png").subarray(1, 4).toString()).toBe("PNG");
    } else {
      expect(stderr).toMatch(/^vitrine: png: no installed font draws .* write \.svg/);
      expect(existsSync(path.join(folder, "next.png"))).toBe(false);
    }
  });

  it("writes each view's numbers, the first under the name given", async () => {
    const { stdout } = await run("run", "head-scores", "--length", "8", "--out", "heads.csv");
    const files = readdirSync(folder).filter((name) => /^heads\..*csv$/.test(name));
    expect(files.length).toBeGreaterThan(1);
    expect(files).toEqual(expect.arrayContaining(["heads.csv", "heads.2.csv"]));
    for (const file of files) expect(stdout).toContain(file);
  });

  it("takes the format said where the name does not say one", async () => {
    await run(...NEXT, "--out", "next.data", "--format", "csv");
    expect(read("next.data").toString()).toMatch(/^name,value\r\n/);
  });
});

describe("--format without --out", () => {
  it("writes that and nothing else to standard output", async () => {
    const { stdout, code } = await run(...NEXT, "--format", "csv");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^name,value\r\n/);
    const likeliest = stdout.split("\r\n")[1].split(",").at(-1);
    expect(likeliest).toMatch(/^0\.\d{8,}$/);
    expect(stdout.trimEnd().split("\r\n")).toHaveLength(11);
  });

  it("parts tables by an empty line", async () => {
    const { stdout } = await run("run", "head-scores", "--length", "8", "--format", "csv");
    expect(stdout.split("\r\n\r\n").length).toBeGreaterThan(1);
  });
});

describe("a wrong format", () => {
  it.each([
    [["--out", "a.pdf"], /--out expects a name .* \.json, \.html, \.svg, \.png, \.csv, \.npz/],
    [["--format", "pdf"], /--format expects one of json, html, svg, png, csv, npz, got “pdf”/],
    [["--format", "png"], /--format png needs a file here; give --out FILE/],
    [["--format", "csv", "--json"], /--format csv needs a file here/],
  ] as const)("is refused before the work: %j", async (args, words) => {
    const { code, stdout, stderr } = await run(...NEXT, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(words);
  });

  it("is refused by inspect, which writes pages", async () => {
    const { code, stderr } = await run("inspect", "Once", "--out", "a.png");
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out expects a name that ends in \.html, got “a\.png”/);
  });
});
