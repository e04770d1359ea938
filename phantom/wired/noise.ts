import { generator, type Tensor } from "vitrine";

/** The seed of the noise. */
const SEED = 11;

/**
 * Adds noise of a standard deviation to every number: sums of twelve uniform numbers, which are all but
 * normal and, unlike those made with logarithms, the same on every engine.
 */
export function withNoise(
  weights: ReadonlyMap<string, Tensor>,
  deviation: number,
): ReadonlyMap<string, Tensor> {
  if (deviation === 0) return weights;
  const { uniform } = generator(SEED);
  const nearlyNormal = (): number => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  };
  return new Map(
    Array.from(weights, ([name, tensor]) => {
      const data = (tensor.data as Float64Array).map((value) => value + deviation * nearlyNormal());
      return [name, { ...tensor, data }];
    }),
  );
}
