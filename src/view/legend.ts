import type { Drawing } from "./drawing.ts";
import type { Mark } from "./mark.ts";
import type { ValueScale } from "./scale.ts";

const SWATCHES = 9;

/** A ramp with its numbers, its top left at the origin, and how high it is. */
export function legend(
  scale: ValueScale,
  { theme, text }: Pick<Drawing, "theme" | "text">,
): { readonly marks: readonly Mark[]; readonly height: number } {
  const graphic = theme.medium === "graphic";
  const { width: cw, height: ch } = theme.cell;
  const swatch = { width: graphic ? 18 : 2, height: graphic ? 10 : 1 };
  const signed = scale.kind === "diverging";
  const middle = ch / 2;
  const marks: Mark[] = [];
  let x = 0;
  const say = (words: string): void => {
    marks.push({ kind: "text", x, y: middle, text: words, fill: theme.muted, ...theme.label });
    x += (words.length + 1) * cw;
  };
  const [low, high] = scale.domain;
  say(signed ? `${text("view.lowers")} ${scale.format(low)}` : scale.format(low));
  for (let i = 0; i < SWATCHES; i++) {
    const t = signed ? (i / (SWATCHES - 1)) * 2 - 1 : i / (SWATCHES - 1);
    marks.push({
      kind: "rect",
      x,
      y: middle - swatch.height / 2,
      ...swatch,
      fill: theme.paint(scale.ramp, t).fill,
      level: t,
    });
    x += swatch.width;
  }
  x += cw;
  say(signed ? `${scale.format(high)} ${text("view.raises")}` : scale.format(high));
  return { marks, height: ch };
}
