import { VitrineError } from "../../errors.ts";
import type { Edit } from "../../model/edit.ts";
import type { Case, CaseResult, Model, Row, Site } from "../../model/types.ts";
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
  type Distribution,
  distributionOf,
  divergence,
  entropy,
  probability,
  rankOf,
} from "../shared/distribution.ts";
import { decidingLayer, onPrompts, WIRED_CIRCUITS } from "../shared/planted-prompts.ts";
import { onlyRow } from "../shared/rows.ts";
import { chosenLayers, logitsSite, siteOf, sitesOf } from "../shared/sites.ts";
import { float64, int32, largestIndex, largestIndices, numbers } from "../shared/tensors.ts";
import { tokenText } from "../shared/tokens.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  lnMode: { kind: "choice", of: ["recompute", "frozen"], default: "recompute" },
  k: { kind: "integer", default: 5, min: 1, max: 100 },
  layers: { kind: "list", of: "integer", default: null },
  mid: { kind: "boolean", default: false },
} as const;

type Options = Infer<typeof options>;

export type LogitLensOptions = CallOptions<typeof options>;

/** One place of the residual stream that the lens reads. */
export interface LogitLensPoint {
  readonly site: string;
  /** The layer read after; −1 for the embedding. */
  readonly layer: number;
}

export interface LogitLensData {
  /** In the order of the stream; the last is the model's own prediction. */
  readonly points: readonly LogitLensPoint[];
  /** `embed`, `0 mid`, `0`, … as rows are labelled. */
  readonly labels: readonly string[];
  /** `[layer, pos, k]`: ids of the most likely tokens, best first. */
  readonly top: Tensor;
  /** What they read, `[layer][pos][k]`. */
  readonly tokens: readonly (readonly (readonly string[])[])[];
  /** `[layer, pos, k]`. */
  readonly logits: Tensor;
  /** `[layer, pos, k]`. */
  readonly probabilities: Tensor;
  /** `[layer, pos]`: how many tokens are above the one that the model says in the end. */
  readonly ranks: Tensor;
  /** `[layer, pos]`, nats. */
  readonly entropy: Tensor;
  /** `[layer, pos]`: KL(final ‖ layer), nats. */
  readonly divergence: Tensor;
  /** `[pos]`: the row of `points` from which on the final token stays on top. */
  readonly settled: Tensor;
  /** `[layer]`: the target, if one was given, read through the lens. */
  readonly target: Tensor | null;
}

/**
 * What the model would say if it stopped after each layer: the residual stream read through the
 * model's own final norm and unembedding,
 *
 *     p = softmax(W_U · LN(h) + b_U),
 *
 * with the norm's scale of h itself (`lnMode: "recompute"`) or that of the final stream at the same
 * position (`"frozen"`, additive over layers). A reading is a run whose last stream is replaced by an
 * earlier one, so that it is exact for every architecture; the last reading is the model's own output,
 * and how far it is off is in the evidence.
 *
 * nostalgebraist 2020, https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru
 */
export function logitLens(
  subject: TextSubject,
  options?: LogitLensOptions,
): Promise<Result<LogitLensData>> {
  return method.run(subject, options);
}

