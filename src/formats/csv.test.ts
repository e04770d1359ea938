import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PlacedCell, readCsv, writeCsv } from "./csv.ts";

describe("writeCsv", () => {
  it("writes plain cells as they are", () => {
    const rows = [
      [1, 0.1, -0.5e-9],
      [2n, true, null],
      [Number.NaN, Infinity, " spaced "],
    ];
    expect(writeCsv(["a", "b", "c"], rows)).toBe(
      "a,b,c\r\n1,0.1,-5e-10\r\n2,true,\r\nNaN,Infinity, spaced \r\n",
    );
  });

  it("quotes commas, quotes and line ends", () => {
    const rows = [
      ['say "hi"', "a,b"],
      ["two\nlines", "\r"],
    ];
    expect(writeCsv(["x,y", "z"], rows)).toBe(
      '"x,y",z\r\n"say ""hi""","a,b"\r\n"two\nlines","\r"\r\n',
    );
  });

  it("writes the header of an empty table", () => {
    expect(writeCsv(["a"], [])).toBe("a\r\n");
  });
});

describe("readCsv", () => {
  it("reads what writeCsv writes", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", "\r\n", "é") });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = writeCsv(["x", "y"], rows);
        const read = readCsv(text) as readonly (readonly PlacedCell[])[];
        expect(read.map((row) => row.map((one) => one.text))).toEqual([["x", "y"], ...rows]);
      }),
    );
  });

  it("knows line and column of each cell", () => {
    const [, row] = readCsv('a,b,c\n"x\ny",é,"z"') as readonly (readonly PlacedCell[])[];
    expect(row).toEqual([
      { text: "x\ny", line: 2, column: 1 },
      { text: "é", line: 3, column: 4 },
      { text: "z", line: 3, column: 6 },
    ]);
  });

  it("says where a quote is not closed, or closed too early", () => {
    expect(readCsv('a\n"b')).toEqual({ line: 2, column: 1 });
    expect(readCsv('a\n"b"c')).toEqual({ line: 2, column: 4 });
  });
});
