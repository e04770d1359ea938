import path from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import type { Mark } from "../view/mark.ts";
import { undrawable } from "./missing-glyphs.ts";
import type { Picture } from "./picture.ts";
import { png } from "./png.node.ts";

/** Boxes for letters: `letters` has a and b, `double` β as two glyphs, `single` γ. */
const font = (name: string): string =>
  path.join(import.meta.dirname, `../../fixtures/fonts/${name}.ttf`);

const said = (text: string, more: object = {}): Mark => ({
  kind: "text",
  x: 2,
  y: 12,
  text,
  fill: "#000000",
  ...more,
});

const picture = (marks: readonly Mark[]): Picture => ({
  marks,
  width: 60,
  height: 20,
  ground: "#ffffff",
  label: "",
});

const only = (...names: readonly string[]) => ({
  scale: 2,
  fonts: names.map(font),
  systemFonts: false,
});

/** Width and height from a PNG's header, and its signature. */
function header(bytes: Uint8Array): readonly [signature: string, width: number, height: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [Buffer.from(bytes.subarray(1, 4)).toString(), view.getUint32(16), view.getUint32(20)];
}

describe("png", () => {
  it("has two pixels to each of the picture's", async () => {
    const file = await png(picture([said("ab")]), only("letters"));
    expect(header(file)).toEqual(["PNG", 120, 40]);
  });

  it("draws marks where they are, on the ground", async () => {
    const raster = {
      columns: 2,
      rows: 1,
      cells: [0, -1],
      palette: [{ fill: "#0000ff", level: 1 }],
    };
    const file = await png(
      picture([
        { kind: "rect", x: 10, y: 5, width: 5, height: 5, fill: "#ff0000" },
        { kind: "raster", x: 30, y: 0, width: 20, height: 10, ...raster },
      ]),
      only(),
    );
    expect(colourAt(file, 12, 7)).toEqual([255, 0, 0]);
    expect(colourAt(file, 35, 5)).toEqual([0, 0, 255]);
    expect(colourAt(file, 45, 5)).toEqual([255, 255, 255]);
  });

  it("refuses a side that no program would open", async () => {
    const huge = { ...picture([]), width: 10_000 };
    await expect(png(huge, only())).rejects.toThrow(/at most 16384 pixels, got 20000 × 40/);
  });

  it.each([0, -1, Number.NaN])("refuses the scale %d", async (scale) => {
    await expect(png(picture([]), { ...only(), scale })).rejects.toThrow(/scale expects a number/);
  });
});

describe("png of text that fonts lack", () => {
  it("names the letters and offers .svg", async () => {
    const marks = [said("ba"), said("aβ b"), said("中文", { font: "mono" })];
    await expect(png(picture(marks), only("letters"))).rejects.toThrow(
      /^png: no installed font draws "β", "中", "文"\. Install one .* or write \.svg/,
    );
  });

  it("says so where there is no font at all", async () => {
    await expect(png(picture([said("ab")]), only())).rejects.toThrow(/no installed font draws "a"/);
  });

  it("takes letters from any font there is", async () => {
    const marks = [said("β"), said("b γ")];
    const file = await png(picture(marks), only("letters", "double", "single"));
    expect(header(file)[0]).toBe("PNG");
  });

  it("names the text where each letter can be drawn, but not beside the others", async () => {
    const fonts = only("letters", "double", "single");
    await expect(png(picture([said("βγ")]), fonts)).rejects.toThrow(/draws "βγ"/);
  });

  it("says so where the file of a font is not there", async () => {
    await expect(png(picture([]), only("none"))).rejects.toThrow(/none\.ttf cannot be read/);
  });

  it("asks nothing of spaces, joiners and selectors", async () => {
    const marks = [said(" \u00a0\u3000\u200b\u200d\ufe0f\u2060")];
    expect(header(await png(picture(marks), only("letters")))[0]).toBe("PNG");
  });

  it("looks at every weight and family that text is drawn in", () => {
    const outline = (source: string): string =>
      new Resvg(source, {
        font: { loadSystemFonts: false, fontFiles: [font("letters")] },
      }).toString();
    const marks = [said("a", { weight: "bold", font: "mono" }), said("β", { weight: "bold" })];
    expect(undrawable(marks, "", outline)).toEqual(["β"]);
    expect(undrawable(marks.slice(0, 1), "", outline)).toEqual([]);
  });
});

/** Red, green and blue at a place of a picture's file, looked up through another drawing of it. */
function colourAt(file: Uint8Array, x: number, y: number): readonly number[] {
  const href = `data:image/png;base64,${Buffer.from(file).toString("base64")}`;
  const source = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><image href="${href}" width="60" height="20"/></svg>`;
  const { pixels } = new Resvg(source).render();
  return Array.from(pixels.subarray((y * 60 + x) * 4, (y * 60 + x) * 4 + 3));
}
