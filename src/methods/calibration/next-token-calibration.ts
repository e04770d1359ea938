import { VitrineError } from "../../errors.ts";
import type { Case, Model } from "../../model/types.ts";
import { generator } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ViewSpec } from "../../view/spec.ts";
import type { Context } from "../context.ts";
import {
  type CallOptions,
  defineMethod,
  type Messages,
  type Method,
  type Outcome,
} from "../define.ts";
import type { Infer } from "../options.ts";
import type { Result } from "../result.ts";
import {
  type Bins,
  equalMassEdges,
  equalWidthEdges,
  expectedError,
  intoBins,
  largestError,
  wilsonInterval,
} from "../shared/calibration.ts";
import { collision, distributionOf, probability } from "../shared/distribution.ts";
import { shiftedTexts } from "../shared/planted-probes.ts";
import { groupsOf } from "../shared/rows.ts";
import { logitsSite } from "../shared/sites.ts";
import { brief, float64, int32, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextsSubject } from "../subject.ts";

const options = {
  window: { kind: "integer", default: 128, min: 2, max: 1_000_000, unit: "unit.tokens" },
  stride: { kind: "integer", default: null, min: 1, unit: "unit.tokens" },
  bins: { kind: "integer", default: 15, min: 1, max: 1000 },
  binning: { kind: "choice", of: ["equal-width", "equal-mass"], default: "equal-width" },
  resamples: { kind: "integer", default: 1000, min: 0, max: 100_000 },
} as const;

type Options = Infer<typeof options>;

export type NextTokenCalibrationOptions = CallOptions<typeof options>;

export interface NextTokenCalibrationData {
  /** Expected calibration error: how far confidence and accuracy are apart, on average. */
  readonly ece: number;
  /** Standard error of `ece` from resampled windows; null for a single window or no resamples. */
  readonly eceError: number | null;
  /** The same in the worst bin. */
  readonly mce: number;
  /** Share of predictions whose most likely token came. */
  readonly accuracy: number;
  /** Mean probability of the most likely token. */
  readonly confidence: number;
  /** Mean −ln p of the token that came, nats. */
  readonly nll: number;
  /** Mean Σₖ (pₖ − [k came])², from 0 to 2. */
  readonly brier: number;
  /** Mean (confidence − [right])², from 0 to 1. */
  readonly brierTop: number;
  readonly predictions: number;
  readonly windows: number;
  readonly bins: NextTokenCalibrationBins;
}

/** Bins (l, r] of confidence; what has no prediction is NaN. */
export interface NextTokenCalibrationBins {
  /** `[bin + 1]`. */
  readonly edges: Tensor;
  /** `[bin]`. */
  readonly counts: Tensor;
  readonly confidence: Tensor;
  readonly accuracy: Tensor;
  /** Wilson's 95 % interval of the accuracy. */
  readonly lower: Tensor;
  readonly upper: Tensor;
}

/** Texts whose windows run together. */
const GROUP = 16;

/**
 * Whether a model's next-token probabilities can be taken at their word. Each text is cut into windows
 * of `window` tokens (the beginning-of-sequence token among them) and every token is predicted once,
 * from what precedes it in its window; with a `stride` shorter than a window's tokens, windows overlap
 * and each new token has more before it. With confidence the probability of the most likely token and
 * accuracy how often it came,
 *
 *     ECE = Σ_b (n_b/N) |acc_b − conf_b|
 *
 * over bins (l, r]. Predictions of one window hang together, so the standard error resamples windows.
 *
 * Guo et al. 2017, On Calibration of Modern Neural Networks, https://arxiv.org/abs/1706.04599
 */
export function nextTokenCalibration(
  subject: TextsSubject,
  options?: NextTokenCalibrationOptions,
): Promise<Result<NextTokenCalibrationData>> {
  return method.run(subject, options);
}

async function measure(
  { model, texts }: TextsSubject,
  options: Options,
  context: Context,
): Promise<Outcome<NextTokenCalibrationData>> {
  const cut = windowCutter(context.where, model, options);
  const at = logitsSite(context.where, model).name;
  const record = new Record();
  for await (const group of groupsOf(texts, GROUP)) {
    const windows = group.flatMap(cut);
    const cases = windows.map(({ ids }): Case => ({ input: { ids }, capture: [at] }));
    for await (const { index, cache } of context.stream(cases)) {
      record.add(windows[index], cache!.get(at));
    }
  }
  if (record.confidence.length === 0) {
    throw new VitrineError(
      "BAD_INPUT",
      `${context.where}: the texts hold no token to predict; expected at least one text of two tokens.`,
    );
  }
  const edges =
    options.binning === "equal-width"
      ? equalWidthEdges(options.bins)
      : equalMassEdges(record.confidence, options.bins);
  const bins = intoBins(record, edges);
  const eceError = resampledError(record, edges, options.resamples, context.seed);
  return {
    data: {
      ece: expectedError(bins),
      eceError,
      mce: largestError(bins),
      ...record.means(),
      predictions: record.confidence.length,
      windows: record.starts.length,
      bins: tensorsOf(bins),
    },
    evidence: {
      eceError,
      predictions: record.confidence.length,
      binning: options.binning,
      binEdges: "(l, r]",
      brierRange: [0, 2],
      resamples: options.resamples,
    },
  };
}

