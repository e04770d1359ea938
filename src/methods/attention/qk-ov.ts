import { VitrineError } from "../../errors.ts";
import type { Model } from "../../model/types.ts";
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
import { foldingOf, type HeadCircuits, readHeadCircuits } from "../shared/head-circuits.ts";
import { copyingHeads, headsWhere } from "../shared/planted-prompts.ts";
import { chosenHeads, chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import { positivity, type TokenPair } from "../shared/token-circuits.ts";
import { readTables, type Spectra, spectraOf, tokenPairs } from "../shared/token-tables.ts";
import { tokenText } from "../shared/tokens.ts";
import type { ModelSubject } from "../subject.ts";

const options = {
  layers: { kind: "list", of: "integer", default: null },
  showLayer: { kind: "integer", default: null },
  showHead: { kind: "integer", default: null },
  fold: { kind: "boolean", default: true },
  centre: { kind: "boolean", default: true },
  vocabulary: { kind: "integer", default: 5000, min: 1, unit: "unit.tokens" },
  top: { kind: "integer", default: 10, min: 1, max: 1000 },
} as const;

type Options = Infer<typeof options>;

export type QkOvOptions = CallOptions<typeof options>;

export interface QkOvData {
  readonly layers: readonly number[];
  /** `[layer, head]`: Σ Re λ / Σ |λ| of the OV circuit on tokens, −1 to 1; NaN where they are rounding. */
  readonly copying: Tensor;
  /** `[layer, head]`: the same of the QK circuit. */
  readonly matching: Tensor;
  /** `[layer, head, d_head]`, largest first; zeros of the whole circuits are left out. */
  readonly eigenvalues: {
    readonly ov: { readonly re: Tensor; readonly im: Tensor };
    readonly qk: { readonly re: Tensor; readonly im: Tensor };
  };
  /** The head that pairs and spectrum are of: the one asked for, else the one that copies most. */
  readonly shown: { readonly layer: number; readonly head: number };
  /** `[d_head, 2]`: real and imaginary parts of the shown head's OV eigenvalues. */
  readonly spectrum: Tensor;
  readonly spectrumLabels: readonly string[];
  /** Reading `from` raises the logit of `to` by `value` (per unit of attention). */
  readonly ov: readonly QkOvPair[];
  /** The query token `from` scores the key token `to` with `value` (before the scale 1/√d_head). */
  readonly qk: readonly QkOvPair[];
}

export interface QkOvPair {
  readonly from: string;
  readonly fromId: number;
  readonly to: string;
  readonly toId: number;
  readonly value: number;
}

/**
 * What each head does with tokens, from the weights alone. The OV circuit W_E W_V W_O W_U says how
 * reading one token changes the logit of each other, the QK circuit W_E W_Q W_Kᵀ W_Eᵀ which token a query
 * token looks for; both are `[vocab, vocab]` and never made.
 *
 * `copying` is Σ Re λ / Σ |λ| over the eigenvalues of OV: near 1 for a head that raises what it reads,
 * near −1 for one that lowers it, near 0 for neither. Its eigenvalues other than zero are those of W_O
 * (W_U W_E) W_V, d_head × d_head. `matching` is the same of QK: near 1 for a head whose queries look for
 * tokens like themselves. The largest cells of both circuits are given for one head, row by row over the
 * first `vocabulary` tokens.
 *
 * Both speak of the direct path from embedding to head to unembedding: no positions, no biases, no MLP
 * (TransformerLens's demos put the first MLP into W_E; this does not), and no division by the norms'
 * scales, which only stretch rows. With `centre` each row of both circuits is taken less its mean over
 * the vocabulary: what raises every logit, or the score of every key, by the same amount changes nothing
 * after the softmax, and often makes the largest eigenvalue (TransformerLens, too, centres W_U by default;
 * keys it does not). `fold` counts in the gains of the norm before attention and of the
 * last norm, and the means that LayerNorm removes. With rotary positions (RoPE) queries and keys are
 * turned by their positions before they meet, q R(m − n) kᵀ: QK here is distance 0 only, and a head that
 * matches there may not at others; OV is not affected. Heads that share keys and values each stand for
 * themselves.
 *
 * @throws VitrineError `BAD_OPTION` for a layer or head that is not there or not among those read, and
 *   where the embeddings do not fit into `budget` bytes.
 *
 * Elhage et al. 2021, https://transformer-circuits.pub/2021/framework, “Detecting copying behavior”
 */
export function qkOv(subject: ModelSubject, options?: QkOvOptions): Promise<Result<QkOvData>> {
  return method.run(subject, options);
}

async function analyse(
  { model }: ModelSubject,
  options: Options,
  context: Context,
): Promise<Outcome<QkOvData>> {
  const { where } = context;
  const { nHeads, dVocab } = model.config;
  const layers = chosenLayers(where, model, options.layers);
  const asked = askedHead(where, model, options, layers);
  const folding = foldingOf(model, options.fold);
  const tables = await readTables(model, { gains: folding.gains, centre: options.centre }, context);
  const spectra: Spectra[] = [];
  for await (const heads of readHeadCircuits(model, layers, folding, context)) {
    spectra.push(...heads.map((head) => spectraOf(head, tables)));
  }
  const grid = [layers.length, nHeads];
  const copying = float64(
    grid,
    AXES,
    spectra.map(({ ov }) => positivity(ov)),
  );
  const shown = await shownHead(model, asked ?? strongest(copying, layers), options, context);
  const own = spectra[layers.indexOf(shown.layer) * nHeads + shown.head].ov;
  const tokens = Math.min(options.vocabulary, dVocab);
  if (tokens < dVocab) context.warn("warning.vocabulary", { tokens, vocabulary: dVocab });
  const largest = tokenPairs(shown, tables, tokens, options.top);
  return {
    data: {
      layers,
      copying,
      matching: float64(
        grid,
        AXES,
        spectra.map(({ qk }) => positivity(qk)),
      ),
      eigenvalues: { ov: stacked(spectra, "ov", grid), qk: stacked(spectra, "qk", grid) },
      shown: { layer: shown.layer, head: shown.head },
      spectrum: float64(
        [own.re.length, 2],
        ["eigenvalue", "part"],
        [...own.re].flatMap((re, i) => [re, own.im[i]]),
      ),
      spectrumLabels: Array.from(own.re, (_, i) => `λ${i + 1}`),
      ov: largest.ov.map(named(model)),
      qk: largest.qk.map(named(model)),
    },
    evidence: {
      vocabulary: tokens,
      positions: model.config.positionalEmbeddingType,
      ...folding,
      vocabularyCentred: options.centre,
    },
  };
}

const AXES = ["layer", "head"];

/** The place asked for; null where the caller leaves it open. */
function askedHead(
  where: string,
  model: Model,
  { showLayer, showHead }: Options,
  layers: readonly number[],
): { readonly layer: number; readonly head: number } | null {
  if (showLayer === null && showHead === null) return null;
  if (showLayer === null || showHead === null) {
    throw new VitrineError(
      "BAD_OPTION",
      `${where}: showLayer and showHead name a head together; expected both or neither.`,
    );
  }
  const [layer] = chosenLayers(where, model, [showLayer]);
  const [head] = chosenHeads(where, model, [showHead]);
  if (layers.includes(layer)) return { layer, head };
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "showLayer" is not among the layers read; expected one of ${layers.join(", ")}, got ${showLayer}.`,
    { details: { option: "showLayer", value: showLayer } },
  );
}

function strongest(
  { data, dims }: Tensor,
  layers: readonly number[],
): { readonly layer: number; readonly head: number } {
  const at = Math.max(0, largestIndex(data as Float64Array));
  return { layer: layers[Math.floor(at / dims[1])], head: at % dims[1] };
}

function stacked(
  spectra: readonly Spectra[],
  which: "ov" | "qk",
  grid: readonly number[],
): { readonly re: Tensor; readonly im: Tensor } {
  const part = (of: "re" | "im"): Tensor =>
    float64(
      [...grid, spectra[0][which].re.length],
      [...AXES, "eigenvalue"],
      spectra.flatMap((each) => [...each[which][of]]),
    );
  return { re: part("re"), im: part("im") };
}

async function shownHead(
  model: Model,
  { layer, head }: { readonly layer: number; readonly head: number },
  { fold }: Options,
  context: Context,
): Promise<HeadCircuits> {
  const read = readHeadCircuits(model, [layer], foldingOf(model, fold), context);
  for await (const heads of read) return heads[head];
  throw new VitrineError("RUNTIME", `${context.where}: layer ${layer} gave no heads.`);
}

function named(model: Model): (pair: TokenPair) => QkOvPair {
  return ({ row, column, value }) => ({
    from: tokenText(model, row),
    fromId: row,
    to: tokenText(model, column),
    toId: column,
    value,
  });
}

function view({ data, evidence }: Result<QkOvData>): ViewSpec {
  const { shown } = data;
  const grids = (["copying", "matching"] as const).map((name): ViewSpec => {
    const { layer, head } = strongest(data[name], data.layers);
    const value = numbers(data[name])[Math.max(0, largestIndex(numbers(data[name])))];
    return {
      kind: "layer-head",
      title: { id: `view.${name}` },
      summary: { id: `summary.${name}`, params: { layer, head, value: brief(value) } },
      scale: "diverging",
      domain: [-1, 1],
      data: `/data/${name}`,
      encoding: { layers: "/data/layers" },
    };
  });
  const spectrum: ViewSpec = {
    kind: "scatter",
    title: { id: "view.spectrum", params: { ...shown } },
    summary: { id: "summary.spectrum" },
    data: "/data/spectrum",
    encoding: { labels: "/data/spectrumLabels" },
    axes: { x: { id: "axis.real" }, y: { id: "axis.imaginary" } },
  };
  return {
    kind: "stack",
    children: [
      ...grids,
      spectrum,
      pairTable("ov", data, "summary.ov"),
      pairTable("qk", data, evidence.positions === "rotary" ? "summary.qk.rotary" : "summary.qk"),
    ],
  };
}

function pairTable(which: "ov" | "qk", data: QkOvData, summary: string): ViewSpec {
  const [{ from, to, value }] = data[which];
  return {
    kind: "table",
    title: { id: `view.${which}`, params: { ...data.shown } },
    summary: { id: summary, params: { from, to, value: brief(value) } },
    data: `/data/${which}`,
    columns: [
      { key: "from", title: { id: `column.${which}.from` }, format: "text" },
      { key: "to", title: { id: `column.${which}.to` }, format: "text" },
      { key: "value", title: { id: `column.${which}.value` }, format: "number" },
    ],
  };
}

const messages: Messages = {
  en: {
    about:
      "Which heads copy what they read, and which tokens do they look for, judging by the weights alone?",
    "view.copying": "Copying: OV eigenvalues, from −1 (lowers what it reads) to 1 (raises it)",
    "view.matching":
      "Matching: QK eigenvalues, from −1 (avoids tokens like the query) to 1 (looks for them)",
    "view.spectrum": "OV eigenvalues of head {layer}.{head}",
    "view.ov": "What head {layer}.{head} says when it reads a token",
    "view.qk": "What head {layer}.{head} looks for",
    "summary.copying": "Head {layer}.{head} copies most: {value}.",
    "summary.matching": "Head {layer}.{head} matches most: {value}.",
    "summary.spectrum": "Points to the right copy, points to the left suppress.",
    "summary.ov":
      "Reading “{from}” raises “{to}” most: its logit by {value} per unit of attention.",
    "summary.qk": "A query at “{from}” looks most for “{to}”: {value} before scaling.",
    "summary.qk.rotary":
      "A query at “{from}” looks most for “{to}”: {value} before scaling, as if at the same position; rotary positions change it with distance.",
    "axis.real": "real part",
    "axis.imaginary": "imaginary part",
    "column.ov.from": "reads",
    "column.ov.to": "raises",
    "column.ov.value": "logit",
    "column.qk.from": "query",
    "column.qk.to": "key",
    "column.qk.value": "score",
    "unit.tokens": "tokens",
    "option.layers": "Layers to read, negative ones from the last; default all.",
    "option.showLayer":
      "Layer of the head whose tokens are shown; default the head that copies most.",
    "option.showHead": "Number of the head whose tokens are shown.",
    "option.fold": "Count norms in: their gains, and under LayerNorm the mean they take away.",
    "option.centre":
      "Leave out what raises every logit, or the score of every key, alike: it changes no probability.",
    "option.vocabulary":
      "Pairs are looked for among the first so many tokens; time grows with the square.",
    "option.top": "Pairs in each table.",
    "warning.vocabulary":
      "Pairs are of the first {tokens} of {vocabulary} tokens only; eigenvalues are of all.",
  },
  zh: {
    about: "仅从权重看，哪些注意力头会复制所读内容，又在寻找哪些词元？",
    "view.copying": "复制：OV 特征值，从 −1（压低所读词元）到 1（抬高所读词元）",
    "view.matching": "匹配：QK 特征值，从 −1（避开与查询相似的词元）到 1（寻找它们）",
    "view.spectrum": "注意力头 {layer}.{head} 的 OV 特征值",
    "view.ov": "注意力头 {layer}.{head} 读到某词元时会说什么",
    "view.qk": "注意力头 {layer}.{head} 在寻找什么",
    "summary.copying": "注意力头 {layer}.{head} 的复制程度最高：{value}。",
    "summary.matching": "注意力头 {layer}.{head} 的匹配程度最高：{value}。",
    "summary.spectrum": "右侧的点表示复制，左侧的点表示抑制。",
    "summary.ov": "读到“{from}”时“{to}”抬高最多：每单位注意力使其 logit 变化 {value}。",
    "summary.qk": "位于“{from}”的查询最想找“{to}”：缩放前为 {value}。",
    "summary.qk.rotary":
      "位于“{from}”的查询最想找“{to}”：缩放前为 {value}，按同一位置计算；旋转位置编码会使之随距离变化。",
    "axis.real": "实部",
    "axis.imaginary": "虚部",
    "column.ov.from": "读到",
    "column.ov.to": "抬高",
    "column.ov.value": "logit",
    "column.qk.from": "查询",
    "column.qk.to": "键",
    "column.qk.value": "得分",
    "unit.tokens": "词元",
    "option.layers": "要读取的层，负数从最后一层数起；默认全部。",
    "option.showLayer": "要显示其词元的头所在的层；默认为复制程度最高的头。",
    "option.showHead": "要显示其词元的头的编号。",
    "option.fold": "计入归一化：其增益，以及 LayerNorm 所去除的均值。",
    "option.centre": "去除对所有 logit 或所有键的得分作用相同的部分：它不改变任何概率。",
    "option.vocabulary": "只在前若干个词元中寻找词元对；耗时随其平方增长。",
    "option.top": "每张表中的词元对数。",
    "warning.vocabulary": "词元对只取自 {vocabulary} 个词元中的前 {tokens} 个；特征值则取自全部。",
  },
};

export const method: Method<ModelSubject, typeof options, QkOvData> = defineMethod({
  id: "qk-ov",
  family: "attention",
  title: { en: "QK and OV circuits", zh: "QK 与 OV 电路" },
  aliases: ["copying-score", "ov-circuit", "qk-circuit", "copying-heads"],
  paper: {
    cite: "Elhage et al. 2021, A Mathematical Framework for Transformer Circuits",
    url: "https://transformer-circuits.pub/2021/framework/index.html",
  },
  takes: [{ models: 1, input: "none" }],
  needs: ["attention", "lm-head", "causal"],
  options,
  messages,
  example: { subject: { model: "stories260k" } },
  recovers: [
    {
      id: "copying",
      model: "phantom-wired",
      truth: "wired",
      planted: ["induction", "indirect-object"],
      about: {
        en: "heads that raise the logit of what they read: copying score of 0.9 or more",
        zh: "提高所读词元 logit 的头：复制得分达到 0.9",
      },
      measure: "f1",
      controls: ["random-weights"],
      recover: async (trial) => {
        const { data } = await trial.run({ model: trial.model });
        const found = headsWhere(data.copying, (value) => value >= 0.9);
        return [{ found, planted: copyingHeads(trial) }];
      },
    },
  ],
  run: analyse,
  view,
});
