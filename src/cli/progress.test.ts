import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { textWidth } from "../view/text-width.ts";
import { ProgressLine } from "./progress.ts";
import type { Shell } from "./shell.ts";

let written: string[];
let columns: number;
const shell = (given: Partial<Shell> = {}): Shell => ({
  language: "en",
  width: 80,
  depth: "none",
  ground: "dark",
  watched: true,
  noteWidth: () => columns,
  signal: new AbortController().signal,
  print: () => undefined,
  write: () => undefined,
  note: (text) => void written.push(text),
  ...given,
});

beforeEach(() => {
  written = [];
  columns = 80;
  vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] });
});
afterEach(() => vi.useRealTimers());

const ERASE = "\u001b[J";

/** What a line says: without what erases the one before, and without the spinner. */
const words = (text = ""): string => text.slice(text.indexOf(ERASE) + ERASE.length + 2);

/** Reports `done` of 100 after `ms` milliseconds. */
function after(ms: number, line: ProgressLine, done: number): void {
  vi.advanceTimersByTime(ms);
  line.show({ label: "Patching", done, total: 100, unit: "cases" });
}

describe("ProgressLine", () => {
  it("waits, then says how far it is and how long it will take, and goes away", () => {
    const line = new ProgressLine(shell());
    after(0, line, 0);
    after(100, line, 1);
    expect(written).toEqual([]);
    after(300, line, 4);
    expect(words(written.at(-1))).toBe("Patching ╌╌╌╌╌╌╌╌╌╌ 4%");
    after(600, line, 10);
    after(400, line, 50);
    expect(words(written.at(-1))).toMatch(/^Patching ━━━━━╌╌╌╌╌ 50% · \d+ s left$/);
    line.clear();
    expect(written.at(-1)).toBe(`\r${ERASE}`);
    const count = written.length;
    vi.advanceTimersByTime(5000);
    expect(written).toHaveLength(count);
  });

  it("counts down while nothing new is reported", () => {
    const line = new ProgressLine(shell());
    after(0, line, 0);
    after(4900, line, 50); // not at a half second, when the line moves on by itself
    expect(words(written.at(-1))).toContain("· 5 s left");
    vi.advanceTimersByTime(2100);
    expect(words(written.at(-1))).toContain("· 3 s left");
    line.clear();
  });

  it("writes nothing where nobody watches", () => {
    const line = new ProgressLine(shell({ watched: false }));
    after(0, line, 0);
    after(5000, line, 50);
    line.clear();
    expect(written).toEqual([]);
  });

  it("fits a narrow terminal, and erases what a narrower one has broken", () => {
    columns = 100;
    const line = new ProgressLine(shell());
    line.show({ label: "x".repeat(90), done: 0, total: 1, unit: "" });
    vi.advanceTimersByTime(1000);
    columns = 40;
    vi.advanceTimersByTime(500);
    // 92 cells stand on three rows of 40.
    expect(written.at(-1)?.startsWith(`\r\u001b[2A${ERASE}`)).toBe(true);
    expect(textWidth(words(written.at(-1)))).toBeLessThan(40);
    line.clear();
  });

  it("speaks Chinese, and minutes where it takes long", () => {
    const line = new ProgressLine(shell({ language: "zh" }));
    after(0, line, 0);
    after(1900, line, 1);
    expect(words(written.at(-1))).toMatch(/ 1% · 还需 3:09$/);
    line.clear();
  });
});
