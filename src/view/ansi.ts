import { channels } from "./colour.ts";

/** How many colours a terminal shows. */
export type ColourDepth = "truecolor" | "256" | "none";

/** How a character looks. Colours are `#rrggbb`; `dim` and `default` are the terminal's own. */
export interface Style {
  readonly fill?: string;
  readonly ground?: string;
  readonly bold?: boolean | undefined;
}

export const RESET = "\u001b[0m";

/** The escape sequence that sets a style from scratch; empty where there is nothing to set. */
export function styleSequence({ fill, ground, bold }: Style, depth: ColourDepth): string {
  if (depth === "none") return "";
  const codes: string[] = [];
  if (bold === true) codes.push("1");
  if (fill === "dim") codes.push("2");
  else if (fill?.startsWith("#") === true) codes.push(`38;${colourCode(fill, depth)}`);
  if (ground?.startsWith("#") === true) codes.push(`48;${colourCode(ground, depth)}`);
  return codes.length === 0 ? "" : `\u001b[${codes.join(";")}m`;
}

/** Text in a style, for lines that are not drawn from marks. */
export function styled(text: string, style: Style, depth: ColourDepth): string {
  const sequence = styleSequence(style, depth);
  return sequence === "" ? text : `${sequence}${text}${RESET}`;
}

function colourCode(colour: string, depth: "truecolor" | "256"): string {
  const rgb = channels(colour);
  return depth === "truecolor" ? `2;${rgb.join(";")}` : `5;${paletteIndex(rgb)}`;
}

/** The nearest of the 6×6×6 cube and the 24 greys of the 256-colour palette. */
function paletteIndex(rgb: readonly [number, number, number]): number {
  const cube = rgb.map((value) => nearestIndex(CUBE, value));
  const cubeRgb = cube.map((step) => CUBE[step]);
  const grey = nearestIndex(GREYS, (rgb[0] + rgb[1] + rgb[2]) / 3);
  const greyRgb = [GREYS[grey], GREYS[grey], GREYS[grey]];
  if (distance(greyRgb, rgb) < distance(cubeRgb, rgb)) return 232 + grey;
  return 16 + 36 * cube[0] + 6 * cube[1] + cube[2];
}

const CUBE = [0, 95, 135, 175, 215, 255];
const GREYS = Array.from({ length: 24 }, (_, i) => 8 + 10 * i);

function nearestIndex(steps: readonly number[], value: number): number {
  let best = 0;
  steps.forEach((step, i) => {
    if (Math.abs(step - value) < Math.abs(steps[best] - value)) best = i;
  });
  return best;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}
