import { describe, expect, it } from "vitest";
import { valueScale } from "./scale.ts";
import type { Scale, Transform } from "./spec.ts";

const make = (scale: Scale, transform: Transform, values: readonly number[]) =>
  valueScale(values, { scale, transform, onText: false });

describe("valueScale", () => {
  it("spreads small values of a diverging scale by a signed square root", () => {
    const { place, value, stops } = make("diverging", "sqrt", [-4, 1]);
    expect([-4, -1, 0, 1, 4].map(place)).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(value(-0.5)).toBe(-1);
    expect(stops).toEqual([-4, 0, 4]);
  });

  it("has a symmetric logarithm, linear around zero", () => {
    // floor 1: ln(1 + 3) / ln(1 + 15) = 1/2, ln(1 + 1) / ln 16 = 1/4.
    const { place, value, floor } = make("diverging", "log", [-15, 3, 1, 0]);
    expect(floor).toBe(1);
    expect(place(-3)).toBeCloseTo(-0.5, 12);
    expect(place(1)).toBeCloseTo(0.25, 12);
    expect(place(0)).toBe(0);
    expect(value(-0.5)).toBeCloseTo(-3, 12);
  });

  it("puts equal factors at equal distances of a logarithm", () => {
    const { place, floor, stops } = make("sequential", "log", [0.001, 0.1, 10]);
    expect(floor).toBe(0.001);
    expect(place(0.1)).toBeCloseTo(0.5, 12);
    expect(stops[1]).toBeCloseTo(0.1, 12);
  });

  it("puts zeros, negative values and what is too small at the floor of a logarithm", () => {
    const { place, floor } = make("sequential", "log", [-5, 0, 1e-20, 1]);
    expect(floor).toBe(1e-6);
    expect([-5, 0, 1e-20, 1e-6].map(place)).toEqual([0, 0, 0, 0]);
    expect(place(1e-3)).toBeCloseTo(0.5, 12);
  });

  it("says where no logarithm is possible", () => {
    const scale = make("sequential", "log", [-5, -1]);
    expect([scale.noLog, scale.transform, scale.floor]).toEqual([true, "linear", null]);
    expect(scale.place(-3)).toBe(0.5);
  });

  it("gives all probabilities the same scale: a square root, or four decades", () => {
    expect(valueScale([0.1], { scale: "probability", onText: false }).place(0.25)).toBe(0.5);
    const { place, floor } = make("probability", "log", [0.1]);
    expect(floor).toBe(1e-4);
    expect(place(0.01)).toBeCloseTo(0.5, 12);
  });

  it("counts what a given domain cuts, and what is infinite", () => {
    const cut = valueScale([-2, -1, 0, 1, 3, Number.NaN], {
      scale: "diverging",
      domain: [-1, 1],
      onText: false,
    });
    expect([cut.extent.beyond, cut.extent.count]).toEqual([2, 5]);
    expect([-2, 3].map(cut.place)).toEqual([-1, 1]);
    const infinite = make("sequential", "linear", [0, 2, Infinity, -Infinity]);
    expect([infinite.extent.beyond, infinite.domain]).toEqual([2, [0, 2]]);
    expect([Infinity, -Infinity].map(infinite.place)).toEqual([1, 0]);
  });

  it("forgives a softmax its float32 rounding", () => {
    const scale = valueScale([1.0000001], { scale: "probability", onText: false });
    expect(scale.extent.beyond).toBe(0);
  });

  it.each(["linear", "sqrt", "log"] as const)(
    "keeps %s in order from 1e-30 to 1e30",
    (transform) => {
      for (const size of [1e-30, 1, 1e30]) {
        const values = [-1, -0.5, -0.001, 0, 0.001, 0.5, 1].map((share) => share * size);
        const { place, value } = make("diverging", transform, values);
        const places = values.map(place);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect([places[0], places[3], places[6]]).toEqual([-1, 0, 1]);
        for (const share of [-0.75, 0.25]) expect(place(value(share))).toBeCloseTo(share, 9);
      }
    },
  );

  it.each(["diverging", "sequential", "probability"] as const)(
    "makes a %s scale of nothing, of one value and of zeros",
    (kind) => {
      for (const values of [[], [Number.NaN], [0, 0], [5]]) {
        for (const transform of ["linear", "sqrt", "log"] as const) {
          const { place, stops } = make(kind, transform, values);
          for (const value of values) expect(Number.isNaN(place(value))).toBe(false);
          for (const stop of stops) expect(Number.isFinite(stop)).toBe(true);
        }
      }
    },
  );
});
