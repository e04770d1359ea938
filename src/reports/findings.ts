import type { NextTokenCalibrationData } from "../methods/calibration/next-token-calibration.ts";
import { largestIndex, numbers } from "../methods/shared/tensors.ts";
import type { Target } from "../model/target.ts";
import type { PreparedRow } from "../model/types.ts";
import { visibleToken } from "../view/escape.ts";
import { formatFixed, formatPercent } from "../view/number.ts";
import type { Message } from "../view/spec.ts";
import type { CorruptedPartner } from "./corrupted-partner.ts";
import type { InspectData } from "./inspect.ts";

/** Something found, in one plain sentence, and what speaks for it or against it. */
export interface Finding {
  readonly said: Message;
  readonly check: Message;
}

export interface FindingsSource {
  readonly data: InspectData;
  readonly partner: CorruptedPartner | null;
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
    check: confidenceCheck(data["next-token-calibration"]?.data, shares[0]),
  };
}

/** How often the model was right where it was as sure as here. */
function confidenceCheck(data: NextTokenCalibrationData | undefined, confidence: number): Message {
  if (data === undefined) return { id: "finding.next.check.none" };
  const { bins, predictions, ece } = data;
  const edges = numbers(bins.edges);
  const bin = edges.subarray(1).findIndex((edge) => confidence <= edge);
  const known = { count: predictions, ece: formatPercent(ece) };
  if (bin < 0 || numbers(bins.counts)[bin] < ENOUGH) {
    return { id: "finding.next.check.rare", params: known };
  }
  const share = (values: ArrayLike<number>): string => formatPercent(values[bin]);
  return {
    id: "finding.next.check",
    params: {
      ...known,
      from: formatPercent(edges[bin]),
      to: formatPercent(edges[bin + 1]),
      accuracy: share(numbers(bins.accuracy)),
      lower: share(numbers(bins.lower)),
      upper: share(numbers(bins.upper)),
    },
  };
}

function token({ data, partner, row, target }: FindingsSource): Finding | null {
  const attribution = data["integrated-gradients"];
  if (attribution === undefined) return null;
  const scores = numbers(attribution.data.scores);
  const position = largestIndex(scores.map(Math.abs));
  const direction = scores[position] < 0 ? "lowers" : "raises";
  const params = {
    token: quoted(row.units[position]?.text ?? String(position)),
    score: formatFixed(Math.abs(scores[position]), 2),
  };
  const check = sumCheck(data, partner);
  const next = data["next-token"]?.data;
  if (target !== undefined || next === undefined) {
    return { said: { id: `finding.target.${direction}`, params }, check };
  }
  const [first, second] = next.tokens.map(quoted);
  return {
    said: { id: `finding.token.${direction}`, params: { ...params, first, second } },
    check,
  };
}

/** Whether the scores add up, and what happens where the token is replaced. */
function sumCheck(data: InspectData, partner: CorruptedPartner | null): Message {
  const evidence = data["integrated-gradients"]?.evidence;
  const gap = formatPercent(Math.abs(Number(evidence?.relativeGap)));
  if (evidence?.converged !== true) return { id: "finding.token.check.failed", params: { gap } };
  const patch = data.patch?.data;
  if (patch === undefined || partner === null) {
    return { id: "finding.token.check.sum", params: { gap } };
  }
  return {
    id: "finding.token.check",
    params: {
      gap,
      original: quoted(partner.original),
      replacement: quoted(partner.replacement),
      clean: formatFixed(patch.clean, 2),
      corrupted: formatFixed(patch.corrupted, 2),
    },
  };
}

function place({ data, row, position }: FindingsSource): Finding | null {
  const lens = data["logit-lens"]?.data;
  if (lens === undefined || position === null) return null;
  const { layer } = lens.points[numbers(lens.settled)[position]];
  const token = quoted(lens.tokens[lens.tokens.length - 1][position][0]);
  const layers = lens.points[lens.points.length - 1].layer;
  return {
    said: { id: `finding.place.${when(layer, layers)}`, params: { token, layer, layers } },
    check: restoredCheck(data, row, position, Math.min(layer + 1, layers)),
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
): Message {
  const sweep = patch?.data.sweeps.find(({ kind }) => kind === "resid_pre");
  const at = patch?.data.layers.indexOf(layer) ?? -1;
  if (sweep === undefined || at < 0) return { id: "finding.place.check.none" };
  const share = numbers(sweep.effects)[at * sweep.effects.dims[1] + position];
  return {
    id: "finding.place.check",
    params: { layer, at: quoted(row.units[position].text ?? ""), share: formatPercent(share) },
  };
}

/** A token as a sentence names it: without the space before it, which readers would not see. */
function quoted(token: string): string {
  const trimmed = token.trim() === "" ? token.replaceAll(" ", "␣") : token.trim();
  return visibleToken(trimmed);
}
