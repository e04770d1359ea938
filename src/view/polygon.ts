type Point = readonly [x: number, y: number];

/** The cells of a grid of size 1 whose middles lie inside a polygon (even–odd rule). */
export function cellsInside(points: readonly Point[]): readonly Point[] {
  const ys = points.map(([, y]) => y);
  const top = Math.floor(ys.reduce((a, b) => Math.min(a, b), Infinity));
  const bottom = Math.ceil(ys.reduce((a, b) => Math.max(a, b), -Infinity));
  const cells: Point[] = [];
  for (let y = top; y < bottom; y++) {
    const edges = crossings(points, y + 0.5);
    for (let i = 0; i + 1 < edges.length; i += 2) {
      for (let x = Math.floor(edges[i] + 0.5); x + 0.5 < edges[i + 1]; x++) cells.push([x, y]);
    }
  }
  return cells;
}

/** Where a horizontal line meets the polygon, from left to right. */
function crossings(points: readonly Point[], y: number): readonly number[] {
  const found: number[] = [];
  points.forEach(([x1, y1], i) => {
    const [x2, y2] = points[(i + 1) % points.length];
    if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  });
  return found.sort((a, b) => a - b);
}
