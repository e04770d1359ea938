import type { Mark } from "./mark.ts";
import type { Theme } from "./theme.ts";

type Offset = readonly [x: number, y: number];

/** Shapes as corners around a middle, in pixels; the first group has a circle. */
const SHAPES: readonly (readonly Offset[])[] = [
  [],
  [
    [-3.5, -3.5],
    [3.5, -3.5],
    [3.5, 3.5],
    [-3.5, 3.5],
    [-3.5, -3.5],
  ],
  [
    [0, -4.5],
    [4.5, 3.5],
    [-4.5, 3.5],
    [0, -4.5],
  ],
  [
    [0, -5],
    [5, 0],
    [0, 5],
    [-5, 0],
    [0, -5],
  ],
  [
    [0, 4.5],
    [4.5, -3.5],
    [-4.5, -3.5],
    [0, 4.5],
  ],
  [
    [-1.5, -4.5],
    [1.5, -4.5],
    [1.5, -1.5],
    [4.5, -1.5],
    [4.5, 1.5],
    [1.5, 1.5],
    [1.5, 4.5],
    [-1.5, 4.5],
    [-1.5, 1.5],
    [-4.5, 1.5],
    [-4.5, -1.5],
    [-1.5, -1.5],
    [-1.5, -4.5],
  ],
  [
    [0, -5],
    [4.75, -1.5],
    [3, 4],
    [-3, 4],
    [-4.75, -1.5],
    [0, -5],
  ],
  [
    [-5, -2],
    [5, -2],
    [5, 2],
    [-5, 2],
    [-5, -2],
  ],
];
const CHARACTERS = "●■▲◆▼+*=";

/** The sign of the i-th group, told apart by shape as well as by colour; those past the eighth share a ring. */
export function symbolMark(group: number, x: number, y: number, fill: string, theme: Theme): Mark {
  if (theme.medium === "terminal") {
    const text = CHARACTERS.charAt(group) || "·";
    return { kind: "text", x, y, text, anchor: "middle", fill };
  }
  if (group >= SHAPES.length) return { kind: "circle", x, y, radius: 3.5, stroke: fill };
  const shape = SHAPES[group];
  if (shape.length === 0) return { kind: "circle", x, y, radius: 4, fill };
  return { kind: "path", points: shape.map(([dx, dy]) => [x + dx, y + dy] as const), fill };
}
