import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";

const FOLDER = path.join(import.meta.dirname, "../golden");
const NUMBER = String.raw`[−-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[−-]?\d+)?`;
const BAR = "[▏▎▍▌▋▊▉█]+";
const EIGHTHS = "▏▎▍▌▋▊▉█";
/** Below this a number is the rounding of a computation, and its digits mean nothing. */
const NOISE = 1e-4;

/**
 * Compares with `test/golden/<name>.txt`: words and layout exactly, numbers, bars and colors within
 * one unit of what is printed. With `VITRINE_GOLDEN=write` writes the file instead.
 */
export function expectGolden(name: string, actual: string): void {
  const file = path.join(FOLDER, `${name}.txt`);
  const shown = actual.replaceAll("\u001b", "␛");
  if (process.env.VITRINE_GOLDEN === "write") {
    mkdirSync(FOLDER, { recursive: true });
    return writeFileSync(file, shown);
  }
  expect(existsSync(file), `${file} is missing; test/golden/README.md says how to write it`).toBe(
    true,
  );
  const golden = readFileSync(file, "utf8");
  if (!isAlike(golden, shown)) expect(shown).toBe(golden);
}

/** Whether two printed texts say the same but for the last digits. */
export function isAlike(golden: string, actual: string): boolean {
  const [wanted, found] = [golden.split("\n"), actual.split("\n")];
  return wanted.length === found.length && wanted.every((line, i) => isAlikeLine(line, found[i]));
}

function isAlikeLine(golden: string, actual: string): boolean {
  if (golden === actual) return true;
  const [wanted, found] = [partsOf(golden), partsOf(actual)];
  return (
    wanted.length === found.length &&
    wanted.every((part, i) => isAlikePart(part, found[i])) &&
    // Columns stay columns: a number that is a digit longer takes the room of a space.
    Math.abs(golden.length - actual.length) <= 1
  );
}

/** Numbers and bars, each with up to two spaces beside it, and what stands between. */
function partsOf(line: string): readonly string[] {
  const parts = line.split(new RegExp(`( {0,2}(?:${NUMBER}|${BAR}) {0,2})`, "u"));
  return parts.map((part, i) => (i % 2 === 1 ? part.trim() : part));
}

function isAlikePart(golden: string, actual: string): boolean {
  if (isWhole(BAR, golden) && isWhole(BAR, actual)) {
    return Math.abs(eighths(golden) - eighths(actual)) <= 1;
  }
  if (isWhole(NUMBER, golden) && isWhole(NUMBER, actual)) return isAlikeNumber(golden, actual);
  return golden === actual;
}

function isAlikeNumber(golden: string, actual: string): boolean {
  const [a, b] = [valueOf(golden), valueOf(actual)];
  if (Math.abs(a) < NOISE && Math.abs(b) < NOISE) return true;
  return Math.abs(a - b) <= 1.01 * Math.max(unitOf(golden), unitOf(actual));
}

function isWhole(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`, "u").test(text);
}

function valueOf(text: string): number {
  return Number(text.replaceAll("−", "-").replaceAll(",", ""));
}

/** What the last printed digit counts. */
function unitOf(text: string): number {
  const [digits, exponent = "0"] = text.replaceAll("−", "-").split("e");
  const decimals = digits.split(".")[1]?.length ?? 0;
  return 10 ** (Number(exponent) - decimals);
}

function eighths(bar: string): number {
  return Array.from(bar, (one) => EIGHTHS.indexOf(one) + 1).reduce((a, b) => a + b, 0);
}
