import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { vitrine } from "./cli.ts";

export interface OpenReport {
  readonly page: Page;
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
  /** What it wrote on the console, and errors that nobody caught. */
  readonly complaints: readonly string[];
}

export interface ReportFile {
  /** The folder it is in, which is gone after the last test. */
  readonly folder: string;
  readonly file: string;
  /** Opens the report from disk. */
  open(browser: Browser, options?: BrowserContextOptions, hash?: string): Promise<OpenReport>;
}

/** A report that the built command line writes of a text before the first test of a file. */
export function useReport(text: string, ...flags: readonly string[]): ReportFile {
  const folder = mkdtempSync(path.join(tmpdir(), "vitrine-report-"));
  const file = path.join(folder, "report.html");
  beforeAll(async () => {
    const { code, stderr } = await vitrine([
      "inspect",
      text,
      "--model",
      "stories260k",
      "--out",
      file,
      ...flags,
    ]);
    if (code !== 0 || stderr !== "") throw new Error(`inspect ended with ${code}: ${stderr}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    file,
    open: async (browser, options = {}, hash = "") => {
      const page = await (await browser.newContext(options)).newPage();
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on("request", (request) => requests.push(request.url()));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(`file://${file}${hash}`);
      return { page, requests, complaints };
    },
  };
}
