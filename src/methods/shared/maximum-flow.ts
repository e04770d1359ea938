/** A network in levels: arcs lead only from a level to the one below it. */
export interface LayeredNetwork {
  /** Nodes on each level. */
  readonly width: number;
  /** `[from, to]` capacities from level l + 1 to level l, row-major, lowest first; 0 is no arc. */
  readonly capacities: readonly Float64Array[];
}

/** A largest flow from a node of the top level to one of the bottom level. */
export interface MaximumFlow {
  readonly value: number;
  /** Capacity of a cut that parts the two: no flow can be larger, so `value` is right up to their gap. */
  readonly cut: number;
  /** What flows on each arc, as in `capacities`. */
  readonly arcs: readonly Float64Array[];
}

/** What is left of an arc below this is rounding of capacities of about one. */
const ROUNDING = 1e-14;

/**
 * The largest flow between two nodes, by Dinic's algorithm: breadth-first distances, then paths along
 * them until each is blocked, and again until the sink cannot be reached.
 *
 * Dinitz 1970; Ford & Fulkerson 1956 for the cut that proves it.
 */
export function maximumFlow(network: LayeredNetwork, source: number, sink: number): MaximumFlow {
  const residual = residualOf(network);
  const start = network.capacities.length * network.width + source;
  let value = 0;
  for (;;) {
    const distances = distancesFrom(residual, start);
    if (distances[sink] < 0) {
      return { value, cut: cutOf(network, distances), arcs: residual.up };
    }
    value += blockPaths(residual, distances, start, sink);
  }
}

/** What each arc can still take, and what it could give back. Node (level, at) is level · width + at. */
interface Residual {
  readonly width: number;
  readonly levels: number;
  readonly down: readonly Float64Array[];
  readonly up: readonly Float64Array[];
}

/** Where an arc's number is: arc a < width leads down to a, the others up to a − width. */
interface Arc {
  readonly values: Float64Array;
  readonly back: Float64Array;
  readonly at: number;
  readonly to: number;
}

function residualOf({ width, capacities }: LayeredNetwork): Residual {
  return {
    width,
    levels: capacities.length + 1,
    down: capacities.map((values) => values.slice()),
    up: capacities.map((values) => new Float64Array(values.length)),
  };
}

/** The arc of a node by number; it must have one. */
function arcOf({ width, down, up }: Residual, node: number, arc: number): Arc {
  const level = Math.floor(node / width);
  const own = node % width;
  const leadsDown = arc < width;
  const other = leadsDown ? arc : arc - width;
  const between = leadsDown ? level - 1 : level;
  return {
    values: (leadsDown ? down : up)[between],
    back: (leadsDown ? up : down)[between],
    at: leadsDown ? own * width + other : other * width + own,
    to: headOf(node, arc, width),
  };
}

/** The node an arc leads to; a number that is no node's above the top and below the bottom. */
function headOf(node: number, arc: number, width: number): number {
  return node - (node % width) + (arc < width ? arc - width : arc);
}

/** Arcs on the shortest way from the start to each node; −1 where none leads there. */
function distancesFrom(residual: Residual, start: number): Int32Array {
  const { width, levels, down, up } = residual;
  const distances = new Int32Array(width * levels).fill(-1);
  distances[start] = 0;
  const queue = [start];
  const reach = (node: number, from: number): void => {
    if (distances[node] >= 0) return;
    distances[node] = distances[from] + 1;
    queue.push(node);
  };
  for (let next = 0; next < queue.length; next++) {
    const node = queue[next];
    const level = Math.floor(node / width);
    const own = node % width;
    const below = level > 0 ? width : 0;
    const above = level < levels - 1 ? width : 0;
    for (let other = 0; other < below; other++) {
      if (down[level - 1][own * width + other] > ROUNDING) reach(node - own - width + other, node);
    }
    for (let other = 0; other < above; other++) {
      if (up[level][other * width + own] > ROUNDING) reach(node - own + width + other, node);
    }
  }
  return distances;
}

/** Sends flow along shortest paths until every one of them is blocked; how much went through. */
function blockPaths(
  residual: Residual,
  distances: Int32Array,
  start: number,
  sink: number,
): number {
  const tried = new Int32Array(distances.length);
  const nodes = [start];
  const path: Arc[] = [];
  let sent = 0;
  while (nodes.length > 0) {
    const node = nodes[nodes.length - 1];
    if (node === sink) {
      sent += push(path, nodes);
      continue;
    }
    const arc = nextArc(residual, distances, tried, node);
    if (arc === null) {
      nodes.pop();
      path.pop();
      if (nodes.length > 0) tried[nodes[nodes.length - 1]]++;
    } else {
      nodes.push(arc.to);
      path.push(arc);
    }
  }
  return sent;
}

/** The first arc not given up that leads one step further; `tried` stays at it. */
function nextArc(
  residual: Residual,
  distances: Int32Array,
  tried: Int32Array,
  node: number,
): Arc | null {
  const { width } = residual;
  const next = distances[node] + 1;
  for (; tried[node] < 2 * width; tried[node]++) {
    if (distances[headOf(node, tried[node], width)] !== next) continue;
    const arc = arcOf(residual, node, tried[node]);
    if (arc.values[arc.at] > ROUNDING) return arc;
  }
  return null;
}

/** Fills the path and goes back to before its first full arc. */
function push(path: Arc[], nodes: number[]): number {
  const amount = path.reduce((least, { values, at }) => Math.min(least, values[at]), Infinity);
  for (const { values, back, at } of path) {
    values[at] -= amount;
    back[at] += amount;
  }
  const full = path.findIndex(({ values, at }) => values[at] <= ROUNDING);
  path.length = full;
  nodes.length = full + 1;
  return amount;
}

/** Capacity of the arcs that leave what can still be reached. */
function cutOf({ width, capacities }: LayeredNetwork, distances: Int32Array): number {
  let sum = 0;
  capacities.forEach((values, level) => {
    values.forEach((capacity, i) => {
      const from = (level + 1) * width + Math.floor(i / width);
      const to = level * width + (i % width);
      if (distances[from] >= 0 && distances[to] < 0) sum += capacity;
    });
  });
  return sum;
}
