/**
 * The error function, to about one part in 10^16.
 *
 * @see Cody 1969, "Rational Chebyshev approximations for the error function",
 * https://doi.org/10.1090/S0025-5718-1969-0247736-4
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size <= 0.46875) return x * ratio(NEAR, x * x);
  return Math.sign(x) * (1 - complement(size));
}

/** 1 − erf(x) for x > 0.46875. */
function complement(x: number): number {
  if (x > 6) return 0; // below half a unit in the last place of 1
  if (x <= 4) return gaussian(x) * ratio(MIDDLE, x);
  const inverse = 1 / (x * x);
  return (gaussian(x) / x) * (INVERSE_SQRT_PI - inverse * ratio(FAR, inverse));
}

/** exp(−x²) without the rounding of x²: x is split at sixteenths. */
function gaussian(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

interface Rational {
  /** Coefficients, highest power first. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

function ratio({ above, below }: Rational, x: number): number {
  return horner(above, x) / horner(below, x);
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

const INVERSE_SQRT_PI = 5.6418958354775628695e-1;

/** erf(x) / x in x², for |x| ≤ 0.46875. */
const NEAR: Rational = {
  above: [
    1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
  ],
  below: [
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
  ],
};

/** exp(x²) (1 − erf(x)) in x, for 0.46875 < x ≤ 4. */
const MIDDLE: Rational = {
  above: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
    2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
  ],
  below: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};

/** x² (1/√π − x exp(x²) (1 − erf(x))) in 1/x², for x > 4. */
const FAR: Rational = {
  above: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  below: [
    1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2,
    2.33520497626869185e-3,
  ],
};
