import { describe, expect, it } from "vitest";
import type { Mark } from "./mark.ts";
import { packedSvg } from "./packed-svg.ts";

const cell = (x: number, fill: string): Mark => ({
  kind: "rect",
  x,
  y: 0,
  width: 9,
  height: 9,
  fill,
  datum: { key: String(x), label: "secret" },
});
const word = (x: number, text: string): Mark => ({
  kind: "text",
  x,
  y: 5,
  text,
  fill: "#111",
  anchor: "middle",
  font: "mono",
  size: 11,
});
const packed = (...marks: readonly Mark[]): string => packedSvg(marks, { label: "a & b" });

describe("packedSvg", () => {
  it("joins rectangles of one fill, and texts of one look", () => {
    const drawn = packed(cell(0, "red"), word(4, "x<"), cell(10, "red"), word(14, "y"));
    expect(drawn).toContain(`<path fill="red" d="M0 0h9v9h-9zM10 0h9v9h-9z"/>`);
    expect(drawn).toContain(
      `<g class="vt vm s11" fill="#111" text-anchor="middle"><text x="4" y="5">x&lt;</text><text x="14" y="5">y</text></g>`,
    );
  });

  it("strokes equal neighbors of a raster's rows along their middle", () => {
    const drawn = packed({
      kind: "raster",
      x: 10,
      y: 20,
      width: 6,
      height: 4,
      columns: 3,
      rows: 2,
      cells: [0, 0, 1, -1, 1, 1],
      palette: [
        { fill: "red", level: 0 },
        { fill: "blue", level: 1 },
      ],
    });
    expect(drawn).toContain(`transform="translate(10 21) scale(2 2)"`);
    expect(drawn).toContain(`<path stroke="red" d="M0 0h2"/>`);
    expect(drawn).toContain(`<path stroke="blue" d="M2 0h1m-2 1h2"/>`);
  });

  it("draws rasters of one cell size together, a path for each color", () => {
    const raster = (x: number, y: number, cells: number[], width = 4): Mark => ({
      kind: "raster",
      x,
      y,
      width,
      height: 2,
      columns: 2,
      rows: 1,
      cells,
      palette: [
        { fill: "red", level: 0 },
        { fill: "blue", level: 1 },
      ],
    });
    const drawn = packed(raster(10, 20, [0, 1]), raster(15, 23, [1, 0]), raster(0, 0, [0, 0], 8));
    expect(drawn).toContain(
      `<g transform="translate(10 21) scale(2 2)" shape-rendering="crispEdges">`,
    );
    expect(drawn).toContain(`<path stroke="red" d="M0 0h1M3.5 1.5h1"/>`);
    expect(drawn).toContain(`<path stroke="blue" d="M1 0h1M2.5 1.5h1"/>`);
    expect(drawn).toContain(
      `<g transform="translate(0 1) scale(4 2)" shape-rendering="crispEdges">`,
    );
    expect(drawn.match(/<g /g)).toHaveLength(2);
  });

  it("is as large as all marks need, and says what it shows", () => {
    expect(packed(cell(91, "red"))).toMatch(/^<svg viewBox="0 0 100 9" .* aria-label="a &amp; b">/);
  });

  it("keeps values out", () => {
    expect(packed(cell(0, "red"))).not.toContain("secret");
  });
});
