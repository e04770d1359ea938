import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { tokenLabel, visibleToken } from "../escape.ts";
import { heatMap, type HeatMap } from "../heat-map.ts";
import { legend } from "../legend.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { labelsAt, nestedAt, type NumberArray, numbersAt } from "../resolve.ts";
import { valueScale, type ValueScale } from "../scale.ts";
import type { LensTableView } from "../spec.ts";
import { fitText, textWidth } from "../text-width.ts";

/** The best guess after each layer at each position, shaded by its probability. */
export const lensTable: Kind<LensTableView> = {
  draw: (view, drawing) => {
    const { theme, text } = drawing;
    const lens = read(view, drawing);
    if (lens.layers.length === 0 || lens.units.length === 0) {
      return noteMarks([text("view.empty")], drawing).marks;
    }
    const graphic = theme.medium === "graphic";
    if (graphic && lens.units.length > MOST_COLUMNS) return overview(lens, drawing);
    const grid = layOut(lens, drawing);
    const key = legend(lens.scale, drawing);
    const bottom = grid.top + lens.layers.length * grid.cellHeight + (graphic ? 8 : 1);
    const note = noteMarks(notes(lens, grid, drawing), drawing);
    return [
      ...names(lens, grid, drawing),
      ...guesses(lens, grid, drawing),
      ...moved(note.marks, 0, bottom),
      ...moved(key.marks, 0, bottom + note.height + (graphic ? 8 : 1)),
    ];
  },
  table: (view, drawing) => {
    const lens = read(view, drawing);
    const { text } = drawing;
    return {
      columns: [
        textColumn(text("view.layer")),
        numberColumn(text("view.position"), String),
        textColumn(text("view.token")),
        textColumn(text("view.guess", { n: 1 })),
        numberColumn(text("view.probability"), lens.scale.format),
        numberColumn(text("view.rank"), String),
      ],
      rows: lens.layers.flatMap((layer, l) =>
        lens.units.map((unit, pos) => [
          layer,
          pos,
          unit,
          visibleToken(lens.tokens[l][pos][0]),
          lens.probabilities.at(l, pos, 0),
          lens.ranks.at(l, pos),
        ]),
      ),
    };
  },
};

/** With more positions, words would make the picture too wide. */
const MOST_COLUMNS = 32;

/** All positions in colours only; the words are in the cells' labels and in the table. */
function overview(lens: Lens, drawing: Drawing): readonly Mark[] {
  const { layers, tokens, probabilities, scale } = lens;
  const { text } = drawing;
  const columns = lens.units.length;
  const values = Float64Array.from({ length: layers.length * columns }, (_, i) =>
    probabilities.at(Math.floor(i / columns), i % columns, 0),
  );
  const map: HeatMap = {
    rows: { title: text("view.layer"), names: layers },
    columns: { title: text("view.token"), names: lens.units, positions: true },
    cells: { rows: layers.length, columns, values },
    scale,
    say: (row, column) => guessText(tokens[row][column], row, column, lens),
    note: text("view.lensColors"),
  };
  return heatMap(map, drawing);
}

interface Lens {
  readonly layers: readonly string[];
  readonly units: readonly string[];
  readonly tokens: readonly (readonly string[][])[];
  readonly probabilities: NumberArray;
  readonly ranks: NumberArray;
  readonly scale: ValueScale;
}

interface Grid {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Characters that fit a cell. */
  readonly cells: number;
  readonly first: number;
}

function read(view: LensTableView, { result }: Pick<Drawing, "result">): Lens {
  return {
    layers: labelsAt(result, view.encoding.layers),
    units: labelsAt(result, view.encoding.units),
    tokens: nestedAt(result, view.encoding.tokens),
    probabilities: numbersAt(result, view.data),
    ranks: numbersAt(result, view.encoding.ranks),
    scale: valueScale([], { scale: "probability", onText: true }),
  };
}