/** Tokens to read, and the first of them that is predicted here. */
interface Window {
  readonly ids: readonly number[];
  readonly from: number;
}

/** Cuts a text into windows, each headed by BOS where the tokenizer has one. */
function windowCutter(
  where: string,
  model: Model,
  { window, stride }: Options,
): (text: string) => Window[] {
  const { nCtx } = model.config;
  const bos = model.tokenizer.specialIds.bos;
  const start = bos === null ? [] : [bos];
  const room = window - start.length;
  // Without BOS a window's first token has nothing before it, so that windows share one token.
  const most = bos === null ? room - 1 : room;
  const step = stride ?? most;
  if (window > nCtx) throw badOption(where, "window", `at most the context of ${nCtx}`, window);
  if (step > most)
    throw badOption(where, "stride", `at most ${most} for windows of ${window}`, step);
  return (text) => {
    const ids = model.tokenizer.encode(text, { addSpecialTokens: false }).ids;
    const windows: Window[] = [];
    let done = bos === null ? 1 : 0;
    for (let at = 0; done < ids.length; at += step) {
      const part = ids.slice(at, at + room);
      windows.push({ ids: [...start, ...part], from: done - at + start.length });
      done = at + part.length;
    }
    return windows;
  };
}

function badOption(where: string, option: string, expected: string, got: number): VitrineError {
  return new VitrineError(
    "BAD_OPTION",
    `${where}: option "${option}" does not fit; expected ${expected}, got ${got}.`,
    { details: { option } },
  );
}

/** What is kept of each prediction. */
class Record {
  readonly confidence: number[] = [];
  readonly correct: number[] = [];
  /** Index of the first prediction of each window. */
  readonly starts: number[] = [];
  #nll = 0;
  #brier = 0;

  /** Reads a window's logits, `[1, pos, vocab]`. */
  add({ ids, from }: Window, logits: Tensor): void {
    const vocab = logits.dims[2];
    const values = numbers(logits);
    this.starts.push(this.confidence.length);
    for (let pos = from; pos < ids.length; pos++) {
      const row = distributionOf(values.subarray((pos - 1) * vocab, pos * vocab));
      const top = largestIndex(row.logits);
      this.confidence.push(Math.min(1, probability(row, top)));
      this.correct.push(top === ids[pos] ? 1 : 0);
      this.#nll += row.logTotal - row.logits[ids[pos]];
      this.#brier += collision(row) - 2 * probability(row, ids[pos]) + 1;
    }
  }

  means(): Pick<
    NextTokenCalibrationData,
    "accuracy" | "confidence" | "nll" | "brier" | "brierTop"
  > {
    const count = this.confidence.length;
    const squares = this.confidence.map((sure, i) => (sure - this.correct[i]) ** 2);
    return {
      accuracy: sum(this.correct) / count,
      confidence: sum(this.confidence) / count,
      nll: this.#nll / count,
      brier: this.#brier / count,
      brierTop: sum(squares) / count,
    };
  }
}

/** Standard deviation of the ECE over samples of as many windows, drawn with replacement. */
function resampledError(
  { confidence, correct, starts }: Record,
  edges: Float64Array,
  resamples: number,
  seed: number,
): number | null {
  if (starts.length < 2 || resamples < 2) return null;
  const windows = starts.map((start, i) => {
    const end = starts[i + 1] ?? confidence.length;
    return sums(
      intoBins(
        { confidence: confidence.slice(start, end), correct: correct.slice(start, end) },
        edges,
      ),
    );
  });
  const { integer } = generator(seed);
  const errors = Array.from({ length: resamples }, () => {
    const total = {
      counts: new Float64Array(edges.length - 1),
      gaps: new Float64Array(edges.length - 1),
    };
    for (let i = 0; i < windows.length; i++) {
      const { counts, gaps } = windows[integer(windows.length)];
      for (let bin = 0; bin < counts.length; bin++) {
        total.counts[bin] += counts[bin];
        total.gaps[bin] += gaps[bin];
      }
    }
    return sum(total.gaps.map(Math.abs)) / sum(total.counts);
  });
  const centre = sum(errors) / resamples;
  return Math.sqrt(sum(errors.map((error) => (error - centre) ** 2)) / (resamples - 1));
}

