/**
 * Colours of data. Steps of one ramp are equally spaced in OKLab, and every pair of ramps stays apart
 * under protan, deutan and tritan vision (Machado 2009, severity 1).
 */
export type RampName = "signed" | "token" | "diverging" | "probability";

/** The steps of a ramp, from nothing to most. Signed ramps have a second arm for negative values. */
interface Ramp {
  readonly positive: readonly string[];
  readonly negative?: readonly string[];
}

export type Ground = "light" | "dark";

const LIGHT: Readonly<Record<RampName, Ramp>> = {
  signed: {
    positive: colours("f8fafd e3effe cee3fe b9d7fe a5ccfe 90c0fd 7bb3fc 65a7fa"),
    negative: colours("fdf9f7 feeae0 fedac9 fecbb2 fcbb9a fbab82 f89b6a f68a4f"),
  },
  token: { positive: colours("faf9fd eeebfe e3dcfd d7cdfd ccbefc c1aefb b69ffa ac8ff8") },
  diverging: {
    positive: colours("f8fafe c2d2ea 8eabd6 5b84c1 275dab 003981"),
    negative: colours("fdf9f7 e8cfc5 d2a594 bb7c64 a25434 832d00"),
  },
  probability: { positive: colours("faf9fd d0cae8 a99cd2 836fbb 6140a3 420086") },
};

const DARK: Readonly<Record<RampName, Ramp>> = {
  signed: {
    positive: colours("192029 1a293c 1b324f 1b3b64 1a4579 174e8e 1258a4 0961bb"),
    negative: colours("281c17 372219 47291b 572e1b 68341b 793a1b 8b4019 9d4616"),
  },
  token: { positive: colours("201d28 2a243c 342950 3f2f66 4b347c 563892 623da9 6f41c1") },
  diverging: {
    positive: colours("192029 1b3b64 275dab 5b84c1 8eabd6 c2d2ea"),
    negative: colours("281c17 572e1b a25434 bb7c64 d2a594 e8cfc5"),
  },
  probability: { positive: colours("1b1923 3c374e 61587d 887bb0 b2a1e6 dad0fe") },
};

const CATEGORIES: Readonly<Record<Ground, readonly string[]>> = {
  light: colours("3642c2 d27e04 489fa0 b03c07 a578fe 71587a 22345f 642411"),
  dark: colours("4f58e8 fcb71a 59e3c2 bf2f98 5da106 b2aafa e2779a 835d3b"),
};

/**
 * The colour of a value on a ramp, interpolated between its steps.
 *
 * @param t - From 0 (the ground) to 1; negative down to −1 on a signed ramp. Clamped.
 */
export function rampColour(ground: Ground, name: RampName, t: number): string {
  const { positive, negative } = (ground === "light" ? LIGHT : DARK)[name];
  const steps = t < 0 && negative !== undefined ? negative : positive;
  const place = Math.min(1, Math.abs(t)) * (steps.length - 1);
  const below = Math.min(Math.floor(place), steps.length - 2);
  return mix(steps[below], steps[below + 1], place - below);
}

/** The colour of the i-th of up to eight categories; more share the last. */
export function categoryColour(ground: Ground, index: number): string {
  const colours = CATEGORIES[ground];
  return colours[Math.min(index, colours.length - 1)];
}

/** Dark or light ink, whichever reads better on `fill`. */
export function inkOn(fill: string): string {
  return contrast(fill, DARK_INK) >= contrast(fill, LIGHT_INK) ? DARK_INK : LIGHT_INK;
}

const DARK_INK = "#000000";
const LIGHT_INK = "#ffffff";

/** WCAG contrast ratio of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Red, green and blue, 0 to 255, of `#rrggbb`. */
export function channels(colour: string): readonly [number, number, number] {
  const bits = Number.parseInt(colour.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(from: string, to: string, t: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((value, i) => hex(value + (b[i] - value) * t)).join("")}`;
}

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0");
}

function colours(list: string): readonly string[] {
  return list.split(" ").map((colour) => `#${colour}`);
}
