/** What a mark stands for: the value shown on hover, and the place that a selection pins. */
export interface Datum {
  /** Stable within a view, e.g. `"3:5"` for row 3, column 5. */
  readonly key: string;
  /** The value with its names, as one line of text. */
  readonly label: string;
}

interface MarkBase {
  readonly datum?: Datum;
  /** 0 to 1; default 1. */
  readonly opacity?: number;
}

export interface RectMark extends MarkBase {
  readonly kind: "rect";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill?: string;
  readonly stroke?: string;
  readonly radius?: number;
  /** −1 to 1: how full a renderer without colours shades it. */
  readonly level?: number;
}

export interface TextMark extends MarkBase {
  readonly kind: "text";
  /** Where the anchor of the line is; y is its vertical middle. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly fill: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly font?: "sans" | "mono";
  readonly weight?: "normal" | "bold";
  /** Font size in pixels; default 13. */
  readonly size?: 11 | 12;
  /** Turned to be read from below. */
  readonly upright?: false;
  /** Base direction of the text; only for text anchored in its middle. */
  readonly direction?: "rtl";
}

export interface LineMark extends MarkBase {
  readonly kind: "line";
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly stroke: string;
  readonly width?: number;
  readonly dash?: boolean;
}

export interface PathMark extends MarkBase {
  readonly kind: "path";
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly stroke?: string;
  readonly fill?: string;
  readonly width?: number;
  readonly dash?: boolean;
}

export interface CircleMark extends MarkBase {
  readonly kind: "circle";
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill?: string;
  readonly stroke?: string;
}

/** Many small cells of equal size as one mark, e.g. a thumbnail or a map of 512 tokens. */
export interface RasterMark extends MarkBase {
  readonly kind: "raster";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** Row-major indices into `palette`; −1 is an empty cell. */
  readonly cells: readonly number[];
  /** A fill and how full a renderer without colours shades it, −1 to 1. */
  readonly palette: readonly { readonly fill: string; readonly level: number }[];
  readonly cellData?: RasterData;
}

/** What a pointer or the keyboard's cursor says of a cell: `{row}`, `{column}` and `{value}` of `label` replaced. */
export interface RasterData {
  /** Before `row:column` in the keys of its cells, where a picture has several maps. */
  readonly part?: string;
  readonly label: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row-major; empty text in an empty cell. */
  readonly values: readonly string[];
}

/** One thing to draw; the origin is the top left, y grows downwards. */
export type Mark = RectMark | TextMark | LineMark | PathMark | CircleMark | RasterMark;
