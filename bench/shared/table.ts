import type { BenchRow } from "./row.ts";

const HEADINGS = ["what", "at most", "best", "median", "", "note"];

/** The rows as aligned text. A row holds if its best round does: what is slower is the machine's. */
export function table(rows: readonly BenchRow[]): string {
  const lines = [HEADINGS, ...rows.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function holds({ target, min }: BenchRow): boolean {
  return target === null || min <= target;
}

function cells(row: BenchRow): string[] {
  const { what, unit, target, min, median, note = "" } = row;
  const figure = (value: number | null): string =>
    value === null ? "–" : `${short(value)}${unit === "x" || unit === "" ? unit : ` ${unit}`}`;
  const verdict = target === null ? "" : holds(row) ? "holds" : "MISSES";
  return [what, figure(target), figure(min), figure(median), verdict, note];
}

function short(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(1);
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
