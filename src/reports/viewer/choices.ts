import { labelsAt, slicedAt } from "../../view/resolve.ts";
import type { BarsView, PlainView, Pointer, Slice, Transform, Viewable } from "../../view/spec.ts";

export type Order = "given" | "value";

/** What a reader chose in a panel. */
export interface Choices {
  /** By the tensor that is cut: the index on each of its leading axes. */
  readonly slices: ReadonlyMap<Pointer, readonly number[]>;
  /** Null: as each view says. */
  readonly transform: Transform | null;
  readonly order: Order;
}

/** Nothing chosen yet. */
export const NO_CHOICES: Choices = { slices: new Map(), transform: null, order: "given" };

/** A view, and the result that it points into. */
export interface Shown<V extends PlainView = PlainView> {
  readonly view: V;
  readonly result: Viewable;
}

/** A view as the reader's choices make it. */
export function chosenView({ view, result }: Shown, choices: Choices): Shown {
  const cut = withSlices(view, choices.slices);
  const scaled =
    choices.transform !== null && isScaled(cut) ? { ...cut, transform: choices.transform } : cut;
  if (scaled.kind !== "bars" || choices.order === "given") return { view: scaled, result };
  return sortedBars({ view: scaled, result });
}

/** The axes of a view that a reader can choose an index on. */
export function slicesOf(view: PlainView): readonly Slice[] {
  return "slices" in view ? (view.slices ?? []) : [];
}

/** Whether a view's colours depend on a transform. */
export function isScaled(view: PlainView): boolean {
  return "scale" in view && view.kind !== "bars";
}

function withSlices(view: PlainView, slices: Choices["slices"]): PlainView {
  const chosen = slices.get(view.data);
  if (chosen === undefined) return view;
  if (view.kind === "head-grid") return { ...view, at: [chosen[0], chosen[1]] };
  const own = slicesOf(view);
  if (own.length === 0) return view;
  return { ...view, slices: own.map((slice, i) => ({ ...slice, at: chosen[i] })) } as PlainView;
}

/** The same bars, the largest first; bars without a value come last. */
function sortedBars({ view, result }: Shown<BarsView>): Shown<BarsView> {
  const values = slicedAt(result, view);
  const labels = labelsAt(result, view.encoding.labels);
  const size = (index: number): number => {
    const value = values.get(index);
    return Number.isNaN(value) ? -Infinity : value;
  };
  const order = [...labels.keys()].sort((a, b) => size(b) - size(a));
  const { slices: _, ...unsliced } = view;
  return {
    view: { ...unsliced, data: "/data/values", encoding: { labels: "/data/labels" } },
    result: {
      ...result,
      data: { values: order.map((i) => values.get(i)), labels: order.map((i) => labels[i]) },
    },
  };
}
