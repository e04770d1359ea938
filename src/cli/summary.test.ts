import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { handMadeReport } from "../../test/helpers/report.ts";
import { quietShell as shell } from "../../test/helpers/shell.ts";
import type { InspectReport } from "../reports/inspect.ts";
import { inspectSummary } from "./summary.ts";

describe("inspectSummary", () => {
  let report: InspectReport;
  beforeAll(async () => {
    report = await handMadeReport();
  });

  it("shades tokens by their scores where there are colors", () => {
    const colored = inspectSummary(report, { ...shell, depth: "truecolor" });
    // #0961bb for the largest score, and half way to it #1b406d (cat 1.5, sat 0.75).
    expect(colored).toContain("48;2;9;97;187mcat");
    expect(colored).toContain("mThe");
    const words = stripVTControlCharacters(colored);
    expect(words).toContain("<s>The cat sat");
    expect(words).toContain("\nembed   sat        90%");
  });

  it("leaves out what was not done, and says why where there is a reason", async () => {
    const { VitrineError } = await import("../errors.ts");
    const skipped = [
      { method: report.results[0].method, error: new VitrineError("UNSUPPORTED", "no.") },
    ];
    const partial = inspectSummary(
      { ...report, results: [], data: {}, findings: [], skipped },
      shell,
    );
    expect(partial).toBe("\nNext token: Not done: no.\n");
  });

  it("says first that it was stopped", () => {
    expect(inspectSummary({ ...report, stopped: true }, shell)).toMatch(/^\n! Partial: stopped/);
  });
});
