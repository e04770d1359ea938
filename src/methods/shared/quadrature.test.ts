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

  // Captum's BasicModel_MultiLayer at x = [20, 50, 30] from 0: h = relu(Σx + [−10, 1, 1, 1]), y = Σh, so that
  // ∂y/∂xᵢ is 3 up to α = 0.1 and 4 beyond; y changes by 390, and Aᵢ = xᵢ Σₖ wₖ ∂y/∂xᵢ(αₖ).
  const slope = (alpha: number): number => (100 * alpha > 10 ? 4 : 3);
  it.each([
    ["gauss-legendre", 5, -1.8463],
    ["gauss-legendre", 20, -0.2082],
    ["gauss-legendre", 50, 0.17936],
    ["gauss-legendre", 500, 0.0506],
    ["left", 50, -2],
    ["right", 50, 0],
    ["middle", 50, 0],
    ["trapezoid", 50, 0.8163],
  ] as const)("misses a kink by what is known: %s with %i nodes", (rule, n, gap) => {
    expect(100 * integrate(quadrature(rule, n), slope) - 390).toBeCloseTo(gap, 4);
  });

  it("repeats Captum's biased trapezoid, which misses it by −7", () => {
    expect(100 * integrate(captumQuadrature("trapezoid", 50), slope) - 390).toBeCloseTo(-7, 4);
  });

  it("gives Captum's attributions for that model", () => {
    const mean = integrate(quadrature("gauss-legendre", 50), slope);
    [78.03587, 195.08968, 117.05381].forEach((score, i) =>
      expect([20, 50, 30][i] * mean).toBeCloseTo(score, 5),
    );
  });
});
