import type { NextTokenCalibrationData } from "../methods/calibration/next-token-calibration.ts";
import { largestIndex, numbers } from "../methods/shared/tensors.ts";
import type { Target } from "../model/target.ts";
import type { PreparedRow } from "../model/types.ts";
import { visibleToken } from "../view/escape.ts";
import { formatFixed, formatPercent } from "../view/number.ts";
import type { Message } from "../view/spec.ts";
import type { InspectData } from "./inspect.ts";
import type { ReplacementTest } from "./replacement-test.ts";

/**
 * How far a finding holds: `checked` where a test bears it out, `weak` where the test says little or
 * speaks against it, `failed` where the numbers behind it are not right, else `unchecked`.
 */
export type Strength = "checked" | "weak" | "failed" | "unchecked";

/** Something found, in one plain sentence, and what speaks for it or against it. */
export interface Finding extends Check {
  readonly said: Message;
}

interface Check {
  readonly check: Message;
  readonly strength: Strength;
}

export interface FindingsSource {
  readonly data: InspectData;
  /** What happens where the token of largest score is replaced; null where that was not tried. */
  readonly replacement: ReplacementTest | null;
  readonly row: PreparedRow;
  /** Where the model predicts; null where that is unclear. */
  readonly position: number | null;
  /** As the caller gave it; without one the top next token is explained against the runner-up. */
  readonly target: Target | undefined;
}

/** What a newcomer should know first: what the model says, which token moves it, and where it settles. */
export function findings(source: FindingsSource): readonly Finding[] {
  return [prediction(source), token(source), place(source)].filter((finding) => finding !== null);
}

/** A bin with fewer predictions says nothing of its accuracy. */
const ENOUGH = 20;

function prediction({ data }: FindingsSource): Finding | null {
  const next = data["next-token"]?.data;
  if (next === undefined) return null;
  const shares = numbers(next.probabilities);
  return {
    said: {
      id: "finding.next",
      params: {
        token: quoted(next.tokens[0]),
        percent: formatPercent(shares[0]),
        second: quoted(next.tokens[1] ?? ""),
        secondPercent: formatPercent(shares[1] ?? 0),
      },
    },
    ...confidenceCheck(data["next-token-calibration"]?.data, shares[0]),
  };
}

/** How often the model was right where it was as sure as here. */
function confidenceCheck(data: NextTokenCalibrationData | undefined, confidence: number): Check {
  if (data === undefined) {
    return { check: { id: "finding.next.check.none" }, strength: "unchecked" };
  }
  const { bins, predictions, ece } = data;
  const edges = numbers(bins.edges);
  const bin = edges.subarray(1).findIndex((edge) => confidence <= edge);
  const known = { count: predictions, ece: formatPercent(ece) };
  if (bin < 0 || numbers(bins.counts)[bin] < ENOUGH) {
    return { check: { id: "finding.next.check.rare", params: known }, strength: "weak" };
  }
  const [lower, upper] = [numbers(bins.lower)[bin], numbers(bins.upper)[bin]];
  const share = (values: ArrayLike<number>): string => formatPercent(values[bin]);
  const params = {
    ...known,
    from: formatPercent(edges[bin]),
    to: formatPercent(edges[bin + 1]),
    accuracy: share(numbers(bins.accuracy)),
    lower: formatPercent(lower),
    upper: formatPercent(upper),
  };
  if (confidence > upper) {
    return { check: { id: "finding.next.check.over", params }, strength: "weak" };
  }
  const id = confidence < lower ? "finding.next.check.under" : "finding.next.check";
  return { check: { id, params }, strength: "checked" };
}

function token({ data, replacement, row, target }: FindingsSource): Finding | null {
  const attribution = data["integrated-gradients"];
  if (attribution === undefined) return null;
  const scores = numbers(attribution.data.scores);
  const position = strongest(scores);
  const score = scores[position];
  const direction = score < 0 ? "lowers" : "raises";
  const token = quoted(row.units[position]?.text ?? String(position));
  const pair = target === undefined ? contrasted(data) : null;
  const check = tokenCheck(data, score, replacement, { token, pair });
  if (pair === null) {
    const params = { token, score: formatFixed(Math.abs(score), 2) };
    return { said: { id: `finding.target.${direction}`, params }, ...check };
  }
  const params = { token, odds: times(Math.abs(score)), ...pair };
  return { said: { id: `finding.token.${direction}`, params }, ...check };
}

