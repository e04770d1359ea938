import { type ColourDepth, RESET, type Style, styleSequence } from "./ansi.ts";
import { Braille } from "./braille.ts";
import { markBounds } from "./bounds.ts";
import type { LineMark, Mark, PathMark, RasterMark, RectMark, TextMark } from "./mark.ts";
import { cellsInside } from "./polygon.ts";
import { graphemes, graphemeWidth, textWidth } from "./text-width.ts";

export interface TerminalOptions {
  readonly width: number;
  readonly depth: ColourDepth;
}

const CELL = { width: 1, height: 1, fontSize: 1 };

/** The marks as lines of text, no wider than the terminal, with escape sequences for colours. */
export function terminal(marks: readonly Mark[], options: TerminalOptions): string {
  const { height } = markBounds(marks, CELL);
  const screen = new Screen(options.width, Math.ceil(height), options.depth);
  for (const mark of marks) screen.draw(mark);
  return screen.lines().join("\n");
}

interface Character extends Style {
  readonly text: string;
}

const BLANK: Character = { text: " " };
/** The right half of a wide character. */
const COVERED: Character = { text: "" };

/** A grid of characters that marks are painted on. */
class Screen {
  readonly #rows: Character[][];
  readonly #width: number;
  readonly #depth: ColourDepth;
  readonly #braille = new Braille();

  constructor(width: number, height: number, depth: ColourDepth) {
    this.#width = width;
    this.#depth = depth;
    this.#rows = Array.from({ length: height }, () => Array.from({ length: width }, () => BLANK));
  }

  draw(mark: Mark): void {
    switch (mark.kind) {
      case "rect":
        return mark.level === undefined ? this.#bar(mark) : this.#tint(mark);
      case "text":
        return mark.upright === false ? this.#turnedText(mark) : this.#text(mark);
      case "line":
        return this.#line(mark);
      case "circle":
        return this.#put(Math.floor(mark.x), Math.floor(mark.y), {
          text: "●",
          ...fillOf(mark.fill),
        });
      case "path":
        return this.#path(mark);
      case "raster":
        return this.#raster(mark);
    }
  }

  lines(): string[] {
    return this.#rows.map((row) => encodeRow(row, this.#depth));
  }

  /** A tinted area, to be written on; without colours, shaded by how full it is. */
  #tint(mark: RectMark): void {
    const right = Math.round(mark.x + mark.width);
    for (let y = Math.floor(mark.y); y < mark.y + mark.height; y++) {
      for (let x = Math.round(mark.x); x < right; x++) {
        const shade = { text: shadeOf(mark.level ?? 0) };
        const tint = { text: " ", ...(mark.fill === undefined ? {} : { ground: mark.fill }) };
        this.#put(x, y, this.#depth === "none" ? shade : tint);
      }
    }
  }

  /** A line as braille; an area as a shade under what is drawn later. */
  #path(mark: PathMark): void {
    if (mark.fill !== undefined) {
      for (const [x, y] of cellsInside(mark.points)) {
        this.#put(x, y, { text: "░", ...fillOf(mark.fill) });
      }
    }
    if (mark.stroke === undefined) return;
    for (const [x, y, text] of this.#braille.stroke(mark.points)) {
      this.#put(x, y, { text, ...fillOf(mark.stroke) });
    }
  }

  /** Two cells in every character, one above the other; without colours the stronger as a shade. */
  #raster(mark: RasterMark): void {
    for (let y = 0; y < Math.ceil(mark.height); y++) {
      for (let x = 0; x < Math.ceil(mark.width); x++) {
        const [upper, lower] = [rasterCell(mark, x, y + 0.25), rasterCell(mark, x, y + 0.75)];
        const character = this.#depth === "none" ? strongest(upper, lower) : halves(upper, lower);
        if (character !== null) this.#put(mark.x + x, Math.floor(mark.y) + y, character);
      }
    }
  }

  /** A solid bar, its end drawn to an eighth of a cell. */
  #bar(mark: RectMark): void {
    const y = Math.floor(mark.y);
    const end = mark.x + mark.width;
    const first = Math.floor(mark.x + 1 / 16);
    for (let x = first; x < end; x++) {
      const full = Math.min(end, x + 1) - Math.max(mark.x, x);
      const left = mark.x - x > 1 / 16;
      // Block elements grow from the left only: a bar that starts inside a cell is rounded there.
      const text = left ? (full >= 0.5 ? "▐" : " ") : (EIGHTHS[Math.round(full * 8)] ?? "█");
      if (text !== " ") this.#put(x, y, { text, ...fillOf(mark.fill) });
    }
  }

  #text(mark: TextMark): void {
    const width = textWidth(mark.text);
    const shift = { start: 0, middle: width / 2, end: width }[mark.anchor ?? "start"];
    let x = Math.round(mark.x - shift);
    const y = Math.floor(mark.y);
    for (const text of graphemes(mark.text)) {
      const cells = graphemeWidth(text);
      if (cells === 0) continue;
      this.#put(x, y, { text, ...styleOf(mark) });
      if (cells === 2) this.#cover(x + 1, y);
      x += cells;
    }
  }

  /** One character below the other, the last on the line above the anchor. */
  #turnedText(mark: TextMark): void {
    const characters = graphemes(mark.text);
    const x = Math.floor(mark.x - 0.5);
    const top = Math.floor(mark.y) - characters.length;
    characters.forEach((text, i) => {
      this.#put(x, top + i, { text, ...styleOf(mark) });
      if (graphemeWidth(text) === 2) this.#cover(x + 1, top + i);
    });
  }

  #line({ x1, y1, x2, y2, stroke, dash }: LineMark): void {
    const style = fillOf(stroke);
    if (Math.floor(y1) === Math.floor(y2)) {
      const text = dash === true ? "╌" : "─";
      for (let x = Math.round(x1); x < x2; x++) this.#put(x, Math.floor(y1), { text, ...style });
      return;
    }
    const [top, bottom] = [Math.min(y1, y2), Math.max(y1, y2)];
    for (let y = Math.floor(top); y <= Math.floor(bottom); y++) {
      this.#put(Math.floor(x1), y, { text: "│", ...style });
    }
  }

  #put(x: number, y: number, character: Character): void {
    const row = this.#rows[y];
    if (row === undefined || x < 0 || x >= this.#width) return;
    const wide = graphemeWidth(character.text) === 2;
    if (wide && x + 1 >= this.#width) return;
    if (row[x] === COVERED) row[x - 1] = BLANK;
    if (row[x + 1] === COVERED && !wide) row[x + 1] = BLANK;
    const ground = character.ground ?? row[x].ground;
    row[x] = ground === undefined ? character : { ...character, ground };
  }

  #cover(x: number, y: number): void {
    const row = this.#rows[y];
    if (row !== undefined && x < this.#width) row[x] = COVERED;
  }
}

