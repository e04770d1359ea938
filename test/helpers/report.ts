import type { HeadScoresData } from "../../src/methods/attention/head-scores.ts";
import type { IntegratedGradientsData } from "../../src/methods/attribution/integrated-gradients.ts";
import type { NextTokenCalibrationData } from "../../src/methods/calibration/next-token-calibration.ts";
import type { PatchData } from "../../src/methods/causal/patch.ts";
import type { LogitLensData } from "../../src/methods/features/logit-lens.ts";
import type { NextTokenData } from "../../src/methods/features/next-token.ts";
import { loadMethod } from "../../src/methods/registry.ts";
import {
  type Evidence,
  makeResult,
  type Result,
  type ResultInput,
} from "../../src/methods/result.ts";
import { float64, int32 } from "../../src/methods/shared/tensors.ts";
import { findings } from "../../src/reports/findings.ts";
import type { InspectData, InspectReport, InspectStep } from "../../src/reports/inspect.ts";

/** Four tokens, two layers, two heads: small enough to check by eye. */
const tokens = (first: string) => [
  { id: 1, text: "<s>", special: true },
  { id: 5, text: first },
  { id: 6, text: " cat" },
  { id: 7, text: " sat" },
];
const units = tokens("The");
const model = { name: "toy", architecture: "llama", fingerprint: "0123456789abcdef" };
const nextToken: NextTokenData = {
  tokens: [" on", " down", " there"],
  ids: int32([3], ["rank"], [8, 9, 10]),
  probabilities: float64([3], ["rank"], [0.6, 0.3, 0.02]),
  logits: float64([3], ["rank"], [4, 3.3, 0.6]),
  entropy: 1.2,
};

const attribution: IntegratedGradientsData = {
  scores: float64([4], ["pos"], [0, -0.25, 1.5, 0.75]),
  attributions: float64([4, 1], ["pos", "unit"], [0, -0.25, 1.5, 0.75]),
  value: 0.7,
  baselineValue: -1.3,
  baseline: "bos",
  target: `logit(" on") − logit(" down")`,
};

const lens: LogitLensData = {
  points: [
    { site: "a", layer: -1 },
    { site: "b", layer: 0 },
    { site: "c", layer: 1 },
  ],
  labels: ["embed", "0", "1"],
  top: int32([3, 4, 2], ["layer", "pos", "k"], Array(24).fill(8)),
  tokens: [
    units.map(({ text }) => [text, " the"]),
    units.map(() => [" on", " down"]),
    units.map(() => [" on", " down"]),
  ],
  logits: float64([3, 4, 2], ["layer", "pos", "k"], Array(24).fill(1)),
  probabilities: float64(
    [3, 4, 2],
    ["layer", "pos", "k"],
    [0.9, 0.4, 0.6].flatMap((p) => Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? p : 0.1))),
  ),
  ranks: int32([3, 4], ["layer", "pos"], [3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0]),
  entropy: float64([3, 4], ["layer", "pos"], Array(12).fill(1)),
  divergence: float64([3, 4], ["layer", "pos"], Array(12).fill(1)),
  settled: int32([4], ["pos"], [1, 1, 1, 1]),
  target: null,
};

const map = (values: readonly number[]) => float64([2, 2], ["layer", "head"], values);

const heads: HeadScoresData = {
  layers: [0, 1],
  scores: {
    previous: map([0.1, 0.8, 0.2, 0.3]),
    duplicate: map([0, 0.1, 0, 0]),
    induction: map([0, 0, 0.05, 0.5]),
    first: map([0.6, 0.1, 0.1, 0.1]),
    entropy: map([1, 0.5, 2, 0.25]),
    self: map([0.2, 0, 0.1, 0]),
    distance: map([1, 1, 0.5, 2]),
  },
  standardErrors: null,
  controls: null,
  strongest: [
    { score: "previous", layer: 0, head: 1, value: 0.8, shuffled: null, twin: null },
    { score: "induction", layer: 1, head: 1, value: 0.5, shuffled: null, twin: null },
  ],
  reading: "repeated",
  queries: {
    previous: "q",
    self: "q",
    duplicate: "q",
    induction: "q",
    first: "q",
    entropy: "q",
    distance: "q",
  },
};

