import { describe, expect, it } from "vitest";
import { sample, views } from "../../../test/helpers/results.ts";
import { markBounds } from "../bounds.ts";
import type { LineMark, Mark } from "../mark.ts";
import { viewMessages } from "../messages.ts";
import { dataTable, scene } from "../scene.ts";
import type { AttentionView, Viewable } from "../spec.ts";
import { terminal } from "../terminal.ts";
import { textWidth } from "../text-width.ts";
import { translator } from "../text.ts";
import { lightTheme, terminalTheme } from "../theme.ts";

const text = translator("en", viewMessages);
const oneHead: AttentionView = { ...views.attention, slices: [] };

/** A result with one pattern of tokens that read as given. */
function patternOf(
  tokens: readonly string[],
  weight: (query: number, key: number) => number,
): Viewable {
  const { length } = tokens;
  const data = Float32Array.from({ length: length ** 2 }, (_, i) =>
    weight(Math.floor(i / length), i % length),
  );
  const readers = tokens.map((token, id) => ({ id, text: token }));
  return { ...sample, data: { patterns: { dims: [length, length], data }, readers } };
}

const draw = (result: Viewable, width = 720, view = oneHead): readonly Mark[] =>
  scene(view, result, { width, theme: lightTheme, text, caption: false });
const linesOf = (marks: readonly Mark[]): LineMark[] =>
  marks.filter((mark): mark is LineMark => mark.kind === "line" && mark.datum !== undefined);
const wordsOf = (marks: readonly Mark[]): string[] =>
  marks.flatMap((mark) => (mark.kind === "text" ? [mark.text] : []));
const print = (result: Viewable, width = 80, view = oneHead): string =>
  terminal(
    scene(view, result, { width, theme: terminalTheme("dark", true), text, caption: false }),
    {
      width,
      depth: "none",
    },
  );

/** Causal, equal shares of all that a query can see. */
const uniform = (query: number, key: number): number => (key <= query ? 1 / (query + 1) : 0);

describe("attention view", () => {
  const marks = draw(sample, 720, views.attention);

  it("draws a line for each link, thicker the more attention it stands for", () => {
    const widths = new Map(linesOf(marks).map(({ datum, width }) => [datum?.key, width!]));
    expect(new Set(widths.keys())).toEqual(new Set(["0:0", "1:0", "2:0", "2:1", "3:0", "3:2"]));
    expect(widths.get("3:0")! / widths.get("3:2")!).toBeCloseTo(3, 10); // 3/4 against 1/4
    expect(widths.get("1:0")).toBe(8);
  });

  it("draws the strongest last, over the others", () => {
    expect(linesOf(marks).at(-1)?.datum?.label).toBe("query “<s>” (0) → key “<s>” (0): 100%");
  });

  it("leads from the query's row to the key's, downwards in the order of the text", () => {
    const [line] = linesOf(marks).filter(({ datum }) => datum?.key === "3:2");
    const yOf = (key: string): number =>
      marks.flatMap((mark) => (mark.kind === "text" && mark.datum?.key === key ? [mark.y] : []))[0];
    expect([line.y1, line.y2]).toEqual([yOf("query 3"), yOf("key 2")]);
    expect(line.x1).toBeLessThan(line.x2);
    expect(yOf("key 2")).toBeLessThan(yOf("key 3"));
  });

  it("says in words what a query looks at and what a key gets", () => {
    const labels = new Map(marks.flatMap(({ datum }) => (datum ? [[datum.key, datum.label]] : [])));
    expect(labels.get("query 3")).toBe(
      "query “a” (3) looks most at “<s>” (0) 75% · “upon” (2) 25%",
    );
    expect(labels.get("key 0")).toBe("key “<s>” (0) gets 88% of all attention"); // 3.5 of 4
  });

  it("writes the largest share beside a query and the share received beside a key", () => {
    expect(
      wordsOf(marks)
        .filter((words) => words.endsWith("%"))
        .slice(0, 8),
    ).toEqual(
      ["100%", "100%", "75%", "75%", "88%", "6.3%", "6.3%", "0%"], // queries, then keys
    );
  });

  it("says what it does not draw", () => {
    // 200 equal shares of half a percent each: nothing is drawn of the later queries.
    const many = draw(patternOf(Array(200).fill(" x"), uniform));
    const drawn = linesOf(many).length;
    expect(drawn).toBeLessThanOrEqual(700);
    expect(wordsOf(many).join(" ")).toMatch(
      /Links under \d\.\d% are not drawn; together they are \d\d% of the attention\./,
    );
  });

  it.each([16, 128, 512, 1500])("stays under 2,000 marks for %s tokens", (length) => {
    const tokens = Array.from({ length }, (_, i) => ` t${i}`);
    expect(draw(patternOf(tokens, uniform)).length).toBeLessThan(2000);
  });

  it("is one line for one token", () => {
    const one = draw(patternOf(["x"], () => 1));
    expect(linesOf(one).map(({ datum }) => datum?.label)).toEqual([
      "query “x” (0) → key “x” (0): 100%",
    ]);
  });

  it.each([320, 720])(
    "cuts long tokens to fit %s pixels, and keeps them whole in words",
    (width) => {
      const long = "antidisestablishmentarianism";
      const all = draw(patternOf([long, "שלום", "👩‍👩‍👧"], uniform), width);
      expect(markBounds(all, lightTheme.cell).width).toBeLessThanOrEqual(width);
      expect(wordsOf(all)).toContain("שלום");
      expect(all.some(({ datum }) => datum?.label.includes(long))).toBe(true);
      for (const { x1, x2 } of linesOf(all)) expect(x2 - x1).toBeGreaterThan(60);
    },
  );

  it("lists the links it draws in its table, query by query", () => {
    const { columns, rows } = dataTable(views.attention, sample, text);
    expect(columns.map(({ title }) => title)).toEqual([
      "position",
      "query",
      "position",
      "key",
      "share",
    ]);
    expect(rows.slice(2)).toEqual([
      [2, "upon", 0, "<s>", 0.75],
      [2, "upon", 1, "Once", 0.25],
      [3, "a", 0, "<s>", 0.75],
      [3, "a", 2, "upon", 0.25],
    ]);
  });
});

describe("attention view in a terminal", () => {
  it("gives each query a strip of shades and its strongest keys in words", () => {
    expect(print(sample, 80, views.attention).split("\n").slice(0, 5)).toEqual([
      "  query  key   looks most at",
      "0 <s>    █     <s> 100%",
      "1 Once   █     <s> 100%",
      "2 upon   █▒    <s> 75%  Once 25%",
      "3 a      █ ▒   <s> 75%  upon 25%",
    ]);
  });

  it("shows the last 48 queries of a long text and gathers keys, and says so", () => {
    const tokens = Array.from({ length: 100 }, (_, i) => ` t${i}`);
    const previous = patternOf(tokens, (query, key) => (key === Math.max(0, query - 1) ? 1 : 0));
    const [head, ...rest] = print(previous).split("\n");
    expect(head).toContain("key ×4 →"); // 100 keys in at most 32 columns
    expect(rest[0]).toMatch(/^52 t52 {3}\s+█\s+t51 100%$/);
    expect(rest).toContain("48 of 100 queries shown: the last ones");
  });

  it.each([40, 80])("keeps within %s columns whatever the tokens are", (width) => {
    const tokens = [
      "antidisestablishmentarianism",
      "世界世界世界世界世界",
      "שלום",
      "",
      "\u001b[2J",
      "x",
    ];
    for (const line of print(patternOf(tokens, uniform), width).split("\n")) {
      expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect(line).not.toContain("\u001b");
    }
  });
});
