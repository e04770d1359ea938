import { describe, expect, it } from "vitest";
import { planBatches } from "./batches.ts";

const lengths = Array.from({ length: 5000 }, (_, i) => 8 + ((i * 37) % 90));

describe("planBatches", () => {
  it("trains on each row once in a pass", () => {
    const plan = planBatches(lengths, { tokens: 512, seed: 3 });
    const steps = plan.stepsOf(1);
    const seen = Array.from({ length: steps }, (_, step) => plan.rows(step)).flat();
    expect(seen.toSorted((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
  });

  it("keeps rows × longest row within the budget", () => {
    const plan = planBatches(lengths, { tokens: 512, seed: 3 });
    for (let step = 0; step < plan.stepsOf(1); step++) {
      const rows = plan.rows(step);
      expect(rows.length * Math.max(...rows.map((row) => lengths[row]))).toBeLessThanOrEqual(512);
    }
  });

  it("pads less than a twentieth", () => {
    const plan = planBatches(lengths, { tokens: 2048, seed: 3 });
    let [real, all] = [0, 0];
    for (let step = 0; step < plan.stepsOf(1); step++) {
      const sizes = plan.rows(step).map((row) => lengths[row]);
      real += sizes.reduce((sum, n) => sum + n, 0);
      all += sizes.length * Math.max(...sizes);
    }
    expect(real / all).toBeGreaterThan(0.95);
  });

  it("gives a step the same rows whatever was asked before", () => {
    const straight = planBatches(lengths, { tokens: 512, seed: 3 });
    const steps = straight.stepsOf(3);
    const far = straight.rows(steps - 1);
    const near = straight.rows(5);
    const fresh = planBatches(lengths, { tokens: 512, seed: 3 });
    expect(fresh.rows(5)).toEqual(near);
    expect(fresh.rows(steps - 1)).toEqual(far);
    expect(fresh.epochOf(steps - 1)).toBe(2);
    expect(fresh.epochOf(steps)).toBe(3);
  });

  it("orders each pass anew", () => {
    const plan = planBatches(lengths, { tokens: 512, seed: 3 });
    expect(plan.rows(0)).not.toEqual(plan.rows(plan.stepsOf(1)));
  });

  it("gives a row longer than the budget a batch of its own", () => {
    const plan = planBatches([10, 900, 10], { tokens: 512, seed: 1 });
    const batches = [0, 1].map((step) => plan.rows(step));
    expect(batches).toContainEqual([1]);
  });
});
