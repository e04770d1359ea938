/** Where an integrand on [0, 1] is read, and how much each reading counts. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Rules by name; `left`, `right` and `middle` are Riemann sums. */
export type Rule = "gauss-legendre" | "left" | "right" | "middle" | "trapezoid" | "log";

/** Where `log` begins: below it a path from zero is taken to change nothing. */
const LOG_START = 1e-16;

/**
 * The n nodes and weights of a rule for ∫₀¹ f(α) dα. `gauss-legendre` is exact for polynomials below
 * degree 2n. `log` reads u = ln α at Gauss–Legendre nodes on [ln 1e-16, 0], for functions that change
 * mostly near 0, and leaves out [0, 1e-16]. `trapezoid` has n nodes, both ends among them.
 */
export function quadrature(rule: Rule, n: number): Quadrature {
  return MAKERS[rule](n);
}

const MAKERS: Readonly<Record<Rule, (n: number) => Quadrature>> = {
  "gauss-legendre": gaussLegendre,
  left: (n) => riemann(n, 0),
  right: (n) => riemann(n, 1),
  middle: (n) => riemann(n, 0.5),
  trapezoid: (n) => (n === 1 ? riemann(1, 0.5) : trapezoid(n, 1 / (n - 1))),
  log: logarithmic,
};

/**
 * The rule as Captum computes it: nodes rounded to float32, and trapezoid weights of 1/n (1/2n at
 * the ends), which sum to (n − 1)/n. Its Gauss–Legendre, left, right and middle rules are ours.
 */
export function captumQuadrature(rule: Rule, n: number): Quadrature {
  const { nodes, weights } =
    rule === "trapezoid" && n > 1 ? trapezoid(n, 1 / n) : quadrature(rule, n);
  return { nodes: nodes.map(Math.fround), weights: weights.map(Math.fround) };
}

function riemann(n: number, shift: number): Quadrature {
  return {
    nodes: Float64Array.from({ length: n }, (_, k) => (k + shift) / n),
    weights: new Float64Array(n).fill(1 / n),
  };
}

function trapezoid(n: number, weight: number): Quadrature {
  const weights = new Float64Array(n).fill(weight);
  weights[0] /= 2;
  weights[n - 1] /= 2;
  return { nodes: Float64Array.from({ length: n }, (_, k) => k / (n - 1)), weights };
}

function logarithmic(n: number): Quadrature {
  const { nodes, weights } = gaussLegendre(n);
  const span = -Math.log(LOG_START);
  const alphas = nodes.map((node) => Math.exp(span * (node - 1)));
  return { nodes: alphas, weights: weights.map((weight, k) => weight * span * alphas[k]) };
}

/** Roots of the Legendre polynomial Pₙ by Newton's method, moved from [−1, 1] to [0, 1]. */
function gaussLegendre(n: number): Quadrature {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let x = -Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0, change = 1; step < 100 && Math.abs(change) > 1e-15; step++) {
      const at = legendre(n, x);
      slope = at.slope;
      change = at.value / slope;
      x -= change;
    }
    slope = legendre(n, x).slope;
    nodes[k] = (1 + x) / 2;
    weights[k] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** Pₙ(x) and its derivative, by (k+1)Pₖ₊₁ = (2k+1)xPₖ − kPₖ₋₁ and (x²−1)Pₙ′ = n(xPₙ − Pₙ₋₁). */
function legendre(n: number, x: number): { value: number; slope: number } {
  let previous = 1;
  let value = x;
  for (let k = 1; k < n; k++) {
    [previous, value] = [value, ((2 * k + 1) * x * value - k * previous) / (k + 1)];
  }
  return { value, slope: (n * (x * value - previous)) / (x * x - 1) };
}
