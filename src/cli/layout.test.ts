import { describe, expect, it } from "vitest";
import { columns, labelled } from "./layout.ts";

const plain = { width: 30, depth: "none" } as const;

describe("columns", () => {
  it("wraps words beside their name, and lets a long name stand alone", () => {
    const width = 60;
    expect(
      columns(
        [
          ["--a", "one two three four five six seven eight nine ten eleven", "note"],
          ["--a-flag-with-quite-a-long-name", "words"],
        ],
        { ...plain, width },
      ),
    ).toEqual([
      "  --a                           one two three four five six",
      "                                seven eight nine ten eleven",
      "                                note",
      "  --a-flag-with-quite-a-long-name",
      "                                words",
    ]);
  });

  it("counts Chinese characters as two cells", () => {
    expect(
      columns(
        [
          ["方法", "甲"],
          ["ab", "乙"],
        ],
        { ...plain, width: 60 },
      ),
    ).toEqual(["  方法  甲", "  ab    乙"]);
  });

  it("puts words below their names where the terminal is narrow", () => {
    expect(columns([["--model", "a folder"]], plain)).toEqual(["  --model", "      a folder"]);
  });
});

describe("labelled", () => {
  it("says what a fact is once", () => {
    expect(
      labelled(
        [
          ["Paper", ["A long title of a paper", "https://x.org"]],
          ["Takes", ["--text"]],
        ],
        plain,
      ),
    ).toEqual(["Paper  A long title of a paper", "       https://x.org", "Takes  --text"]);
  });
});