const sweep = (
  kind: string,
  axis: "pos" | "head",
  columns: number,
  effects: readonly number[],
) => ({
  kind,
  values: float64([2, columns], ["layer", axis], effects),
  effects: float64([2, columns], ["layer", axis], effects),
});

const patch: PatchData = {
  layers: [0, 1],
  sweeps: [sweep("resid_pre", "pos", 4, [0, 0, 1, 0, 0, 0, 0.25, 0.75])],
  heads: sweep("attn.z", "head", 2, [0.1, 0.5, -0.2, 0]),
  clean: 0.7,
  corrupted: -0.5,
  columns: null,
  differing: [2],
  target: `logit(" on") − logit(" down")`,
};

const bin = (values: readonly number[]) => float64([2], ["bin"], values);

const calibration: NextTokenCalibrationData = {
  ece: 0.05,
  eceError: 0.01,
  mce: 0.1,
  accuracy: 0.6,
  confidence: 0.62,
  nll: 1,
  brier: 0.5,
  brierTop: 0.2,
  predictions: 100,
  windows: 4,
  bins: {
    edges: float64([3], ["edge"], [0, 0.5, 1]),
    counts: int32([2], ["bin"], [40, 60]),
    confidence: bin([0.3, 0.8]),
    accuracy: bin([0.25, 0.75]),
    lower: bin([0.15, 0.62]),
    upper: bin([0.4, 0.85]),
  },
};

/**
 * A report of hand-made numbers, so that what is written of it can be known beforehand.
 *
 * @param first - The text's first word.
 */
export async function handMadeReport(first = "The"): Promise<InspectReport> {
  const text = `${first} cat sat`;
  const units = tokens(first);
  const corrupted = units.with(2, { id: 11, text: " dog" });
  const single: ResultInput = { kind: "text", rows: [{ text, units }] };
  const pair: ResultInput = {
    kind: "pair",
    rows: [
      { role: "clean", text: null, units },
      { role: "corrupted", text: null, units: corrupted },
    ],
  };
  const partner = {
    clean: { ids: [1, 5, 6, 7] },
    corrupted: { ids: [1, 5, 11, 7] },
    position: 2,
    original: " cat",
    replacement: " dog",
  };
  const replacement = { position: 2, replacements: [" dog", " fox"], clean: 0.7, replaced: -0.5 };
  const converged = { completenessGap: 0.002, relativeGap: 0.001, converged: true };
  const results = [
    await result("next-token", nextToken, single),
    await result("integrated-gradients", attribution, single, converged),
    await result("logit-lens", lens, single),
    await result("head-scores", heads, single),
    await result("patch", patch, pair, { direction: "denoising" }),
    await result("next-token-calibration", calibration, single),
  ];
  const data = Object.fromEntries(
    results.map(({ method, result }) => [method.id, result]),
  ) as InspectData;
  const row = { ids: [1, 5, 6, 7], typeIds: [0, 0, 0, 0], text, units };
  return {
    model: { ...model, layers: 2, heads: 2 },
    row,
    seed: 0,
    data,
    results,
    skipped: [],
    partner,
    replacement,
    position: 3,
    findings: findings({ data, replacement, row, position: 3, target: undefined }),
    stopped: false,
  };
}

async function result(
  id: InspectStep,
  data: unknown,
  input: ResultInput,
  evidence: Evidence = {},
): Promise<InspectReport["results"][number]> {
  const method = await loadMethod(id);
  const fields = {
    schema: 1,
    vitrine: "0.0.0",
    method: id,
    model,
    input,
    options: {},
    data,
    evidence,
    warnings: [],
    reproduce: `vitrine run ${id}`,
  } as const;
  return { method, result: makeResult(fields, (made: Result) => method.view(made)) };
}
