import { VitrineError } from "../../errors.ts";
import type { Model } from "../../model/types.ts";
import { frobeniusNorm } from "../../tensor/matrix.ts";
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
  chanceScore,
  compositionScore,
  readingOf,
  type Via,
  type Writing,
  writingOf,
} from "../shared/composition.ts";
import { foldingOf, type HeadCircuits, readHeadCircuits } from "../shared/head-circuits.ts";
import { composedHeads, pairName } from "../shared/planted-prompts.ts";
import { chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndices, numbers } from "../shared/tensors.ts";
import type { ModelSubject } from "../subject.ts";

const options = {
  via: { kind: "list", of: "string", choices: ["q", "k", "v"], default: ["q", "k", "v"] },
  layers: { kind: "list", of: "integer", default: null },
  fold: { kind: "boolean", default: true },
  baseline: { kind: "choice", of: ["chance", "none"], default: "chance" },
  top: { kind: "integer", default: 15, min: 1, max: 1000 },
} as const;

type Options = Infer<typeof options>;

export type CompositionOptions = CallOptions<typeof options>;

export interface CompositionData {
  /** Heads that write, `L0H3`, layer by layer. */
  readonly from: readonly string[];
  /** Heads that read. */
  readonly to: readonly string[];
  readonly via: readonly Via[];
  /** `[via, from, to]`, from 0 to 1; NaN where the reader is in no later layer, or a matrix is zero. */
  readonly scores: Tensor;
  /** The scores less the baseline. */
  readonly excess: Tensor;
  /** What was subtracted; 0 with `baseline: "none"`. */
  readonly baseline: number;
  /** The pairs with the largest excess, largest first. */
  readonly strongest: readonly CompositionPair[];
}

export interface CompositionPair {
  readonly from: string;
  readonly to: string;
  readonly via: Via;
  readonly score: number;
  readonly excess: number;
}

/**
 * How much each head reads of what each head of an earlier layer writes, from the weights alone:
 * ‖A B‖ / (‖A‖ ‖B‖) in Frobenius norms, with A = W_V W_O of the earlier head and B = W_Q W_Kᵀ (Q-composition),
 * its transpose W_K W_Qᵀ (K-composition) or W_V W_O (V-composition) of the later one. The products are
 * taken at d_head × d_head size and nothing of d_model × d_model is made; cost grows with pairs ×
 * d_model × d_head².
 *
 * Two random heads do not score 0 but about 1/√d, d the dimensions of the stream: for any A and B and a
 * random rotation U between them E ‖A U B‖² = ‖A‖² ‖B‖² / d exactly. `baseline: "chance"` subtracts it.
 * Trained heads share directions that everything reads and writes, so a score above chance is a
 * candidate, and only an intervention shows that the pair works together.
 *
 * With `fold` the gain of the norm before attention is part of what is read, and under LayerNorm the mean
 * over d_model, which it removes, is taken out of what is read and written (then d = d_model − 1). Not
 * done where norms stand after attention. Biases, positions (RoPE turns queries and keys after this) and
 * MLPs between the two are left out. Heads that share keys and values each stand for themselves.
 *
 * @throws VitrineError `BAD_OPTION` for a layer that is not there, for fewer than two layers, and where the
 *   heads' matrices do not fit into `budget` bytes.
 *
 * Elhage et al. 2021, https://transformer-circuits.pub/2021/framework, “Analyzing a two-layer model”
 */
export function composition(
  subject: ModelSubject,
  options?: CompositionOptions,
): Promise<Result<CompositionData>> {
  return method.run(subject, options);
}

/** A head of the layers passed so far. */
interface Writer {
  readonly name: string;
  readonly layer: number;
  readonly writing: Writing;
}