function layOut({ layers, units }: Lens, { theme, width }: Drawing): Grid {
  const graphic = theme.medium === "graphic";
  const { width: cw, height: ch } = theme.cell;
  const left = (Math.min(Math.max(...layers.map(textWidth)), 12) + 1) * cw + (graphic ? 4 : 0);
  const room = width - left;
  const letter = (cw * (theme.tick.size ?? theme.cell.fontSize)) / theme.cell.fontSize;
  const [least, most] = graphic ? [44, 96] : [theme.plain ? 11 : 9, 12];
  const exact = Math.max(least, Math.min(most, room / units.length));
  const cellWidth = graphic ? exact : Math.floor(exact);
  const fitting = graphic ? units.length : Math.max(1, Math.floor(room / cellWidth));
  return {
    left,
    top: 2 * ch,
    cellWidth,
    cellHeight: graphic ? 24 : 1,
    cells: Math.floor((cellWidth * (graphic ? 0.96 : 1)) / letter) - (graphic ? 0 : 1),
    first: Math.max(0, units.length - fitting),
  };
}

function names(lens: Lens, grid: Grid, { theme, text }: Drawing): Mark[] {
  const { height: ch } = theme.cell;
  const title = (x: number, y: number, words: string): Mark => ({
    kind: "text",
    x,
    y,
    text: words,
    fill: theme.muted,
    ...theme.label,
  });
  return [
    title(grid.left, ch / 2, `${text("view.token")} →`),
    title(0, ch * 1.5, text("view.layer")),
    ...lens.layers.map((layer, l) => ({
      kind: "text" as const,
      x: 0,
      y: grid.top + (l + 0.5) * grid.cellHeight,
      text: fitText(layer, 12),
      fill: theme.ink,
    })),
    ...lens.units.slice(grid.first).map((unit, i) => ({
      kind: "text" as const,
      x: grid.left + (i + 0.5) * grid.cellWidth,
      y: ch * 1.5,
      text: fitText(unit, grid.cells),
      anchor: "middle" as const,
      weight: "bold" as const,
      fill: theme.ink,
      font: "mono" as const,
      ...theme.tick,
    })),
  ];
}

function guesses(lens: Lens, grid: Grid, drawing: Drawing): Mark[] {
  return lens.layers.flatMap((_, l) =>
    lens.units.slice(grid.first).flatMap((_, i) => guess(lens, l, i + grid.first, grid, drawing)),
  );
}

function guess(lens: Lens, l: number, pos: number, grid: Grid, { theme }: Drawing): Mark[] {
  const gap = theme.medium === "graphic" ? 1 : 0;
  const box = {
    x: grid.left + (pos - grid.first) * grid.cellWidth,
    y: grid.top + l * grid.cellHeight,
    width: grid.cellWidth - gap,
    height: grid.cellHeight - gap,
  };
  const place = lens.scale.place(lens.probabilities.at(l, pos, 0));
  const { fill, ink } = theme.paint(lens.scale.ramp, place);
  const words: Mark = {
    kind: "text",
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    text: cellText(lens, l, pos, grid.cells, theme.plain),
    anchor: "middle",
    fill: theme.plain ? theme.ink : ink,
    font: "mono",
    ...theme.tick,
    ...(lens.ranks.at(l, pos) === 0 ? { weight: "bold" as const } : {}),
  };
  const datum = { key: `${l}:${pos}`, label: guessLabel(lens, l, pos) };
  return theme.plain ? [words] : [{ kind: "rect", ...box, fill, level: place, datum }, words];
}

/** The token, and where no shade says how likely it is, its probability. */
function cellText(lens: Lens, l: number, pos: number, cells: number, plain: boolean): string {
  const token = tokenLabel(lens.tokens[l][pos][0]);
  if (!plain) return fitText(token, cells);
  const share = lens.scale.format(lens.probabilities.at(l, pos, 0));
  return `${fitText(token, cells - share.length - 1)} ${share}`;
}

/** All guesses of a cell with their probabilities. */
function guessLabel(lens: Lens, l: number, pos: number): string {
  const said = guessText(lens.tokens[l][pos], l, pos, lens);
  return `${lens.layers[l]}, ${lens.units[pos]} → ${said}`;
}

function guessText(
  tokens: readonly string[],
  l: number,
  pos: number,
  { probabilities, scale }: Lens,
): string {
  return tokens
    .map((said, k) => `${JSON.stringify(said)} ${scale.format(probabilities.at(l, pos, k))}`)
    .join(" · ");
}

function notes(lens: Lens, grid: Grid, { text }: Drawing): readonly string[] {
  const total = lens.units.length;
  const hidden = grid.first > 0 ? [text("view.shown", { shown: total - grid.first, total })] : [];
  return [text("view.lensBold"), ...hidden];
}
