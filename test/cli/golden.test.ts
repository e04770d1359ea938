import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultText } from "../../src/cli/result-text.ts";
import type { Shell } from "../../src/cli/shell.ts";
import { inspectSummary } from "../../src/cli/summary.ts";
import { loadMethod } from "../../src/methods/registry.ts";
import { registry } from "../../src/methods/registry.generated.ts";
import type { Method } from "../../src/methods/define.ts";
import { makeResult, type Result } from "../../src/methods/result.ts";
import { loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import { inspect, type InspectReport } from "../../src/reports/inspect.ts";
import { version } from "../../src/version.ts";
import { textWidth } from "../../src/view/text-width.ts";
import { vitrine } from "../helpers/cli.ts";
import { expectGolden } from "../helpers/golden.ts";
import { handMadeReport } from "../helpers/report.ts";
import { quietShell as plain } from "../helpers/shell.ts";

const TEXT = "Once upon a time, there was a little girl named Lily.";

const VARIANTS: readonly (readonly [suffix: string, shell: Shell])[] = [
  ["", plain],
  [".color", { ...plain, depth: "truecolor" }],
  [".zh", { ...plain, language: "zh" }],
];

/** What differs from run to run and from version to version. */
function masked(output: string): string {
  return output
    .replaceAll(`vitrine ${version}`, "vitrine VERSION")
    .replace(/\(\d[\d,]* kB\), [\d.]+ s/, "(SIZE kB), TIME s");
}

/** Evidence that is rounding reads 0: its digits, and so the line breaks, differ between machines. */
function withoutNoise(method: Method, result: Result): Result {
  const facts = Object.entries(result.evidence).map(([name, fact]) => [
    name,
    typeof fact === "number" && Math.abs(fact) < 1e-4 ? 0 : fact,
  ]);
  const evidence = Object.fromEntries(facts) as Result["evidence"];
  return makeResult({ ...result, evidence }, (made: Result) => method.view(made));
}

let folder: string;
let model: Model;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-golden-"));
  model = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await model.close();
});

describe.each(registry.map(({ id }) => id))("vitrine run %s", (id) => {
  it("prints its example at 80 columns, plain, colored and in Chinese", async () => {
    const method = await loadMethod(id);
    const { subject, options } = method.example;
    const result = withoutNoise(method, await method.run({ ...subject, model }, { ...options }));
    for (const [suffix, shell] of VARIANTS) {
      expectGolden(`${id}${suffix}`, `${resultText(method, result, shell)}\n`);
    }
  });
});

describe("vitrine inspect", () => {
  it("prints a whole run at 80 columns", async () => {
    const { stdout } = await vitrine(["inspect", TEXT, "--model", "stories260k"], { cwd: folder });
    expectGolden("inspect", masked(stdout));
  });

  it("prints the same summary with colors and in Chinese", async () => {
    const report = await inspect({ model, input: TEXT });
    for (const [suffix, shell] of VARIANTS.slice(1)) {
      expectGolden(`inspect${suffix}`, inspectSummary(report, shell));
    }
  });
});

describe("inspectSummary of numbers known beforehand", () => {
  let report: InspectReport;
  beforeAll(async () => {
    report = await handMadeReport();
  });

  it("says what they mean", () => {
    expectGolden("summary", inspectSummary(report, plain));
  });

  it.each(["en", "zh"] as const)("keeps within 60 columns in %s", (language) => {
    const lines = inspectSummary(report, { ...plain, language, width: 60 }).split("\n");
    expect(lines.filter((line) => textWidth(line) > 60)).toEqual([]);
  });
});

describe("help", () => {
  const lines: readonly (readonly [name: string, args: readonly string[]])[] = [
    ["welcome", []],
    ["help", ["--help"]],
    ["help-inspect", ["inspect", "--help"]],
    ["help-patch", ["run", "patch", "--help"]],
    ["methods", ["methods"]],
    ["methods-find-shap", ["methods", "--find", "shap"]],
    ["models", ["models"]],
    ["phantom-wired", ["phantom", "--model", "phantom-wired"]],
    ["phantom-ask-wired", ["phantom", "ask", "indirect-object/00", "--model", "phantom-wired"]],
    ["suite-list", ["suite", "list"]],
    ["suite-show", ["suite", "show", "induction", "--model", "phantom-wired", "--count", "8"]],
    ["suite-run", ["suite", "run", "indirect-object", "--model", "phantom-wired", "--count", "8"]],
  ];

  it.each(lines)("prints %s in both languages", async (name, args) => {
    for (const [suffix, lang] of [
      ["", "en"],
      [".zh", "zh"],
    ]) {
      const { stdout } = await vitrine(["--lang", lang, ...args]);
      expectGolden(`${name}${suffix}`, masked(stdout));
    }
  });
});