const EIGHTHS = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];
const POSITIVE_SHADES = ["·", "░", "▒", "▓", "█"];
const NEGATIVE_SHADES = ["·", "-", "~", "=", "≡"];

function shadeOf(level: number): string {
  const shades = level < 0 ? NEGATIVE_SHADES : POSITIVE_SHADES;
  return shades[Math.min(4, Math.round(Math.abs(level) * 4))];
}

type RasterCell = RasterMark["palette"][number] | undefined;

function rasterCell(mark: RasterMark, x: number, y: number): RasterCell {
  if (y >= mark.height) return undefined;
  const row = Math.floor((y / mark.height) * mark.rows);
  const column = Math.floor(((x + 0.5) / mark.width) * mark.columns);
  return mark.palette[mark.cells[row * mark.columns + Math.min(column, mark.columns - 1)]];
}

function strongest(upper: RasterCell, lower: RasterCell): Character | null {
  if (upper === undefined && lower === undefined) return null;
  const [a, b] = [upper?.level ?? 0, lower?.level ?? 0];
  return { text: shadeOf(Math.abs(b) > Math.abs(a) ? b : a) };
}

function halves(upper: RasterCell, lower: RasterCell): Character | null {
  if (upper === undefined) return lower === undefined ? null : { text: "▄", fill: lower.fill };
  if (lower === undefined) return { text: "▀", fill: upper.fill };
  if (upper.fill === lower.fill) return { text: " ", ground: upper.fill };
  return { text: "▀", fill: upper.fill, ground: lower.fill };
}

function styleOf({ fill, weight }: TextMark): Style {
  return weight === "bold" ? { fill, bold: true } : { fill };
}

function fillOf(fill: string | undefined): Style {
  return fill === undefined ? {} : { fill };
}

function encodeRow(row: readonly Character[], depth: ColourDepth): string {
  let last = row.length;
  while (last > 0 && row[last - 1].text === " " && row[last - 1].ground === undefined) last--;
  let line = "";
  let current = "";
  for (const character of row.slice(0, last)) {
    if (character === COVERED) continue;
    const sequence = styleSequence(character, depth);
    if (sequence !== current) line += (current === "" ? "" : RESET) + sequence;
    current = sequence;
    line += character.text;
  }
  return current === "" ? line : line + RESET;
}