async function compose(
  { model }: ModelSubject,
  options: Options,
  context: Context,
): Promise<Outcome<CompositionData>> {
  const layers = twoOrMore(context.where, chosenLayers(context.where, model, options.layers));
  const via = VIAS.filter((one) => options.via.includes(one));
  checkSize(context, model, layers.length);
  const folding = foldingOf(model, options.fold);
  const { dModel, nHeads } = model.config;
  const rows = (layers.length - 1) * nHeads;
  const scores = new Float64Array(via.length * rows * rows).fill(NaN);
  const heads: Writer[] = [];
  for await (const layer of readHeadCircuits(model, layers, folding, context)) {
    const first = heads.length - nHeads; // column of this layer's first head
    layer.forEach((circuits, head) => {
      const reading = heads.length === 0 ? null : readingOf(circuits);
      heads.slice(0, reading === null ? 0 : first + nHeads).forEach(({ writing }, from) => {
        via.forEach((one, i) => {
          scores[(i * rows + from) * rows + first + head] = compositionScore(
            writing,
            reading![one],
          );
        });
      });
    });
    for (const circuits of layer) heads.push(writer(circuits));
  }
  const dimensions = folding.centred ? dModel - 1 : dModel;
  const data = arranged(scores, via, heads, nHeads, baselineOf(options, dimensions));
  const silent = heads.filter(({ writing }) => frobeniusNorm(writing) === 0);
  if (silent.length > 0) {
    context.warn("warning.silent", { heads: silent.map(({ name }) => name).join(", ") });
  }
  return {
    data: { ...data, strongest: strongestOf(data, options.top) },
    evidence: { baseline: options.baseline, dimensions, ...folding },
  };
}

const VIAS: readonly Via[] = ["q", "k", "v"];

function writer(circuits: HeadCircuits): Writer {
  const { layer, head } = circuits;
  return { layer, name: `L${layer}H${head}`, writing: writingOf(circuits) };
}

function baselineOf({ baseline }: Options, dimensions: number): number {
  return baseline === "chance" ? chanceScore(dimensions) : 0;
}

function arranged(
  scores: Float64Array,
  via: readonly Via[],
  heads: readonly Writer[],
  nHeads: number,
  baseline: number,
): Omit<CompositionData, "strongest"> {
  const names = heads.map(({ name }) => name);
  const [from, to] = [names.slice(0, -nHeads), names.slice(nHeads)];
  const dims = [via.length, from.length, to.length];
  const excess = scores.map((score) => score - baseline);
  return {
    from,
    to,
    via,
    scores: float64(dims, AXES, scores),
    excess: float64(dims, AXES, excess),
    baseline,
  };
}

/** The pairs with the largest excess. */
function strongestOf(
  { from, to, via, scores, excess }: Omit<CompositionData, "strongest">,
  top: number,
): CompositionPair[] {
  const known = numbers(excess).map((value) => (Number.isNaN(value) ? -Infinity : value));
  return largestIndices(known, top)
    .filter((at) => known[at] > -Infinity)
    .map((at) => ({
      from: from[Math.floor(at / to.length) % from.length],
      to: to[at % to.length],
      via: via[Math.floor(at / to.length / from.length)],
      score: numbers(scores)[at],
      excess: numbers(excess)[at],
    }));
}

const AXES = ["via", "from", "to"];

/** In order, each once. */
function twoOrMore(where: string, layers: readonly number[]): number[] {
  const sorted = [...new Set(layers)].sort((a, b) => a - b);
  if (sorted.length >= 2) return sorted;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: heads compose across layers; expected at least 2 layers, got ${sorted.length}.`,
    { details: { layers: sorted } },
  );
}

/** What is kept of every head, and what one layer needs besides. */
function checkSize({ where, budget }: Context, { config }: Model, layers: number): void {
  const perHead = config.dModel * config.dHead * Float64Array.BYTES_PER_ELEMENT;
  const bytes = layers * config.nHeads * perHead + 8 * config.nHeads * perHead;
  if (bytes <= budget) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: what ${layers} layers write does not fit; expected at most ${budget} bytes, got ${bytes}. Choose layers or raise the budget.`,
    { details: { layers, bytes, budget } },
  );
}

function view({ data }: Result<CompositionData>): ViewSpec {
  const [best] = data.strongest;
  const table: ViewSpec = {
    kind: "table",
    title: { id: "view.table" },
    summary:
      best === undefined
        ? { id: "summary.none" }
        : {
            id: `summary.${best.via}`,
            params: { from: best.from, to: best.to, excess: brief(best.excess) },
          },
    data: "/data/strongest",
    columns: [
      { key: "from", title: { id: "column.from" }, format: "text" },
      { key: "to", title: { id: "column.to" }, format: "text" },
      { key: "via", title: { id: "column.via" }, format: "text" },
      { key: "score", title: { id: "column.score" }, format: "number" },
      { key: "excess", title: { id: "column.excess" }, format: "number" },
    ],
  };
  const matrix: ViewSpec = {
    kind: "matrix",
    title: { id: "view.matrix" },
    summary: { id: "summary.matrix", params: { baseline: brief(data.baseline) } },
    scale: "diverging",
    data: "/data/excess",
    slices: [
      {
        title: { id: "slice.via" },
        names: "/data/via",
        at: best === undefined ? 0 : data.via.indexOf(best.via),
      },
    ],
    encoding: { rows: "/data/from", columns: "/data/to" },
    axes: { rows: { id: "column.from" }, columns: { id: "column.to" } },
  };
  return { kind: "stack", children: [table, matrix] };
}