/** n_b and n_b (acc_b − conf_b), which add up over windows. */
function sums({ counts, accuracy, confidence }: Bins): {
  counts: Float64Array;
  gaps: Float64Array;
} {
  const gaps = counts.map((n, bin) => (n === 0 ? 0 : n * (accuracy[bin] - confidence[bin])));
  return { counts, gaps };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function tensorsOf({ edges, counts, confidence, accuracy }: Bins): NextTokenCalibrationBins {
  const perBin = (values: Iterable<number>): Tensor => float64([counts.length], ["bin"], values);
  const intervals = Array.from(counts, (n, bin) => wilsonInterval(accuracy[bin], n));
  return {
    edges: float64([edges.length], ["edge"], edges),
    counts: int32([counts.length], ["bin"], counts),
    confidence: perBin(confidence),
    accuracy: perBin(accuracy),
    lower: perBin(intervals.map(([lower]) => lower)),
    upper: perBin(intervals.map(([, upper]) => upper)),
  };
}

function view({ data }: Result<NextTokenCalibrationData>): ViewSpec {
  const verdict = data.confidence > data.accuracy ? "summary.over" : "summary.under";
  const percent = (share: number): number => brief(share * 100);
  return {
    kind: "reliability",
    title: { id: "title" },
    summary: {
      id: verdict,
      params: {
        ece: percent(data.ece),
        confidence: percent(data.confidence),
        accuracy: percent(data.accuracy),
        predictions: data.predictions,
      },
    },
    data: "/data/bins/accuracy",
    encoding: {
      confidence: "/data/bins/confidence",
      edges: "/data/bins/edges",
      lower: "/data/bins/lower",
      upper: "/data/bins/upper",
      counts: "/data/bins/counts",
    },
  };
}

const messages: Messages = {
  en: {
    about: "When the model is sure of the next token, how often is it right?",
    "summary.over":
      "Overconfident: sure to {confidence}%, right in {accuracy}% of {predictions} predictions; calibration error {ece}%.",
    "summary.under":
      "Not overconfident: sure to {confidence}%, right in {accuracy}% of {predictions} predictions; calibration error {ece}%.",
    "unit.tokens": "tokens",
    "option.window": "Tokens read at a time, the beginning-of-sequence token among them.",
    "option.stride": "Tokens from one window's start to the next; default: windows do not overlap.",
    "option.bins": "Bins of confidence.",
    "option.binning": "Bins of equal width, or of equally many predictions.",
    "option.resamples": "Samples of windows for the standard error.",
  },
  zh: {
    about: "当模型对下一个词元有把握时，它有多常是对的？",
    "summary.over":
      "过度自信：平均置信度 {confidence}%，{predictions} 次预测中正确 {accuracy}%；校准误差 {ece}%。",
    "summary.under":
      "并不过度自信：平均置信度 {confidence}%，{predictions} 次预测中正确 {accuracy}%；校准误差 {ece}%。",
    "unit.tokens": "词元",
    "option.window": "每次读取的词元数，含序列起始词元。",
    "option.stride": "相邻窗口起点之间的词元数；默认窗口不重叠。",
    "option.bins": "置信度的分箱数。",
    "option.binning": "等宽分箱（equal-width），或每箱预测数相等（equal-mass）。",
    "option.resamples": "为标准误重抽窗口的次数。",
  },
};

export const method: Method<TextsSubject, typeof options, NextTokenCalibrationData> = defineMethod({
  id: "next-token-calibration",
  family: "calibration",
  title: { en: "Next-token calibration", zh: "下一词元校准" },
  aliases: ["ece", "reliability", "calibration"],
  paper: {
    cite: "Guo et al. 2017, On Calibration of Modern Neural Networks",
    url: "https://arxiv.org/abs/1706.04599",
  },
  takes: [{ models: 1, input: "texts" }],
  needs: ["tokenizer", "causal", "lm-head"],
  options,
  messages,
  example: {
    subject: {
      model: "stories260k",
      texts: [
        "Once upon a time, there was a little girl named Lily. She liked to play in the park.",
      ],
    },
  },
  recovers: [
    {
      id: "shift",
      model: "phantom",
      truth: "world",
      planted: ["overconfidence", "underconfidence"],
      about: {
        en: "how far training shifted the chances: the error rises with the shift",
        zh: "训练使概率偏移了多少：误差随偏移增大",
      },
      measure: "rank-correlation",
      controls: ["random-weights", "shuffled-inputs"],
      recover: async (trial) => {
        const groups = shiftedTexts(trial, ["overconfidence", "underconfidence"]);
        const importances: number[] = [];
        for (const { texts } of groups) {
          const { data } = await trial.run({ model: trial.model, texts }, { resamples: 0 });
          importances.push(data.ece);
        }
        const effects = groups.map(({ shift }) => shift);
        return groups.length === 0 ? [] : [{ importances, effects }];
      },
    },
  ],
  run: measure,
  view,
});
