/** A point of a line, in units of the scene; not finite where there is none. */
export interface LinePoint {
  readonly i: number;
  readonly x: number;
  readonly y: number;
}

/** A line and the band around it. */
export interface Curve {
  readonly points: readonly (LinePoint & { readonly value: number })[];
  readonly band: readonly (LinePoint & { readonly below: number })[];
}

/** The stretches without a gap. */
export function runsOf<P extends LinePoint>(points: readonly P[]): readonly (readonly P[])[] {
  const runs: P[][] = [];
  let isOpen = false;
  for (const point of points) {
    const isThere = Number.isFinite(point.x) && Number.isFinite(point.y);
    if (isThere && isOpen) runs[runs.length - 1].push(point);
    else if (isThere) runs.push([point]);
    isOpen = isThere;
  }
  return runs;
}

/**
 * A line with about `most` points that looks the same: of each stretch the first, the highest, the
 * lowest and the last.
 */
export function extremes<P extends LinePoint>(run: readonly P[], most: number): readonly P[] {
  if (run.length <= most) return run;
  const size = Math.ceil(run.length / (most / 4));
  const kept: P[] = [];
  for (let from = 0; from < run.length; from += size) {
    const stretch = run.slice(from, from + size);
    const highest = stretch.reduce((a, b) => (b.y < a.y ? b : a));
    const lowest = stretch.reduce((a, b) => (b.y > a.y ? b : a));
    const ends = [stretch[0], highest, lowest, stretch[stretch.length - 1]];
    kept.push(...[...new Set(ends)].sort((a, b) => a.i - b.i));
  }
  return kept;
}
