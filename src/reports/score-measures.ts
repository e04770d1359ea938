import { mean } from "../tensor/intervals.ts";
import { VitrineError } from "../errors.ts";
import type {
  ClaimMeasure,
  EstimateFinding,
  Finding,
  RankFinding,
  SetFinding,
} from "../methods/recovery.ts";

/** Names counted over all findings, the commonest first. */
export type NameCounts = readonly (readonly [name: string, count: number])[];

/** Findings as one number, and what it is made of. */
export interface Measured {
  readonly value: number;
  /** Findings that it is of: prompts, probes. */
  readonly findings: number;
  /** Of sets, counted over all findings; null for importances and estimates. */
  readonly sets: {
    readonly planted: number;
    readonly recovered: number;
    readonly missed: NameCounts;
    readonly falsePositives: NameCounts;
  } | null;
}

/**
 * What a claim's findings come to, by its measure.
 *
 * @throws VitrineError `BAD_INPUT` for no finding, or one that does not fit the measure.
 */
export function measureFindings(measure: ClaimMeasure, findings: readonly Finding[]): Measured {
  const count = findings.length;
  if (count === 0) throw misfit(measure, "at least one", "none");
  if (measure === "rank-correlation") {
    const all = findings.map((finding) => demand(measure, finding, isRanks));
    const each = all.map(({ importances, effects }) => spearman(importances, effects));
    return { value: mean(each), findings: count, sets: null };
  }
  if (measure === "error") {
    const all = findings.map((finding) => demand(measure, finding, isEstimate));
    const each = all.map(({ estimate, truth }) => Math.abs(estimate - truth));
    return { value: mean(each), findings: count, sets: null };
  }
  const all = findings.map((finding) => demand(measure, finding, isSets));
  return { ...countSets(measure, all), findings: count };
}

function countSets(
  measure: "f1" | "accuracy",
  findings: readonly SetFinding[],
): Pick<Measured, "value" | "sets"> {
  let [planted, recovered, found] = [0, 0, 0];
  const missed: string[] = [];
  const falsePositives: string[] = [];
  for (const finding of findings) {
    const [named, wanted] = [new Set(finding.found), new Set(finding.planted)];
    planted += wanted.size;
    found += named.size;
    for (const name of wanted) if (named.has(name)) recovered++;
    missed.push(...[...wanted].filter((name) => !named.has(name)));
    falsePositives.push(...[...named].filter((name) => !wanted.has(name)));
  }
  const both = planted + found;
  return {
    value: measure === "accuracy" ? recovered / planted : both === 0 ? 0 : (2 * recovered) / both,
    sets: { planted, recovered, missed: counts(missed), falsePositives: counts(falsePositives) },
  };
}

function counts(names: readonly string[]): NameCounts {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1]);
}

/**
 * Spearman's ρ: Pearson's correlation of the ranks, equal values at their mean rank; 0 where one side
 * is the same everywhere. What is no number ranks lowest.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw misfit("rank-correlation", `${b.length} importances`, String(a.length));
  }
  const [x, y] = [meanRanks(a), meanRanks(b)];
  const centre = (a.length + 1) / 2;
  let [product, squaresX, squaresY] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += (x[i] - centre) * (y[i] - centre);
    squaresX += (x[i] - centre) ** 2;
    squaresY += (y[i] - centre) ** 2;
  }
  return squaresX === 0 || squaresY === 0 ? 0 : product / Math.sqrt(squaresX * squaresY);
}

function meanRanks(values: ArrayLike<number>): Float64Array {
  const numbers = Array.from(values, (value) => (Number.isNaN(value) ? -Infinity : value));
  const order = numbers.map((_, i) => i).sort((a, b) => (numbers[a] < numbers[b] ? -1 : 1));
  const ranks = new Float64Array(numbers.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && numbers[order[to]] === numbers[order[from]]) to++;
    for (const i of order.slice(from, to)) ranks[i] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

function isSets(finding: Finding): finding is SetFinding {
  return "found" in finding;
}

function isRanks(finding: Finding): finding is RankFinding {
  return "importances" in finding;
}

function isEstimate(finding: Finding): finding is EstimateFinding {
  return "estimate" in finding;
}

function demand<F extends Finding>(
  measure: ClaimMeasure,
  finding: Finding,
  fits: (finding: Finding) => finding is F,
): F {
  if (fits(finding)) return finding;
  throw misfit(measure, "those of its measure", `{ ${Object.keys(finding).join(", ")} }`);
}

function misfit(measure: ClaimMeasure, expected: string, got: string): VitrineError {
  return new VitrineError(
    "BAD_INPUT",
    `score: findings do not fit the measure "${measure}"; expected ${expected}, got ${got}.`,
  );
}
