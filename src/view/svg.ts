import { escapeMarkup } from "./escape.ts";
import { markBounds } from "./bounds.ts";
import { lightTheme } from "./theme.ts";
import type {
  CircleMark,
  LineMark,
  Mark,
  PathMark,
  RasterMark,
  RectMark,
  TextMark,
} from "./mark.ts";

export interface SvgOptions {
  /** What the picture shows, for people who cannot see it. */
  readonly label: string;
  /** Default: what the marks need. */
  readonly width?: number;
  readonly height?: number;
  /** Paints a ground and brings fonts along, for a file of its own. @defaultValue false */
  readonly standalone?: boolean;
  readonly ground?: string;
  /** Rules of a file of its own beside those of `svgStyle`. */
  readonly style?: string;
}

/** Families by name to the end: a renderer of files may know no generic ones. */
export const SANS = `Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,"DejaVu Sans","Liberation Sans",sans-serif`;
export const MONO = `"JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono","DejaVu Sans Mono","Liberation Mono",monospace`;

/** Fonts of the classes that SVG text carries; a page that embeds drawings includes them once. */
export const svgStyle: string = `.vt{font-size:13px;font-family:${SANS};dominant-baseline:central}.vm{font-family:${MONO}}.s11{font-size:11px}.s12{font-size:12px}`;

/** The marks as an SVG element. */
export function svg(marks: readonly Mark[], options: SvgOptions): string {
  const bounds = markBounds(marks, lightTheme.cell);
  const width = Math.ceil(options.width ?? bounds.width);
  const height = Math.ceil(options.height ?? bounds.height);
  const standalone = options.standalone === true;
  const open = [
    `<svg`,
    standalone ? ` xmlns="http://www.w3.org/2000/svg"` : ``,
    ` viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` role="img" aria-label="${escapeMarkup(options.label)}">`,
  ].join("");
  const ground = options.ground ?? "#ffffff";
  const preface = standalone
    ? `<style>${svgStyle}${options.style ?? ""}</style><rect width="${width}" height="${height}" fill="${ground}"/>`
    : "";
  return `${open}${preface}${marks.map(element).join("")}</svg>`;
}

function element(mark: Mark): string {
  if (mark.kind === "rect") return rect(mark);
  if (mark.kind === "text") return text(mark);
  if (mark.kind === "line") return line(mark);
  if (mark.kind === "raster") return raster(mark);
  return mark.kind === "path" ? path(mark) : circle(mark);
}

function rect(mark: RectMark): string {
  return shape("rect", mark, {
    x: round(mark.x),
    y: round(mark.y),
    width: round(Math.max(0, mark.width)),
    height: round(Math.max(0, mark.height)),
    rx: mark.radius,
    fill: mark.fill ?? "none",
    stroke: mark.stroke,
  });
}

function text(mark: TextMark): string {
  const turned = mark.upright === false;
  const [x, y] = [round(mark.x), round(mark.y)];
  return shape(
    "text",
    mark,
    {
      class: textClass(mark),
      x,
      y,
      fill: mark.fill,
      "text-anchor": mark.anchor === "start" ? undefined : mark.anchor,
      "font-weight": mark.weight === "bold" ? 600 : undefined,
      transform: turned ? `rotate(-90 ${x} ${y})` : undefined,
      direction: mark.direction,
      "unicode-bidi": mark.direction === undefined ? undefined : "isolate",
    },
    escapeMarkup(mark.text),
  );
}

/** Classes of a text: its font, its size, and `vh` where it has East Asian letters. */
export function textClass({ font, size, text }: Pick<TextMark, "font" | "size" | "text">): string {
  const classes = ["vt"];
  if (font === "mono") classes.push("vm");
  if (EAST_ASIAN.test(text)) classes.push("vh");
  if (size !== undefined) classes.push(`s${size}`);
  return classes.join(" ");
}

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function line(mark: LineMark): string {
  return shape("line", mark, {
    x1: round(mark.x1),
    y1: round(mark.y1),
    x2: round(mark.x2),
    y2: round(mark.y2),
    stroke: mark.stroke,
    "stroke-width": mark.width,
    "stroke-dasharray": mark.dash === true ? "4 3" : undefined,
  });
}

function path(mark: PathMark): string {
  return shape("path", mark, {
    d: mark.points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(""),
    fill: mark.fill ?? "none",
    stroke: mark.stroke,
    "stroke-width": mark.width,
    "stroke-dasharray": mark.dash === true ? "4 3" : undefined,
    "stroke-linejoin": "round",
  });
}

function circle(mark: CircleMark): string {
  return shape("circle", mark, {
    cx: round(mark.x),
    cy: round(mark.y),
    r: mark.radius,
    fill: mark.fill ?? "none",
    stroke: mark.stroke,
  });
}

/** One path per colour, in units of cells; equal neighbours of a row are one rectangle. */
function raster(mark: RasterMark): string {
  const { x, y, width, height, columns, rows, palette } = mark;
  const scale = `${round3(width / columns)} ${round3(height / rows)}`;
  const paths = rasterPaths(mark).map((d, i) =>
    d === "" ? "" : `<path fill="${escapeMarkup(palette[i].fill)}" d="${d}"/>`,
  );
  return shape(
    "g",
    mark,
    {
      transform: `translate(${round3(x)} ${round3(y)}) scale(${scale})`,
      "shape-rendering": "crispEdges",
    },
    paths.join(""),
  );
}

function rasterPaths({ columns, rows, cells, palette }: RasterMark): string[] {
  const paths = palette.map(() => "");
  for (let row = 0; row < rows; row++) {
    for (let from = 0, to = 0; from < columns; from = to) {
      const index = cells[row * columns + from];
      for (to = from + 1; to < columns && cells[row * columns + to] === index; to++);
      if (index >= 0) paths[index] += `M${from} ${row}h${to - from}v1h${from - to}z`;
    }
  }
  return paths;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

function shape(name: string, mark: Mark, attributes: Attributes, content = ""): string {
  const { datum, opacity } = mark;
  const written = Object.entries({ ...attributes, opacity, "data-key": datum?.key })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeMarkup(String(value))}"`)
    .join("");
  const title = datum === undefined ? "" : `<title>${escapeMarkup(datum.label)}</title>`;
  const inner = title + content;
  return inner === "" ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
