import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LayeredNetwork, maximumFlow } from "./maximum-flow.ts";

/** The smallest capacity of all ways to part source and sink: what a largest flow must equal. */
function smallestCut({ width, capacities }: LayeredNetwork, source: number, sink: number): number {
  const levels = capacities.length + 1;
  const count = width * levels;
  const start = (levels - 1) * width + source;
  let least = Infinity;
  for (let set = 0; set < 2 ** count; set++) {
    const inside = (node: number): boolean => ((set >> node) & 1) === 1;
    if (!inside(start) || inside(sink)) continue;
    let cut = 0;
    capacities.forEach((values, level) => {
      values.forEach((capacity, i) => {
        const from = (level + 1) * width + Math.floor(i / width);
        if (inside(from) && !inside(level * width + (i % width))) cut += capacity;
      });
    });
    least = Math.min(least, cut);
  }
  return least;
}

const arcs = (width: number, capacity: fc.Arbitrary<number>) =>
  fc.array(capacity, { minLength: width * width, maxLength: width * width });
const networks = (width: number, layers: number, capacity: fc.Arbitrary<number>) =>
  fc
    .array(arcs(width, capacity), { minLength: layers, maxLength: layers })
    .map((rows): LayeredNetwork => ({
      width,
      capacities: rows.map((row) => Float64Array.from(row)),
    }));
const shares = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
/** A few dozen sums of capacities of at most 1, and what is called rounding on each arc. */
const ROUNDING = 1e-12;

describe("maximumFlow", () => {
  it("is the arc itself where there is one layer", () => {
    const network = { width: 2, capacities: [Float64Array.of(0.3, 0.7, 1, 0)] };
    expect(maximumFlow(network, 0, 1).value).toBe(0.7);
    expect(maximumFlow(network, 1, 1)).toMatchObject({ value: 0, cut: 0 });
  });

  it("takes several ways at once, each as wide as its narrowest arc", () => {
    const above = Float64Array.of(0.6, 0.4, 0, 0);
    const below = Float64Array.of(0.5, 0.1, 0.3, 0.9);
    const network = { width: 2, capacities: [below, above] };
    expect(maximumFlow(network, 0, 0).value).toBeCloseTo(0.5 + 0.3, 14);
    expect(maximumFlow(network, 0, 1).value).toBeCloseTo(0.1 + 0.4, 14);
  });

  it("sends flow back where a first path stands in the way of two", () => {
    // From 0 by way of 0 or 1; 0 can reach both ends, 1 only the first: the greedy path 0 → 0 → 0 blocks 1's.
    const top = Float64Array.of(1, 1, 0, 0);
    const middle = Float64Array.of(1, 1, 1, 0);
    const bottom = Float64Array.of(1, 0, 1, 0);
    expect(maximumFlow({ width: 2, capacities: [bottom, middle, top] }, 0, 0).value).toBe(2);
  });

  it("equals the smallest of all cuts", () => {
    const places = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(networks(3, 2, shares), places, places, (network, source, sink) => {
        const { value, cut } = maximumFlow(network, source, sink);
        const least = smallestCut(network, source, sink);
        expect(Math.abs(value - least)).toBeLessThan(ROUNDING);
        expect(Math.abs(cut - least)).toBeLessThan(ROUNDING);
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(networks(2, 4, fc.integer({ min: 0, max: 3 })), (network) => {
        // Whole numbers: no rounding at all.
        expect(maximumFlow(network, 0, 1).value).toBe(smallestCut(network, 0, 1));
      }),
      { numRuns: 60 },
    );
  });

  it("fills no arc beyond its capacity, and loses nothing on the way", () => {
    fc.assert(
      fc.property(networks(4, 4, shares), (network) => {
        const { value, arcs: flows } = maximumFlow(network, 3, 1);
        const into = (level: number, node: number): number =>
          [0, 1, 2, 3].reduce((sum, from) => sum + flows[level][from * 4 + node], 0);
        const outOf = (level: number, node: number): number =>
          [0, 1, 2, 3].reduce((sum, to) => sum + flows[level][node * 4 + to], 0);
        flows.forEach((values, level) => {
          values.forEach((flow, i) => {
            expect(flow >= 0 && flow <= network.capacities[level][i] + ROUNDING).toBe(true);
          });
        });
        for (const level of [1, 2, 3]) {
          for (const node of [0, 1, 2, 3]) {
            const gap = Math.abs(into(level, node) - outOf(level - 1, node));
            expect(gap).toBeLessThan(ROUNDING);
          }
        }
        expect(Math.abs(outOf(3, 3) - value)).toBeLessThan(ROUNDING);
        expect(Math.abs(into(0, 1) - value)).toBeLessThan(ROUNDING);
      }),
    );
  });
});
