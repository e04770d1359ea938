import type { Drawing } from "./drawing.ts";
import type { Mark } from "./mark.ts";
import type { ValueScale } from "./scale.ts";
import { textWidth } from "./text-width.ts";

/** A ramp with its numbers, its top left at the origin, and how high it is. */
export function legend(
  scale: ValueScale,
  { theme, text, width }: Pick<Drawing, "theme" | "text" | "width">,
): { readonly marks: readonly Mark[]; readonly height: number } {
  const graphic = theme.medium === "graphic";
  const { width: cw, height: ch } = theme.cell;
  // Sans-serif labels are narrower than the monospaced cell.
  const letter = graphic ? cw * 0.92 : cw;
  const swatch = { width: graphic ? (width < 400 ? 10 : 18) : 2, height: graphic ? 10 : 1 };
  const middle = ch / 2;
  const marks: Mark[] = [];
  let x = 0;
  const say = (words: string): void => {
    marks.push({ kind: "text", x, y: middle, text: words, fill: theme.muted, ...theme.label });
    x += (textWidth(words) + 1) * letter;
  };
  const swatches = (places: readonly number[]): void => {
    for (const t of places) {
      const { fill } = theme.paint(scale.ramp, t);
      marks.push({ kind: "rect", x, y: middle - swatch.height / 2, ...swatch, fill, level: t });
      x += swatch.width;
    }
    x += cw;
  };
  const signed = scale.kind === "diverging";
  const [low, center, high] = scale.stops.map(scale.format);
  say(signed ? `${text("view.lowers")} ${low}` : low);
  swatches(signed ? [-1, -0.75, -0.5, -0.25] : [0, 0.125, 0.25, 0.375]);
  say(center);
  swatches(signed ? [0.25, 0.5, 0.75, 1] : [0.625, 0.75, 0.875, 1]);
  say(signed ? `${high} ${text("view.raises")}` : high);
  return { marks, height: ch };
}
