import { labelsAt } from "../../view/resolve.ts";
import type { Slice, Viewable } from "../../view/spec.ts";
import type { Text } from "../../view/text.ts";
import { button, chooser, element } from "./elements.web.ts";

/** A list for each sliced axis, with a step back and a step on. */
export function sliceChoosers(
  slices: readonly Slice[],
  at: readonly number[],
  { result, text }: { readonly result: Viewable; readonly text: Text },
  onChoose: (at: readonly number[]) => void,
): HTMLElement[] {
  return slices.map((slice, axis) => {
    const title = text(slice.title.id, slice.title.params);
    const names = labelsAt(result, slice.names);
    const options = names.map((words, i) => ({ value: String(i), words }));
    const pick = (index: number): void => onChoose(at.with(axis, index));
    const step = (sign: string, id: string, by: number): HTMLButtonElement =>
      button(sign, () => pick((at[axis] + by + names.length) % names.length), {
        "aria-label": text(id, { title }),
      });
    return element(
      "div",
      { class: "slice" },
      chooser(title, options, String(at[axis]), (value) => pick(Number(value))),
      step("‹", "viewer.previous", -1),
      step("›", "viewer.next", 1),
    );
  });
}
