/** Predictions: how sure, and whether right. */
export interface Predictions {
  /** In [0, 1]. */
  readonly confidence: ArrayLike<number>;
  /** 1 for right, 0 for wrong. */
  readonly correct: ArrayLike<number>;
}

/** Predictions gathered by confidence; a mean over no predictions is NaN. */
export interface Bins {
  /** `[bin + 1]`. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  readonly confidence: Float64Array;
  readonly accuracy: Float64Array;
}

/** The 0.975 quantile of the standard normal. */
const Z95 = 1.959963984540054;

/** Edges i · (1/n), as numpy's linspace has them. */
export function equalWidthEdges(bins: number): Float64Array {
  const step = 1 / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? 1 : i * step));
}

/**
 * Edges between groups of (nearly) as many predictions each, half-way between neighbours, ends 0 and 1.
 * Equal confidences are never parted, so that there may be fewer bins.
 */
export function equalMassEdges(confidence: ArrayLike<number>, bins: number): Float64Array {
  const sorted = Float64Array.from(confidence).sort();
  const edges = new Set([0]);
  for (let i = 1; i < bins; i++) {
    const at = Math.round((i * sorted.length) / bins);
    if (at === 0 || at === sorted.length || sorted[at - 1] === sorted[at]) continue;
    edges.add((sorted[at - 1] + sorted[at]) / 2);
  }
  return Float64Array.from(edges.add(1));
}

/** Which bin (l, r] a confidence is in; 0 belongs to the first. */
export function binOf(edges: Float64Array, confidence: number): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (confidence <= edges[middle + 1]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Gathers predictions into bins (l, r]. */
export function intoBins({ confidence, correct }: Predictions, edges: Float64Array): Bins {
  const size = edges.length - 1;
  const counts = new Float64Array(size);
  const sure = new Float64Array(size);
  const right = new Float64Array(size);
  for (let i = 0; i < confidence.length; i++) {
    const bin = binOf(edges, confidence[i]);
    counts[bin]++;
    sure[bin] += confidence[i];
    right[bin] += correct[i];
  }
  const perCount = (sum: number, bin: number): number => sum / counts[bin];
  return { edges, counts, confidence: sure.map(perCount), accuracy: right.map(perCount) };
}

/** Σ_b (n_b/N)·|acc_b − conf_b|. Guo et al. 2017, equation 3. */
export function expectedError({ counts, confidence, accuracy }: Bins): number {
  let sum = 0;
  let total = 0;
  for (const [bin, count] of counts.entries()) {
    total += count;
    if (count > 0) sum += count * Math.abs(accuracy[bin] - confidence[bin]);
  }
  return sum / total;
}

/** The largest |acc_b − conf_b| of a bin that is not empty. Guo et al. 2017, equation 5. */
export function largestError({ counts, confidence, accuracy }: Bins): number {
  let largest = 0;
  for (const [bin, count] of counts.entries()) {
    if (count > 0) largest = Math.max(largest, Math.abs(accuracy[bin] - confidence[bin]));
  }
  return largest;
}

/** The 95 % interval of a share of `count` observations. Wilson 1927. NaN for no observation. */
export function wilsonInterval(share: number, count: number): readonly [number, number] {
  const z2 = Z95 * Z95;
  const centre = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half =
    (Z95 / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
