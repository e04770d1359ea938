import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { sample, views } from "../../test/helpers/results.ts";
import type { ColourDepth } from "./ansi.ts";
import type { Mark } from "./mark.ts";
import { viewMessages } from "./messages.ts";
import { scene } from "./scene.ts";
import type { PlainView } from "./spec.ts";
import { terminal } from "./terminal.ts";
import { textWidth } from "./text-width.ts";
import { translator } from "./text.ts";
import { terminalTheme } from "./theme.ts";

const text = translator("en", viewMessages);

function draw(view: PlainView, depth: ColourDepth): string {
  const theme = terminalTheme("dark", depth === "none");
  return terminal(scene(view, sample, { width: 80, theme, text }), { width: 80, depth });
}

describe("terminal", () => {
  it("writes numbers under tokens where there are no colors", () => {
    expect(draw(views["token-strip"], "none")).toBe(
      [
        "title of strip",
        "Largest: 1.",
        "",
        "<s>  Once upon  a    time ,     世界 <b>",
        "0.00 0.50 −0.25 0.13 1.00 −1.00 0.06 −0.03",
        "",
        "lowers −1 ≡≡==~~-- 0 ░░▒▒▓▓██ +1 raises",
      ].join("\n"),
    );
  });

  it("shades tokens where there are colors", () => {
    const [strip] = draw(views["token-strip"], "truecolor").split("\n").slice(3);
    // #0961bb and #9d4616: the last steps of the dark ramps.
    expect(strip).toContain("\u001b[38;2;255;255;255;48;2;9;97;187mtime\u001b[0m");
    expect(strip).toContain("\u001b[38;2;255;255;255;48;2;157;70;22m,\u001b[0m");
  });

  it("takes the nearest of 256 colors", () => {
    // #9d4616 → 130, whose color is (175, 95, 0).
    expect(draw(views["token-strip"], "256")).toContain("48;5;130m,");
  });

  it("draws bars to an eighth of a cell", () => {
    expect(draw(views.bars, "none").split("\n").slice(3)).toEqual([
      `the ${"█".repeat(71)}  50%`,
      `a   ${"█".repeat(35)}▌${" ".repeat(37)}25%`,
      `and █▍${" ".repeat(70)}1.0%`,
    ]);
  });

  it("writes maps as numbers where there are no colors", () => {
    expect(draw(views["layer-position"], "none").split("\n").slice(3, 7)).toEqual([
      "      token →",
      "layer    <s>      Once     upon      a       time      ,       世界     <b>",
      "    1    1.00     0.00     0.00     0.00     0.00     0.00     0.00     0.10",
      "    0    0.00     0.20     0.40     0.60     0.80     1.00    −0.50    −1.00",
    ]);
  });

  it.each(Object.values(views))("keeps $kind within 80 columns, colored or not", (view) => {
    const plain = draw(view, "none");
    expect(plain).toBe(stripVTControlCharacters(plain));
    for (const line of plain.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(80);
    for (const line of draw(view, "truecolor").split("\n")) {
      expect(textWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(80);
    }
  });

  it("gives wide characters two cells, and never half of one", () => {
    const words: Mark = { kind: "text", x: 1, y: 0.5, text: "世界", fill: "default" };
    expect(terminal([words], { width: 5, depth: "none" })).toBe(" 世界");
    expect(terminal([words], { width: 4, depth: "none" })).toBe(" 世");
  });

  it("obeys no escape sequence inside a token", () => {
    const clear = { ...sample, input: { rows: [{ units: [{ text: "\u001b[2J" }] }] } };
    const view = { ...views["token-strip"], data: "/data/one" } as const;
    const one = { ...clear, data: { one: { dims: [1], data: [1] } } };
    const theme = terminalTheme("dark", true);
    const drawn = terminal(scene(view, one, { width: 80, theme, text }), {
      width: 80,
      depth: "none",
    });
    expect(drawn).not.toContain("\u001b");
    expect(drawn).toContain("␛[2J");
  });

  it("draws a slope as braille", () => {
    const slope: Mark = {
      kind: "path",
      points: [
        [0, 0],
        [1.99, 0.99],
      ],
      stroke: "default",
    };
    expect(terminal([slope], { width: 4, depth: "none" })).toBe("⠑⢄");
  });
});
