/** A stretch of a long text: shown, or folded into one sign. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly folded: boolean;
}

/** Tokens kept on both sides of a large value, and at both ends. */
const AROUND = 4;
/** A shorter gap is shown: the sign for it would save nothing. */
const LEAST_FOLD = 3;

/**
 * Which stretches of a long text to show: the ends, and the largest sizes with their neighbours, until
 * `most` tokens are shown.
 *
 * @param sizes - How much each token matters, at least 0.
 */
export function stretches(sizes: readonly number[], most: number): readonly Stretch[] {
  const total = sizes.length;
  const kept = new Uint8Array(total);
  if (total <= most) kept.fill(1);
  let count = total <= most ? total : keep(kept, 0) + keep(kept, total - 1);
  const bySize = sizes.map((_, i) => i).sort((a, b) => sizes[b] - sizes[a] || a - b);
  for (const i of bySize) {
    if (count >= most) break;
    count += keep(kept, i);
  }
  return joined(kept);
}

/** Keeps a token and its neighbours; how many are new. */
function keep(kept: Uint8Array, center: number): number {
  let added = 0;
  for (let i = Math.max(0, center - AROUND); i < Math.min(kept.length, center + AROUND + 1); i++) {
    added += 1 - kept[i];
    kept[i] = 1;
  }
  return added;
}

function joined(kept: Uint8Array): Stretch[] {
  const result: Stretch[] = [];
  for (let from = 0, to = 0; from < kept.length; from = to) {
    while (to < kept.length && kept[to] === kept[from]) to++;
    const folded = kept[from] === 0 && to - from >= LEAST_FOLD;
    const last = result.at(-1);
    if (last !== undefined && !last.folded && !folded) result.splice(-1, 1, { ...last, to });
    else result.push({ from, to, folded });
  }
  return result;
}
