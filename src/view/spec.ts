/**
 * What a picture shows, as plain data: a kind, and where in a result its numbers are. A spec holds no
 * numbers itself, so it costs nothing to keep, to send or to compare.
 */

/** A JSON pointer (RFC 6901) from the result's root, e.g. `/data/scores` or `/input/rows/0/units`. */
export type Pointer = `/${string}`;

/** A text by its id in the method's `messages`; `{name}` in the text is replaced by `params.name`. */
export interface Message {
  readonly id: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/**
 * How numbers become colour or length. `diverging`: the sign matters, 0 is the ground colour.
 * `sequential`: from the smallest (ground) to the largest. `probability`: `sequential` over [0, 1].
 */
export type Scale = "diverging" | "sequential" | "probability";

/**
 * What a scale does to numbers before they become colour. `sqrt` and `log` spread small values; on a
 * diverging scale both keep the sign (`log` is then linear up to the floor that the legend names).
 */
export type Transform = "linear" | "sqrt" | "log";

interface Titled<K extends string> {
  readonly kind: K;
  readonly title: Message;
  /** One sentence computed from the data, also read out by assistive tools. */
  readonly summary: Message;
}

interface Scaled {
  readonly scale: Scale;
  /** Ends of the scale; default: those of the data (symmetric where diverging). */
  readonly domain?: readonly [number, number];
  /** @defaultValue `"sqrt"` for the colours of probabilities, else `"linear"` */
  readonly transform?: Transform;
}

/** One leading axis of a view's tensor, and which of its indices is drawn. */
export interface Slice {
  readonly title: Message;
  /** `string[]` or `number[]`: one name per index. */
  readonly names: Pointer;
  readonly at: number;
}

interface Sliced {
  /** One for each axis of `data` before those that the kind names; none by default. */
  readonly slices?: readonly Slice[];
}

/** Tokens of one text, shaded. `data`: tensor `[…slices, pos]`. */
export interface TokenStripView extends Titled<"token-strip">, Scaled, Sliced {
  readonly data: Pointer;
  readonly encoding: {
    /** `Unit[]`, one per position. */
    readonly units: Pointer;
  };
}

/** Named amounts, one bar each, in the order given. `data`: tensor `[…slices, n]`. */
export interface BarsView extends Titled<"bars">, Scaled, Sliced {
  readonly data: Pointer;
  readonly encoding: {
    /** `string[n]`. */
    readonly labels: Pointer;
  };
}

/** A grid of cells. `data`: tensor `[…slices, row, column]`; NaN is an empty cell. */
export interface MatrixView extends Titled<"matrix">, Scaled, Sliced, Contoured {
  readonly data: Pointer;
  /** A number that means that there is nothing: its cells are empty too. */
  readonly blank?: number;
  readonly encoding: {
    /** `string[]` or `Unit[]`. */
    readonly rows: Pointer;
    /** `string[]` or `Unit[]`. */
    readonly columns: Pointer;
  };
  readonly axes: { readonly rows: Message; readonly columns: Message };
}

/** A second quantity on a grid: an outline around the cells where it is large. */
export interface Contour {
  /** Tensor with the dims of the view's own. */
  readonly data: Pointer;
  /** The outline goes around cells of at least this. */
  readonly at: number;
  /** What being inside means. */
  readonly title: Message;
}

interface Contoured {
  readonly contour?: Contour;
}

/**
 * Two grids of the same cells and what the second has more than the first, side by side where there is
 * room. `data`: tensor of the first, `[…slices, row, column]`; the difference has a diverging scale of its
 * own. NaN is an empty cell.
 */
export interface DifferenceView extends Titled<"difference">, Scaled, Sliced {
  readonly data: Pointer;
  /** A number that means that there is nothing: where both have it, cells are empty. */
  readonly blank?: number;
  readonly encoding: {
    /** Tensor like `data`: the second grid. */
    readonly second: Pointer;
    /** `string[]` or `Unit[]`. */
    readonly rows: Pointer;
    /** `string[]` or `Unit[]`. */
    readonly columns: Pointer;
  };
  /** What each grid is called. */
  readonly names: {
    readonly first: Message;
    readonly second: Message;
    readonly difference: Message;
  };
  readonly axes: { readonly rows: Message; readonly columns: Message };
}

/** Layers up, positions across. `data`: tensor `[…slices, layer, pos]`; NaN is an empty cell. */
export interface LayerPositionView extends Titled<"layer-position">, Scaled, Sliced, Contoured {
  readonly data: Pointer;
  readonly encoding: {
    /** `number[layer]`. */
    readonly layers: Pointer;
    /** `Unit[pos]`. */
    readonly units: Pointer;
  };
}

/** Layers up, heads across. `data`: tensor `[…slices, layer, head]`; NaN is an empty cell. */
export interface LayerHeadView extends Titled<"layer-head">, Scaled, Sliced, Contoured {
  readonly data: Pointer;
  readonly encoding: {
    /** `number[layer]`. */
    readonly layers: Pointer;
  };
}

/** One head's attention as lines between two columns of tokens. `data`: tensor `[…slices, query, key]`. */
export interface AttentionView extends Titled<"attention">, Scaled, Sliced {
  readonly data: Pointer;
  readonly encoding: {
    /** `Unit[query]`. */
    readonly queries: Pointer;
    /** `Unit[key]`. */
    readonly keys: Pointer;
  };
}

/** Every head's attention as a small map, layers up, heads across. `data`: tensor `[layer, head, query, key]`. */
export interface HeadGridView extends Titled<"head-grid">, Scaled {
  readonly data: Pointer;
  /** Indices of the layer and head that views beside it show large. */
  readonly at?: readonly [layer: number, head: number];
  readonly encoding: {
    /** `number[layer]`. */
    readonly layers: Pointer;
    /** `string[]` or `number[]`, one per head. */
    readonly heads: Pointer;
    /** `Unit[query]`. */
    readonly queries: Pointer;
    /** `Unit[key]`. */
    readonly keys: Pointer;
  };
}

/**
 * What each generated token owes to each token before it. `data`: tensor `[…slices, generated, position]`
 * over the input and then what was generated; NaN where a generated token cannot see.
 */
export interface GeneratedInputView extends Titled<"generated-input">, Scaled, Sliced {
  readonly data: Pointer;
  readonly encoding: {
    /** `Unit[position]`: the input's tokens, then the generated ones. */
    readonly units: Pointer;
    /** `Unit[generated]`. */
    readonly generated: Pointer;
  };
}

/** What a model would say after each layer. `data`: tensor of probabilities `[layer, pos, k]`, best first. */
export interface LensTableView extends Titled<"lens-table"> {
  readonly data: Pointer;
  readonly encoding: {
    /** `string[layer]`: names of the rows. */
    readonly layers: Pointer;
    /** `Unit[pos]`: the tokens read. */
    readonly units: Pointer;
    /** `string[layer][pos][k]`: the tokens said. */
    readonly tokens: Pointer;
    /** Tensor `[layer, pos]`: 0 where the token said last is on top. */
    readonly ranks: Pointer;
  };
}

/** One or more lines. `data`: tensor `[series, n]`; NaN breaks a line. */
export interface LinesView extends Titled<"lines"> {
  readonly data: Pointer;
  readonly encoding: {
    /** Tensor `[n]`. */
    readonly x: Pointer;
    /** `string[series]`. */
    readonly labels: Pointer;
    /** Tensors `[series, n]`: ends of a band around each line; NaN where there is none. */
    readonly lower?: Pointer;
    readonly upper?: Pointer;
  };
  readonly axes: { readonly x: Message; readonly y: Message };
}

/** Accuracy against confidence, with the diagonal. `data`: tensor of accuracies `[bin]`; NaN is an empty bin. */
export interface ReliabilityView extends Titled<"reliability"> {
  readonly data: Pointer;
  readonly encoding: {
    /** Tensor `[bin]`: mean confidence. */
    readonly confidence: Pointer;
    /** Tensor `[bin + 1]`: edges. */
    readonly edges: Pointer;
    /** Tensors `[bin]`: ends of the accuracy's interval. */
    readonly lower: Pointer;
    readonly upper: Pointer;
    /** Tensor `[bin]`: how many predictions. */
    readonly counts: Pointer;
  };
}

/** Points in the plane of the first two columns. `data`: tensor `[point, component]`. */
export interface ScatterView extends Titled<"scatter"> {
  readonly data: Pointer;
  readonly encoding: {
    /** `string[point]`. */
    readonly labels: Pointer;
    /** `string[point]`: the group that a point's colour stands for. */
    readonly groups?: Pointer;
  };
  readonly axes: { readonly x: Message; readonly y: Message };
}

/** How a column's fields are written; `message`: the field is a `Message`. */
export type ColumnFormat = "text" | "message" | "number" | "integer" | "percent";

export interface TableColumn {
  /** Field of the records. */
  readonly key: string;
  readonly title: Message;
  readonly format: ColumnFormat;
}

/** Rows of facts. `data`: an array of flat records. */
export interface TableView extends Titled<"table"> {
  readonly data: Pointer;
  readonly columns: readonly TableColumn[];
}

/** Several views, one under the other. */
export interface StackView {
  readonly kind: "stack";
  readonly children: readonly ViewSpec[];
}

/** A view that draws something itself. */
export type PlainView =
  | TokenStripView
  | BarsView
  | MatrixView
  | DifferenceView
  | LayerPositionView
  | LayerHeadView
  | GeneratedInputView
  | AttentionView
  | HeadGridView
  | LensTableView
  | LinesView
  | ReliabilityView
  | ScatterView
  | TableView;

export type ViewSpec = PlainView | StackView;

/** What a spec's pointers lead into. A method's result satisfies it. */
export interface Viewable {
  readonly method: string;
  readonly input: unknown;
  readonly data: unknown;
  readonly evidence: unknown;
}
