import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { captumQuadrature, quadrature, type Quadrature } from "./quadrature.ts";

const integrate = ({ nodes, weights }: Quadrature, f: (x: number) => number): number =>
  nodes.reduce((sum, node, k) => sum + weights[k] * f(node), 0);

describe("quadrature", () => {
  it("has the textbook nodes of Gauss–Legendre with two and three points", () => {
    const two = quadrature("gauss-legendre", 2);
    expect(two.nodes[0]).toBeCloseTo((1 - 1 / Math.sqrt(3)) / 2, 15);
    expect([...two.weights]).toEqual([expect.closeTo(0.5, 15), expect.closeTo(0.5, 15)]);
    const three = quadrature("gauss-legendre", 3);
    expect(three.nodes[2]).toBeCloseTo((1 + Math.sqrt(0.6)) / 2, 15);
    expect([...three.weights].map((w) => w * 18)).toEqual([
      expect.closeTo(5, 12),
      expect.closeTo(8, 12),
      expect.closeTo(5, 12),
    ]);
  });

  it("has the grids that Captum's tests state for three points", () => {
    const { nodes, weights } = captumQuadrature("trapezoid", 3);
    expect([...nodes]).toEqual([0, 0.5, 1]);
    [1 / 6, 1 / 3, 1 / 6].forEach((w, k) => expect(weights[k]).toBeCloseTo(w, 7));
    [1 / 6, 0.5, 5 / 6].forEach((x, k) =>
      expect(quadrature("middle", 3).nodes[k]).toBeCloseTo(x, 15),
    );
  });

  it("reads the ends where the rule says so", () => {
    expect([...quadrature("left", 4).nodes]).toEqual([0, 0.25, 0.5, 0.75]);
    expect([...quadrature("right", 4).nodes]).toEqual([0.25, 0.5, 0.75, 1]);
    expect([...quadrature("trapezoid", 3).nodes]).toEqual([0, 0.5, 1]);
    expect([...quadrature("trapezoid", 3).weights]).toEqual([0.25, 0.5, 0.25]);
  });

  it("integrates constants exactly, whatever the rule and the number of nodes", () => {
    const rules = fc.constantFrom("gauss-legendre", "left", "right", "middle", "trapezoid");
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 300 }), (rule, n) => {
        expect(integrate(quadrature(rule, n), () => 1)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("is exact for polynomials below degree 2n with Gauss–Legendre", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (n) => {
        const degree = 2 * n - 1;
        const found = integrate(quadrature("gauss-legendre", n), (x) => x ** degree);
        expect(found).toBeCloseTo(1 / (degree + 1), 12);
      }),
    );
  });

  it("with logarithmic nodes integrates what changes near zero, where others cannot", () => {
    const f = (x: number): number => 1e10 / (1 + 1e10 * x);
    const exact = Math.log(1 + 1e10);
    expect(integrate(quadrature("log", 50), f)).toBeCloseTo(exact, 4);
    expect(Math.abs(integrate(quadrature("gauss-legendre", 50), f) - exact)).toBeGreaterThan(10);
  });
});
