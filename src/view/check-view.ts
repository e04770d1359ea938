import { VitrineError } from "../errors.ts";
import { numbersAt, recordsAt, resolve } from "./resolve.ts";
import type { Contour, PlainView, Pointer, Viewable } from "./spec.ts";

/** What names the axes of a view's tensor after its slices, in order; null where nothing does. */
const AXES: Readonly<Record<PlainView["kind"], readonly (string | null)[]>> = {
  "token-strip": ["units"],
  bars: ["labels"],
  matrix: ["rows", "columns"],
  difference: ["rows", "columns"],
  "layer-position": ["layers", "units"],
  "layer-head": ["layers", null],
  attention: ["queries", "keys"],
  "head-grid": ["layers", "heads", "queries", "keys"],
  "generated-input": ["generated", "units"],
  "lens-table": ["layers", "units", null],
  lines: ["labels", "x"],
  reliability: ["counts"],
  scatter: ["labels", null],
  table: [],
};

/** Encodings with a place for every place of the tensor's first axes. */
const BESIDE: { readonly [K in PlainView["kind"]]?: readonly (readonly [string, number])[] } = {
  difference: [["second", Infinity]],
  "lens-table": [
    ["ranks", 2],
    ["tokens", 1],
  ],
  lines: [
    ["lower", 2],
    ["upper", 2],
  ],
  reliability: [
    ["confidence", 1],
    ["lower", 1],
    ["upper", 1],
  ],
  scatter: [["groups", 1]],
};

type Encoding = Readonly<Record<string, Pointer | undefined>>;

/**
 * What a view points at must fit together, so that nothing is drawn from numbers that are not there.
 *
 * @throws VitrineError `BAD_INPUT` for a kind that there is not and a pointer that leads nowhere,
 *   `BAD_SHAPE` where numbers, their dims and their names do not match.
 */
export function checkView(view: PlainView, result: Viewable): void {
  if (!Object.hasOwn(AXES, view.kind)) {
    const known = Object.keys(AXES).join(", ");
    const message = `view: no kind "${view.kind}"; expected stack or one of ${known}.`;
    throw new VitrineError("BAD_INPUT", message);
  }
  if (view.kind === "table") {
    recordsAt(result, view.data);
    return;
  }
  const slices = ("slices" in view ? view.slices : undefined) ?? [];
  const axes = [...slices.map(() => null), ...AXES[view.kind]];
  const { dims } = numbersAt(result, view.data);
  if (dims.length !== axes.length) {
    throw unfit(view.data, `${axes.length} axes for ${view.kind}`, dims.length);
  }
  const encoding = ("encoding" in view ? view.encoding : {}) as Encoding;
  axes.forEach((name, axis) => {
    if (name !== null) checkCount(result, encoding[name], dims[axis]);
  });
  slices.forEach(({ names }, axis) => checkCount(result, names, dims[axis]));
  checkBeside(view, result, encoding, dims);
  if ("contour" in view && view.contour !== undefined) checkContour(view.contour, result, dims);
}

function checkContour({ data }: Contour, result: Viewable, dims: readonly number[]): void {
  const own = numbersAt(result, data).dims;
  if (own.join() !== dims.join()) throw unfit(data, `dims ${dims.join(" × ")}`, own.join(" × "));
}

function checkBeside(
  { kind }: PlainView,
  result: Viewable,
  encoding: Encoding,
  dims: readonly number[],
): void {
  for (const [name, axes] of BESIDE[kind] ?? []) {
    const count = dims.slice(0, axes).reduce((product, size) => product * size, 1);
    checkCount(result, encoding[name], count);
  }
  if (kind === "reliability") checkCount(result, encoding.edges, dims[0] + 1);
}

function checkCount(result: Viewable, pointer: Pointer | undefined, expected: number): void {
  if (pointer === undefined) return;
  const value = resolve(result, pointer);
  const count = Array.isArray(value) ? value.length : numbersAt(result, pointer).length;
  if (count !== expected) throw unfit(pointer, `${expected} entries`, count);
}

function unfit(pointer: Pointer, expected: string, got: number | string): VitrineError {
  const message = `view: ${pointer} does not fit the view; expected ${expected}, got ${got}.`;
  return new VitrineError("BAD_SHAPE", message);
}