const messages: Messages = {
  en: {
    about: "Which heads read what earlier heads write, judging by the weights alone?",
    "view.table": "The pairs of heads that compose most",
    "view.matrix": "Composition above chance: who writes, who reads",
    "summary.none": "No pair of heads can compose.",
    "summary.q": "Most above chance: {to} takes its queries from what {from} writes, by {excess}.",
    "summary.k": "Most above chance: {to} takes its keys from what {from} writes, by {excess}.",
    "summary.v": "Most above chance: {to} takes its values from what {from} writes, by {excess}.",
    "summary.matrix": "Two random heads score {baseline}, which is subtracted.",
    "slice.via": "read as",
    "column.from": "writes",
    "column.to": "reads",
    "column.via": "as",
    "column.score": "score",
    "column.excess": "above chance",
    "option.via": "What the later head reads as: its queries, keys, values.",
    "option.layers": "Layers whose heads are paired, negative ones from the last; default all.",
    "option.fold":
      "Count the norm before attention in: its gain, and under LayerNorm the mean it takes away.",
    "option.baseline":
      "chance subtracts what random matrices of these shapes score; none subtracts nothing.",
    "option.top": "Pairs in the table.",
    "warning.silent":
      "Heads that write nothing, whose weights are zero: {heads}. Their scores are empty.",
  },
  zh: {
    about: "仅从权重看，哪些注意力头读取了先前的头所写入的内容？",
    "view.table": "组合最强的注意力头对",
    "view.matrix": "超出随机水平的组合：谁写入，谁读取",
    "summary.none": "没有可以组合的注意力头对。",
    "summary.q": "超出随机水平最多：{to} 的查询取自 {from} 所写，超出 {excess}。",
    "summary.k": "超出随机水平最多：{to} 的键取自 {from} 所写，超出 {excess}。",
    "summary.v": "超出随机水平最多：{to} 的值取自 {from} 所写，超出 {excess}。",
    "summary.matrix": "两个随机头的得分为 {baseline}，已减去。",
    "slice.via": "读作",
    "column.from": "写入者",
    "column.to": "读取者",
    "column.via": "读作",
    "column.score": "得分",
    "column.excess": "超出随机水平",
    "option.via": "较后的头把它读作什么：查询（q）、键（k）或值（v）。",
    "option.layers": "其注意力头参与配对的层，负数从最后一层数起；默认全部。",
    "option.fold": "计入注意力之前的归一化：其增益，以及 LayerNorm 所去除的均值。",
    "option.baseline": "chance 减去同形状随机矩阵的得分；none 不减。",
    "option.top": "表中的头对数。",
    "warning.silent": "以下注意力头权重为零，不写入任何内容：{heads}。其得分为空。",
  },
};

export const method: Method<ModelSubject, typeof options, CompositionData> = defineMethod({
  id: "composition",
  family: "attention",
  title: { en: "Head composition", zh: "注意力头的组合" },
  aliases: ["composition-scores", "q-composition", "k-composition", "v-composition"],
  paper: {
    cite: "Elhage et al. 2021, A Mathematical Framework for Transformer Circuits",
    url: "https://transformer-circuits.pub/2021/framework/index.html",
  },
  takes: [{ models: 1, input: "none" }],
  needs: ["attention"],
  options,
  messages,
  example: { subject: { model: "stories260k" } },
  recovers: [
    {
      id: "pairs",
      model: "phantom-wired",
      truth: "wired",
      planted: ["induction", "indirect-object"],
      about: {
        en: "heads that read others' output as queries, keys or values: as many of the highest pairs as were wired",
        zh: "把其他头的输出读作查询、键或值的头：取得分最高的若干对，数目与所植入者相同",
      },
      measure: "f1",
      controls: ["random-weights"],
      recover: async (trial) => {
        const planted = composedHeads(trial);
        const { data } = await trial.run({ model: trial.model }, { top: planted.length });
        const found = data.strongest.map(({ from, to, via }) => pairName(from, to, via));
        return [{ found, planted }];
      },
    },
  ],
  run: compose,
  view,
});
