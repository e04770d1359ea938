import { labelsAt } from "./resolve.ts";
import type { PlainView, Viewable } from "./spec.ts";
import type { Text } from "./text.ts";

/** Which index of each sliced axis is drawn, `layer 3 · head 5`; empty for a view without slices. */
export function sliceText(view: PlainView, result: Viewable, text: Text): string {
  const slices = "slices" in view ? (view.slices ?? []) : [];
  return slices
    .map(({ title, names, at }) => `${text(title.id, title.params)} ${labelsAt(result, names)[at]}`)
    .join(" · ");
}
