import { describe, expect, it } from "vitest";
import type { RasterMark } from "./mark.ts";
import { svg } from "./svg.ts";
import { terminal } from "./terminal.ts";

const raster: RasterMark = {
  kind: "raster",
  x: 1,
  y: 0,
  width: 3,
  height: 1,
  columns: 3,
  rows: 2,
  cells: [0, 0, 1, -1, 2, 2],
  palette: [
    { fill: "#000001", level: 0.25 },
    { fill: "#000002", level: 1 },
    { fill: "#000003", level: -0.5 },
  ],
};

describe("a raster", () => {
  it("is one path per color, equal neighbours of a row as one rectangle", () => {
    expect(svg([raster], { label: "" })).toContain(
      `<g transform="translate(1 0) scale(1 0.5)" shape-rendering="crispEdges">` +
        `<path fill="#000001" d="M0 0h2v1h-2z"/><path fill="#000002" d="M2 0h1v1h-1z"/>` +
        `<path fill="#000003" d="M1 1h2v1h-2z"/></g>`,
    );
  });

  it("puts two rows into one line of a terminal", () => {
    expect(terminal([raster], { width: 4, depth: "truecolor" })).toBe(
      " \u001b[38;2;0;0;1m▀\u001b[0m\u001b[38;2;0;0;1;48;2;0;0;3m▀\u001b[0m" +
        "\u001b[38;2;0;0;2;48;2;0;0;3m▀\u001b[0m",
    );
  });

  it("shades by the stronger of two rows where there are no colors", () => {
    expect(terminal([raster], { width: 4, depth: "none" })).toBe(" ░~█");
  });
});
