import { describe, expect, it } from "vitest";
import { writeCsv } from "./csv.ts";

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
