import { describe, expect, it } from "vitest";
import { sample, views } from "../../test/helpers/results.ts";
import { numberColumn, textColumn } from "./data-table.ts";
import { viewMessages } from "./messages.ts";
import { dataTable } from "./scene.ts";
import { tableCsv } from "./table-csv.ts";
import { translator } from "./text.ts";

describe("tableCsv", () => {
  it("writes numbers in full, whatever a reader sees of them", () => {
    const columns = [numberColumn("share", () => "33%")];
    const rows = [[1 / 3], [-1e-30], [Number.NaN], [null], [-Infinity]];
    expect(tableCsv({ columns, rows })).toBe(
      "share\r\n0.3333333333333333\r\n-1e-30\r\n\r\n\r\n-Infinity\r\n",
    );
  });

  it.each(["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])(
    "writes the token %j so that no spreadsheet runs it",
    (token) => {
      const table = { columns: [textColumn(token), textColumn("b")], rows: [[token, " a=1"]] };
      const [head, row] = tableCsv(table).split(/\r\n(?=.)/);
      for (const line of [head, row]) expect(line).toMatch(/^"?'/);
      expect(row).toContain(", a=1");
    },
  );

  it("keeps the sign of numbers", () => {
    expect(tableCsv({ columns: [numberColumn("x")], rows: [[-1]] })).toBe("x\r\n-1\r\n");
  });

  it("has the values of a picture, row by row", () => {
    const text = translator("en", viewMessages);
    expect(tableCsv(dataTable(views.matrix, sample, text))).toBe(
      ["row,the,a,and", "first,0,0.5,1", "second,-1,-0.5,", ""].join("\r\n"),
    );
    expect(tableCsv(dataTable(views["token-strip"], sample, text)).split("\r\n")[7]).toBe(
      "6, 世界,0.0625",
    );
  });
});