/** The position of the largest score, up or down. */
export function strongest(scores: ArrayLike<number>): number {
  return largestIndex(Float64Array.from(scores, Math.abs));
}

/** The answer explained, and the one that it is compared with. */
interface Pair {
  readonly first: string;
  readonly second: string;
}

function contrasted(data: InspectData): Pair | null {
  const tokens = data["next-token"]?.data.tokens ?? [];
  return tokens.length < 2 ? null : { first: quoted(tokens[0]), second: quoted(tokens[1]) };
}

/** Whether the scores add up, and what happens where the very token named is replaced. */
function tokenCheck(
  data: InspectData,
  score: number,
  replacement: ReplacementTest | null,
  { token, pair }: { readonly token: string; readonly pair: Pair | null },
): Check {
  const evidence = data["integrated-gradients"]?.evidence;
  const gap = formatPercent(Math.abs(Number(evidence?.relativeGap)));
  if (evidence?.converged !== true) {
    return { check: { id: "finding.token.check.failed", params: { gap } }, strength: "failed" };
  }
  if (replacement === null) {
    return { check: { id: "finding.token.check.sum", params: { gap } }, strength: "weak" };
  }
  const { clean, replaced, replacements } = replacement;
  const bornOut = Math.sign(score) * (clean - replaced) >= NOTICEABLE;
  const strength = bornOut ? "checked" : "weak";
  const known = { gap, token, count: replacements.length };
  if (pair === null || clean < 0) {
    const params = { ...known, clean: formatFixed(clean, 2), replaced: formatFixed(replaced, 2) };
    return { check: { id: "finding.target.check", params }, strength };
  }
  const outcome = replaced < 0 ? "turned" : "still";
  const odds = { before: times(clean), after: times(Math.abs(replaced)) };
  const params = { ...known, ...pair, ...odds };
  return { check: { id: `finding.token.check.${outcome}`, params }, strength };
}

/** A change of the target, in logits, below which a test says little: odds by a tenth. */
const NOTICEABLE = 0.1;

/** How many times as likely one token is as another whose logit is lower by this much. */
function times(logits: number): number {
  const odds = Math.exp(logits);
  return odds < 10 ? Math.round(odds * 10) / 10 : Math.round(odds);
}

function place({ data, row, position }: FindingsSource): Finding | null {
  const lens = data["logit-lens"]?.data;
  if (lens === undefined || position === null) return null;
  const { layer } = lens.points[numbers(lens.settled)[position]];
  const token = quoted(lens.tokens[lens.tokens.length - 1][position][0]);
  const layers = lens.points[lens.points.length - 1].layer;
  return {
    said: { id: `finding.place.${when(layer, layers)}`, params: { token, layer, layers } },
    ...restoredCheck(data, row, position, Math.min(layer + 1, layers)),
  };
}

function when(layer: number, last: number): "start" | "layer" | "last" {
  if (layer < 0) return "start";
  return layer === last ? "last" : "layer";
}

/** How much of the preference a position carries before a layer: patched back, it restores that. */
function restoredCheck(
  { patch }: InspectData,
  row: PreparedRow,
  position: number,
  layer: number,
): Check {
  const sweep = patch?.data.sweeps.find(({ kind }) => kind === "resid_pre");
  const at = patch?.data.layers.indexOf(layer) ?? -1;
  if (sweep === undefined || at < 0) {
    return { check: { id: "finding.place.check.none" }, strength: "unchecked" };
  }
  const { clean, corrupted } = patch!.data;
  if (!(Math.abs(clean - corrupted) >= NOTICEABLE)) {
    return { check: { id: "finding.place.check.same" }, strength: "unchecked" };
  }
  const share = numbers(sweep.effects)[at * sweep.effects.dims[1] + position];
  const params = {
    layer,
    at: quoted(row.units[position].text ?? ""),
    share: formatPercent(Math.max(0, share)),
  };
  return {
    check: { id: "finding.place.check", params },
    strength: share >= 0.5 ? "checked" : "weak",
  };
}

/** A token as a sentence names it: without the space before it, which readers would not see. */
function quoted(token: string): string {
  const trimmed = token.trim() === "" ? token.replaceAll(" ", "␣") : token.trim();
  return visibleToken(trimmed);
}
