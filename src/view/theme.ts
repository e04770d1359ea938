import { categoryColour, type Ground, inkOn, rampColour, type RampName } from "./colour.ts";

/** A fill, and the ink that reads on it. */
export interface Paint {
  readonly fill: string;
  readonly ink: string;
}

/** A monospaced character: its advance and its line, in units of the scene. */
export interface Cell {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

/** Everything about looks that a scene asks for: colours by role, and the size of text. */
export interface Theme {
  /** In a terminal one unit is one cell; else one unit is one pixel. */
  readonly medium: "graphic" | "terminal";
  readonly ground: string;
  readonly ink: string;
  readonly muted: string;
  /** Grid lines and frames. */
  readonly rule: string;
  readonly accent: string;
  /** Bars and lines that raise or lower something. */
  readonly positive: string;
  readonly negative: string;
  /** Whether fills are not to be seen, so that numbers must say everything. */
  readonly plain: boolean;
  readonly cell: Cell;
  /** Size of legends and axis titles, to be spread into a text mark. */
  readonly label: { readonly size?: 12 };
  /** Size of ticks and of numbers in cells. */
  readonly tick: { readonly size?: 11 };
  /** @param t - −1 to 1; 0 is the ground. */
  readonly paint: (ramp: RampName, t: number) => Paint;
  readonly category: (index: number) => string;
}

const GRAPHIC = {
  medium: "graphic",
  plain: false,
  cell: { width: 7.8, height: 20, fontSize: 13 },
  label: { size: 12 },
  tick: { size: 11 },
} as const;

/** On white paper. */
export const lightTheme: Theme = {
  ...GRAPHIC,
  ground: "#ffffff",
  ink: "#111827",
  muted: "#4b5563",
  rule: "#e2e5ea",
  accent: "#4338ca",
  positive: "#275dab",
  negative: "#a25434",
  ...dataColours("light"),
};

/** On a dark ground. */
export const darkTheme: Theme = {
  ...GRAPHIC,
  ground: "#0f1318",
  ink: "#e5e7eb",
  muted: "#a3adba",
  rule: "#2a313b",
  accent: "#a5b4fc",
  positive: "#8eabd6",
  negative: "#d2a594",
  ...dataColours("dark"),
};

/** Colours as CSS variables, so that one drawing serves both grounds; see {@link themeVariables}. */
export const cssTheme: Theme = {
  ...GRAPHIC,
  ground: "var(--ground)",
  ink: "var(--ink)",
  muted: "var(--muted)",
  rule: "var(--rule)",
  accent: "var(--accent)",
  positive: "var(--positive)",
  negative: "var(--negative)",
  paint: (ramp, t) => {
    const name = `${ramp}${stepOf(ramp, t)}`;
    return { fill: `var(--${name})`, ink: `var(--on-${name})` };
  },
  category: (index) => `var(--category${Math.min(index, CATEGORIES - 1)})`,
};

/**
 * For a terminal. Text is in the terminal's own colours; tinted cells bring both ground and ink.
 *
 * @param ground - What the terminal's background is like.
 * @param plain - Whether the terminal shows no colours.
 */
export function terminalTheme(ground: Ground, plain: boolean): Theme {
  const graphic = ground === "light" ? lightTheme : darkTheme;
  return {
    ...graphic,
    medium: "terminal",
    plain,
    ground: "default",
    ink: "default",
    muted: "dim",
    rule: "dim",
    positive: "#5b84c1",
    negative: "#bb7c64",
    cell: { width: 1, height: 1, fontSize: 1 },
    label: {},
    tick: {},
  };
}

/** The declarations behind {@link cssTheme}. */
export function themeVariables(theme: Theme): string {
  const roles = ["ground", "ink", "muted", "rule", "accent", "positive", "negative"] as const;
  const lines = roles.map((role) => `--${role}:${theme[role]}`);
  for (const ramp of Object.keys(ARMS) as RampName[]) {
    for (let step = ARMS[ramp] === 2 ? -STEPS : 0; step <= STEPS; step++) {
      const { fill, ink } = theme.paint(ramp, step / STEPS);
      lines.push(`--${ramp}${step}:${fill}`, `--on-${ramp}${step}:${ink}`);
    }
  }
  for (let i = 0; i < CATEGORIES; i++) lines.push(`--category${i}:${theme.category(i)}`);
  return lines.join(";");
}

const STEPS = 16;
const CATEGORIES = 8;
const ARMS: Readonly<Record<RampName, 1 | 2>> = {
  signed: 2,
  token: 1,
  diverging: 2,
  probability: 1,
};

function stepOf(ramp: RampName, t: number): number {
  const step = Math.round(Math.max(-1, Math.min(1, t)) * STEPS);
  return ARMS[ramp] === 2 ? step + 0 : Math.abs(step);
}

function dataColours(ground: Ground): Pick<Theme, "paint" | "category"> {
  return {
    paint: (ramp, t) => {
      const fill = rampColour(ground, ramp, t);
      return { fill, ink: inkOn(fill) };
    },
    category: (index) => categoryColour(ground, index),
  };
}
