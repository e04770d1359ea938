import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import { readSuite } from "./read-file.ts";

const GOOD = `{
  "name": "colors",
  "about": "What color is it?",
  "templates": [
    { "clean": "The {thing.noun} is", "corrupted": "The {other.noun} is",
      "answers": [" {thing.color}", " {other.color}"] }
  ],
  "slots": {
    "thing": [{ "noun": "sky", "color": "blue" }, { "noun": "grass", "color": "green" }],
    "other": "thing"
  }
}`;

function mistakesIn(text: string, file: string): readonly (readonly [string, number, number])[] {
  try {
    readSuite(text, file);
  } catch (error) {
    const { code, details } = error as VitrineError;
    expect(code).toBe("BAD_FILE");
    const at = details.at as readonly { id: string; line: number; column: number }[];
    return at.map(({ id, line, column }) => [id.replace("suite.file.", ""), line, column]);
  }
  return [];
}

describe("a suite in JSON", () => {
  it("is read as it stands", () => {
    const suite = readSuite(GOOD, "folder/my-colors.json");
    expect(suite.name).toBe("colors");
    expect(suite.about).toEqual({ en: "What color is it?", zh: "What color is it?" });
    expect(suite.variants[0].templates[0].answers).toEqual([" {thing.color}", " {other.color}"]);
  });

  it("is told where it stops being JSON", () => {
    expect(mistakesIn(GOOD.replace(`"colors",`, `"colors"`), "a.json")).toEqual([["json", 3, 3]]);
  });

  it("is told all its mistakes at once, with line and column", () => {
    const bad = GOOD.replace(`"about"`, `"abuot"`)
      .replace("{thing.noun}", "{thin.noun}")
      .replace(" {other.color}", " {other.colour}")
      .replace(`"color": "green" }`, `"color": 3 }`);
    expect(mistakesIn(bad, "a.json")).toEqual([
      ["unknown", 3, 12],
      ["slot", 5, 21],
      ["field", 6, 39],
      ["kind", 9, 51],
    ]);
    expect(() => readSuite(bad, "a.json")).toThrow(
      /a\.json is not a suite.*line 3, column 12: there is no field “abuot”.*line 5, column 21: there is no slot “thin”; there are thing, other/,
    );
  });

  it.each([
    ["missing", GOOD.replace(`"clean"`, `"cleen"`)],
    ["answers", GOOD.replace(`, " {other.color}"`, "")],
    ["plain", GOOD.replace("The {other.noun}", "The {other}")],
    ["brace", GOOD.replace("The {other.noun}", "The } {other.noun}")],
    ["space", GOOD.replace(`" {thing.color}"`, `"{thing.color}"`)],
    ["few", GOOD.replace(`, { "noun": "grass", "color": "green" }`, "")],
    ["slot", GOOD.replace(`"other": "thing"`, `"other": "thingy"`)],
    ["same", GOOD.replace("{other.noun}", "{thing.noun}")],
  ])("is told of %s", (id, text) => {
    expect(mistakesIn(text, "a.json").map(([found]) => found)).toContain(id);
  });
});

describe("a suite in CSV", () => {
  it("has a case in every row, braces and quotes as they stand", () => {
    const text = `clean,corrupted,answer,wrong\r\n"The sky, {now}, is",The grass is, blue, green\n`;
    const [{ templates }] = readSuite(text, "sky.csv").variants;
    expect(templates).toEqual([
      {
        clean: "The sky, {{now}}, is",
        corrupted: "The grass is",
        answers: [" blue", " green"],
      },
    ]);
  });

  it("is told all its mistakes at once, with line and column", () => {
    const text = [
      "clean,corrupted,answer,wrong",
      `"two\nlines are",two lines is,, x`,
      "a is,a is, b, c",
      "d is,e is,f, g",
      "too,few",
    ].join("\n");
    expect(mistakesIn(text, "a.csv")).toEqual([
      ["missing", 3, 25],
      ["same", 4, 6],
      ["space", 5, 11],
      ["cells", 6, 5],
    ]);
  });

  it("is told of columns that are missing or unknown, and of a quote left open", () => {
    expect(mistakesIn("clean,corupted,answer,wrong\na,b,c,d", "a.csv")).toEqual([
      ["unknown", 1, 7],
      ["missing", 1, 23],
    ]);
    expect(mistakesIn('clean,corrupted,answer,wrong\na,"b', "a.csv")).toEqual([["quote", 2, 3]]);
    expect(mistakesIn("clean,corrupted,answer,wrong\n", "a.csv")).toEqual([["rows", 1, 1]]);
  });
});

it("is told what its name should end in", () => {
  expect(mistakesIn("", "a.txt")).toEqual([["ending", 1, 1]]);
});