async function read(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<LogitLensData>> {
  const row = onlyRow(context.where, input);
  const points = pointsOf(context.where, model, options);
  const at = logitsSite(context.where, model).name;
  const plain = { input: row, capture: [at] };
  const readings = points.map((point) => reading(context, model, row, point, options));
  const table = new LensTable(options.k, points.length);
  let finalGap = 0;
  let final: readonly Distribution[] = [];
  for await (const { index, cache, value } of context.stream([plain, ...readings])) {
    const found = distributions(cache!.get(at));
    if (index === 0) final = found;
    else table.add(found, final, value);
    if (index === points.length) finalGap = largestGap(found, final);
  }
  const labels = points.map(({ site, layer }) => label(site, layer));
  return {
    data: {
      points: points.map(({ site, layer }) => ({ site: site.name, layer })),
      labels,
      ...table.data(model),
    },
    evidence: { lnMode: options.lnMode, finalGap },
  };
}

interface Point {
  readonly site: Site;
  readonly layer: number;
}

/** The places read, in the order of the stream; the last layer's end is always among them. */
function pointsOf(where: string, model: Model, { layers, mid }: Options): Point[] {
  const wanted = new Set(chosenLayers(where, model, layers));
  const after = streamEnds(model);
  const between = mid ? sitesOf(model, "resid_mid") : [];
  if (mid && between.length === 0) {
    throw new VitrineError(
      "BAD_OPTION",
      `${where}: option "mid" does not fit; the model "${model.name}" has no stream between attention and MLP.`,
    );
  }
  const points: Point[] = layers === null ? [{ site: streamStart(where, model), layer: -1 }] : [];
  for (const site of after) {
    const layer = site.layer!;
    const isLast = site === after[after.length - 1];
    const middle = between.find((candidate) => candidate.layer === layer);
    if (wanted.has(layer) && middle !== undefined) points.push({ site: middle, layer });
    if (wanted.has(layer) || isLast) points.push({ site, layer });
  }
  return points;
}

/** The stream after each layer; after its norm, where norms follow the sums. */
function streamEnds(model: Model): readonly Site[] {
  const normalized = sitesOf(model, "normalized_resid_post");
  return normalized.length > 0 ? normalized : model.sites("resid_post");
}

function streamStart(where: string, model: Model): Site {
  return sitesOf(model, "resid_pre")[0] ?? siteOf(where, model, "embed");
}

/** A run that takes the stream at `point` for its last one. */
function reading(
  { where, edits, target }: Context,
  model: Model,
  row: string | Row,
  { site }: Point,
  { lnMode }: Options,
): Case {
  const patch = (to: Site, from: Site): Edit => ({
    at: to.name,
    do: "patch",
    with: { run: row, at: from.name, edits },
  });
  const last = streamEnds(model).at(-1)!;
  const scale = lnMode === "frozen" ? [siteOf(where, model, "ln_final.scale")] : [];
  return {
    input: row,
    edits: [patch(last, site), ...scale.map((norm) => patch(norm, norm))],
    capture: [logitsSite(where, model).name],
    ...(target === null ? {} : { target }),
  };
}

/** `[1, pos, vocab]` as one distribution per position. */
function distributions(logits: Tensor): Distribution[] {
  const [, length, vocab] = logits.dims;
  const values = numbers(logits);
  return Array.from({ length }, (_, pos) =>
    distributionOf(values.subarray(pos * vocab, (pos + 1) * vocab)),
  );
}

function largestGap(a: readonly Distribution[], b: readonly Distribution[]): number {
  let gap = 0;
  for (const [pos, { logits }] of a.entries()) {
    for (let i = 0; i < logits.length; i++) {
      gap = Math.max(gap, Math.abs(logits[i] - b[pos].logits[i]));
    }
  }
  return gap;
}

function label({ kind }: Site, layer: number): string {
  if (layer < 0) return "embed";
  return kind === "resid_mid" ? `${layer} mid` : String(layer);
}

/** Collects what is kept of each reading; full logits are dropped at once. */
class LensTable {
  readonly #k: number;
  readonly #layers: number;
  readonly #top: number[] = [];
  readonly #logits: number[] = [];
  readonly #probabilities: number[] = [];
  readonly #ranks: number[] = [];
  readonly #entropy: number[] = [];
  readonly #divergence: number[] = [];
  readonly #target: number[] = [];

  constructor(k: number, layers: number) {
    this.#k = k;
    this.#layers = layers;
  }

  add(
    found: readonly Distribution[],
    final: readonly Distribution[],
    target: CaseResult["value"],
  ): void {
    if (target !== undefined) this.#target.push(target);
    for (const [pos, distribution] of found.entries()) {
      const best = largestIndices(distribution.logits, this.#k);
      this.#top.push(...best);
      this.#logits.push(...best.map((id) => distribution.logits[id]));
      this.#probabilities.push(...best.map((id) => probability(distribution, id)));
      this.#ranks.push(rankOf(distribution, largestIndex(final[pos].logits)));
      this.#entropy.push(entropy(distribution));
      this.#divergence.push(divergence(final[pos], distribution));
    }
  }

  data(model: Model): Omit<LogitLensData, "points" | "labels"> {
    const layers = this.#layers;
    const length = this.#ranks.length / layers;
    const k = this.#top.length / this.#ranks.length;
    const cells = [layers, length];
    const axes = ["layer", "pos"];
    const best = [...axes, "k"];
    const token = (layer: number, pos: number, i: number): string =>
      tokenText(model, this.#top[(layer * length + pos) * k + i]);
    return {
      top: int32([...cells, k], best, this.#top),
      tokens: count(layers).map((layer) =>
        count(length).map((pos) => count(k).map((i) => token(layer, pos, i))),
      ),
      logits: float64([...cells, k], best, this.#logits),
      probabilities: float64([...cells, k], best, this.#probabilities),
      ranks: int32(cells, axes, this.#ranks),
      entropy: float64(cells, axes, this.#entropy),
      divergence: float64(cells, axes, this.#divergence),
      settled: int32([length], ["pos"], settledAt(this.#ranks, layers, length)),
      target: this.#target.length === 0 ? null : float64([layers], ["layer"], this.#target),
    };
  }
}

/** For each position the first layer from which on the rank is 0. */
function settledAt(ranks: readonly number[], layers: number, length: number): number[] {
  return count(length).map((pos) => {
    let layer = layers - 1;
    while (layer > 0 && ranks[(layer - 1) * length + pos] === 0) layer--;
    return layer;
  });
}

function count(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function view({ data }: Result<LogitLensData>): ViewSpec {
  const settled = numbers(data.settled);
  const last = settled.length - 1;
  return {
    kind: "lens-table",
    title: { id: "title" },
    summary: {
      id: "summary",
      params: { token: data.tokens.at(-1)![last][0], point: data.labels[settled[last]] },
    },
    data: "/data/probabilities",
    encoding: {
      layers: "/data/labels",
      units: "/input/rows/0/units",
      tokens: "/data/tokens",
      ranks: "/data/ranks",
    },
  };
}

const messages: Messages = {
  en: {
    about: "What would the model answer after each layer?",
    summary: "At the last position the model says “{token}”; it is on top from layer {point} on.",
    "option.lnMode":
      "Scale of the final norm: recomputed from each state, or frozen at that of the final state.",
    "option.k": "Most likely tokens to keep at each place.",
    "option.layers":
      "Layers to read, negative ones from the last; default all. The last is always read.",
    "option.mid": "Also read between attention and MLP.",
  },
  zh: {
    about: "在每一层之后，模型会给出什么答案？",
    summary: "在最后一个位置，模型给出“{token}”；从第 {point} 层起它一直居首。",
    "option.lnMode":
      "末端归一化的尺度：由各层状态重新计算（recompute），或固定为最终状态的尺度（frozen）。",
    "option.k": "每处保留多少个最可能的词元。",
    "option.layers": "要读取的层，负数从最后一层数起；默认全部。最后一层总会读取。",
    "option.mid": "同时读取注意力与 MLP 之间的状态。",
  },
};

export const method: Method<TextSubject, typeof options, LogitLensData> = defineMethod({
  id: "logit-lens",
  family: "features",
  title: { en: "Logit lens", zh: "Logit 透镜" },
  aliases: ["lens"],
  paper: {
    cite: "nostalgebraist 2020, interpreting GPT: the logit lens",
    url: "https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["lm-head"],
  options,
  messages,
  example: { subject: { model: "stories260k", input: "Once upon a time, there was a little" } },
  recovers: [
    {
      id: "layer",
      model: "phantom-wired",
      truth: "wired",
      planted: WIRED_CIRCUITS,
      about: {
        en: "the answer, and the layer that writes it: from there on it stays on top",
        zh: "答案以及写出它的层：自该层起它一直排在首位",
      },
      measure: "accuracy",
      controls: ["random-weights", "shuffled-inputs"],
      recover: (trial) =>
        onPrompts(trial, { most: 6 }, async ({ clean, answer, circuit }) => {
          const { data } = await trial.run({ model: trial.model, input: clean }, { k: 1 });
          const [from] = numbers(data.settled).slice(-1);
          const said = data.tokens.at(-1)!.at(-1)![0];
          return {
            found: [`${said} after layer ${data.points[from].layer}`],
            planted: [`${answer} after layer ${decidingLayer(circuit)}`],
          };
        }),
    },
  ],
  run: read,
  view,
});
