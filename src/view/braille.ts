/** Bits of the eight dots of a braille character, by column and row. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];
const EMPTY = 0x2800;

/** Curves as braille characters: two by four dots in every cell. Strokes over one cell add up. */
export class Braille {
  readonly #cells = new Map<string, number>();

  /** The characters that a stroke through the points changes. */
  stroke(
    points: readonly (readonly [number, number])[],
  ): readonly (readonly [x: number, y: number, text: string])[] {
    const changed = new Map<string, readonly [number, number]>();
    for (let i = 1; i < points.length; i++) {
      for (const [x, y] of dotsBetween(points[i - 1], points[i])) {
        const cell = [Math.floor(x / 2), Math.floor(y / 4)] as const;
        const key = cell.join(":");
        const bits = this.#cells.get(key) ?? 0;
        this.#cells.set(key, bits | DOTS[x - cell[0] * 2][y - cell[1] * 4]);
        changed.set(key, cell);
      }
    }
    return Array.from(changed, ([key, [x, y]]) => {
      return [x, y, String.fromCharCode(EMPTY + (this.#cells.get(key) ?? 0))] as const;
    });
  }
}

function* dotsBetween(
  from: readonly [number, number],
  to: readonly [number, number],
): Generator<readonly [number, number]> {
  const [x1, y1] = [from[0] * 2, from[1] * 4];
  const [x2, y2] = [to[0] * 2, to[1] * 4];
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))));
  for (let i = 0; i <= steps; i++) {
    const t = i / steps;
    yield [Math.floor(x1 + (x2 - x1) * t), Math.floor(y1 + (y2 - y1) * t)];
  }
}
