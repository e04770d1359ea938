import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";

const FOLDER = path.join(import.meta.dirname, "../golden");
const NUMBER = String.raw`[−-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[−-]?\d+)?`;
const BAR = "[▏▎▍▌▋▊▉█]+";
const EIGHTHS = "▏▎▍▌▋▊▉█";
/** Below this a number is the rounding of a computation, and its digits mean nothing. */
const NOISE = 1e-4;
/** Diverging ramps begin with two tints: a value near zero may get either. */
const TINTS = 20;

/**
 * Compares with `test/golden/<name>.txt`: words and layout exactly, numbers, bars and colors within
 * what the last digit printed means. With `VITRINE_GOLDEN=write` writes the file instead.
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
  const [wanted, found] = [styledCharacters(golden), styledCharacters(actual)];
  if (!areAlikeWords(textOf(wanted), textOf(found))) return false;
  // Where a number is a digit longer, what follows it stands elsewhere.
  if (wanted.length !== found.length) return true;
  return wanted.every(({ style }, i) => isAlikeStyle(style, found[i].style));
}

function areAlikeWords(golden: string, actual: string): boolean {
  const [wanted, found] = [partsOf(golden), partsOf(actual)];
  return (
    wanted.length === found.length &&
    wanted.every((part, i) => isAlikePart(part, found[i])) &&
    // Columns stay columns: a number that is a digit longer takes the room of a space.
    Math.abs(golden.length - actual.length) <= 1
  );
}

interface StyledCharacter {
  readonly text: string;
  readonly style: string;
}

/** The characters of a line, each with the escape sequence that it stands under. */
function styledCharacters(line: string): readonly StyledCharacter[] {
  let style = "0";
  return line.split(/(␛\[[\d;]*m)/).flatMap((part, i) => {
    if (i % 2 === 0) return Array.from(part, (text) => ({ text, style }));
    style = part.slice(2, -1);
    return [];
  });
}

function textOf(characters: readonly StyledCharacter[]): string {
  return characters.map(({ text }) => text).join("");
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

/** The same attributes, and colors that hardly differ: `1;38;2;R;G;B`. */
function isAlikeStyle(golden: string, actual: string): boolean {
  const [a, b] = [golden, actual].map((style) => style.split(";").map(Number));
  return a.length === b.length && a.every((code, i) => Math.abs(code - b[i]) <= slack(a, i));
}

/** Attributes and the codes that announce a color have none; its three channels do. */
function slack(codes: readonly number[], at: number): number {
  const isChannel = [1, 2, 3].some((back) => codes[at - back] === 2 && codes[at - back - 1] >= 38);
  return isChannel ? TINTS : 0;
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
