import { VitrineError } from "../../errors.ts";
import type { Model, Unit } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { headRole, MOSTLY } from "../../view/head-role.ts";
import { formatPercent } from "../../view/number.ts";
import { labelsAt } from "../../view/resolve.ts";
import type { Message, Slice, ViewSpec } from "../../view/spec.ts";
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
import { readPatterns } from "../shared/attention-patterns.ts";
import { lastPeaks, meanSharpest } from "../shared/head-patterns.ts";
import {
  circuitHeads,
  headEffects,
  headsWhere,
  onPrompts,
  WIRED_CIRCUITS,
} from "../shared/planted-prompts.ts";
import { onlyRow } from "../shared/rows.ts";
import { chosenHeads, chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  layers: { kind: "list", of: "integer", default: null },
  heads: { kind: "list", of: "integer", default: null },
  reduce: { kind: "choice", of: ["none", "mean", "max"], default: "none" },
  showLayer: { kind: "integer", default: null },
  showHead: { kind: "integer", default: null },
} as const;

type Options = Infer<typeof options>;

export type AttentionPatternOptions = CallOptions<typeof options>;

export interface AttentionPatternData {
  readonly layers: readonly number[];
  /** Heads by number; one name, `mean` or `max`, where they were reduced. */
  readonly heads: readonly (number | string)[];
  /** `[layer, head, query, key]`, float32; 0 where a query cannot look. */
  readonly patterns: Tensor;
  /** `[layer, head]`: mean over queries of the largest share paid to one other token, see the method. */
  readonly sharpness: Tensor;
  /** Places in `layers` and `heads` of the pattern that pictures begin with. */
  readonly shown: { readonly layer: number; readonly head: number };
}

/**
 * Where every head of every layer looks: its pattern A[query, key] = softmax_key(q·k / √d + mask), the
 * share of query's attention that goes to key. Each row sums to one. What a head reads is not what it
 * does with it: a pattern is no explanation of the output until an intervention says so.
 *
 * Pictures begin with the head that is sharpest: with S(q) the keys other than the first token, special
 * tokens and q itself, sharpness is the mean over queries of max_{k ∈ S(q)} A[q, k]. Heads that rest on
 * the first token or on themselves, which most do, so come last.
 *
 * @throws VitrineError `BAD_OPTION` for a layer or head the model does not have, and where the patterns
 *   do not fit into `budget` bytes.
 *
 * Bahdanau et al. 2015; Vaswani et al. 2017, eq. 1; Vig 2019, https://arxiv.org/abs/1906.05714
 */
export function attentionPattern(
  subject: TextSubject,
  options?: AttentionPatternOptions,
): Promise<Result<AttentionPatternData>> {
  return method.run(subject, options);
}

async function read(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AttentionPatternData>> {
  const { where } = context;
  const { reduce } = options;
  const row = onlyRow(where, input);
  const layers = chosenLayers(where, model, options.layers);
  const heads = chosenHeads(where, model, options.heads);
  const names = reduce === "none" ? heads : [reduce];
  const place = placesToShow(where, model, options, layers, names);
  const request = { model, row, layers, heads, reduce };
  const { values: patterns, rowDeviation } = await readPatterns(request, context);
  if (rowDeviation > ROUNDING) context.warn("warning.rows", { deviation: brief(rowDeviation) });
  const sharpness = sharpnessOf(patterns, model.prepare(row)[0].units, model.isCausal);
  const shown = sharpestOf(sharpness, place);
  return {
    data: { layers, heads: names, patterns, sharpness, shown },
    evidence: { rowDeviation, tokens: patterns.dims[2] },
  };
}

/** Float32 sums of rows stay closer to one than this, for texts of any length that fits a model. */
const ROUNDING = 1e-3;

/** Which places of `[layer, head]` pictures may begin with. */
function placesToShow(
  where: string,
  model: Model,
  { showLayer, showHead }: Options,
  layers: readonly number[],
  heads: readonly (number | string)[],
): (layer: number, head: number) => boolean {
  const together = typeof heads[0] === "string";
  const layer = showLayer === null ? null : chosenLayers(where, model, [showLayer])[0];
  const head = showHead === null || together ? null : chosenHeads(where, model, [showHead])[0];
  checkAmong(where, "showLayer", layer, layers);
  checkAmong(where, "showHead", head, heads);
  return (i, j) => (layer ?? layers[i]) === layers[i] && (head ?? heads[j]) === heads[j];
}

function checkAmong(
  where: string,
  option: string,
  value: number | null,
  among: readonly (number | string)[],
): void {
  if (value === null || among.includes(value)) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "${option}" is not among what is read; expected one of ${among.join(", ")}, got ${value}.`,
    { details: { option, value } },
  );
}

function sharpnessOf({ dims, data }: Tensor, units: readonly Unit[], isCausal: boolean): Tensor {
  const [layers, heads, length] = dims;
  const counts = units.map((unit, at) => at > 0 && unit.special !== true);
  const size = length * length;
  const values = Array.from({ length: layers * heads }, (_, i) => {
    const pattern = (data as Float32Array).subarray(i * size, (i + 1) * size);
    return meanSharpest({ values: pattern, length }, counts, isCausal);
  });
  return float64([layers, heads], ["layer", "head"], values);
}

/** The sharpest of the places allowed; the first of them where no head looks at another token. */
function sharpestOf(
  sharpness: Tensor,
  allowed: (layer: number, head: number) => boolean,
): AttentionPatternData["shown"] {
  const heads = sharpness.dims[1];
  const placeOf = (i: number): AttentionPatternData["shown"] => ({
    layer: Math.floor(i / heads),
    head: i % heads,
  });
  const among = (i: number): boolean => allowed(placeOf(i).layer, placeOf(i).head);
  const values = Array.from(numbers(sharpness), (value, i) => (among(i) ? value : NaN));
  const best = largestIndex(values);
  return placeOf(best >= 0 ? best : values.findIndex((_, i) => among(i)));
}

/** Where a result holds the tokens read. */
const TOKENS = "/input/rows/0/units";

function view(result: Result<AttentionPatternData>): ViewSpec {
  const { layers, heads, shown } = result.data;
  const shared = { scale: "probability", data: "/data/patterns" } as const;
  const slices: readonly Slice[] = [
    { title: { id: "slice.layer" }, names: "/data/layers", at: shown.layer },
    { title: { id: "slice.head" }, names: "/data/heads", at: shown.head },
  ];
  const grid: ViewSpec = {
    ...shared,
    kind: "head-grid",
    at: [shown.layer, shown.head],
    title: { id: "title.grid" },
    summary: gridSummary(result),
    encoding: { layers: "/data/layers", heads: "/data/heads", queries: TOKENS, keys: TOKENS },
  };
  const matrix: ViewSpec = {
    ...shared,
    kind: "matrix",
    title: { id: "title.matrix" },
    summary: shownSummary(result),
    slices,
    blank: 0,
    encoding: { rows: TOKENS, columns: TOKENS },
    axes: { rows: { id: "axis.query" }, columns: { id: "axis.key" } },
  };
  const lines: ViewSpec = {
    ...shared,
    kind: "attention",
    title: { id: "title.lines" },
    summary: pairSummary(result),
    slices,
    encoding: { queries: TOKENS, keys: TOKENS },
  };
  const several = layers.length * heads.length > 1;
  return { kind: "stack", children: several ? [grid, matrix, lines] : [matrix, lines] };
}

type Shown = Result<AttentionPatternData>;

/** The habit that most heads share, among those that mostly look at one place. */
function gridSummary({ data }: Shown): Message {
  const [layers, heads, queries, keys] = data.patterns.dims;
  const values = numbers(data.patterns);
  const size = queries * keys;
  const counts = { key: 0, previous: 0, self: 0, next: 0 };
  for (let i = 0; i < layers * heads; i++) {
    const { kind, share } = headRole((at) => values[i * size + at], queries, keys);
    if (share >= MOSTLY) counts[kind]++;
  }
  const total = layers * heads;
  const [[kind, count]] = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  if (count === 0) return { id: "summary.grid", params: { total } };
  const rest = Object.values(counts).reduce((left, several) => left - several, total);
  return { id: `summary.grid.${kind}`, params: { count, total, rest } };
}

function shownSummary({ data }: Shown): Message {
  const sharpness = numbers(data.sharpness)[data.shown.layer * data.heads.length + data.shown.head];
  if (Number.isNaN(sharpness)) return { id: "summary.alone" };
  const params = { ...shownNames(data), percent: formatPercent(sharpness) };
  return { id: `summary.matrix.${wayOf(data)}`, params };
}

/** The strongest pair of two tokens, in the pattern that is shown first. */
function pairSummary(result: Shown): Message {
  const { data } = result;
  const tokens = labelsAt(result, TOKENS);
  const { length } = tokens;
  const first = (data.shown.layer * data.heads.length + data.shown.head) * length * length;
  const values = numbers(data.patterns).slice(first, first + length * length);
  const pairs = values.map((value, i) =>
    i % length === 0 || i % (length + 1) === 0 ? NaN : value,
  );
  const best = largestIndex(pairs);
  if (best < 0) return { id: "summary.alone" };
  return {
    id: `summary.pair.${wayOf(data)}`,
    params: {
      ...shownNames(data),
      query: tokens[Math.floor(best / length)],
      key: tokens[best % length],
      percent: formatPercent(values[best]),
    },
  };
}

/** How heads were put together. */
function wayOf({ heads: [first] }: AttentionPatternData): string {
  return typeof first === "string" ? first : "none";
}

function shownNames({ layers, heads, shown }: AttentionPatternData): Record<string, string> {
  return { layer: String(layers[shown.layer]), head: String(heads[shown.head]) };
}

const messages: Messages = {
  en: {
    about: "Which tokens does each attention head look at, on this text?",
    "title.grid": "Every head at a glance",
    "title.matrix": "Attention pattern: each query's shares of the keys",
    "title.lines": "Who looks at whom",
    "summary.grid": "None of {total} heads gives half of its attention to a single place.",
    "summary.grid.key":
      "The commonest habit: {count} of {total} heads give half or more of their attention to one same token; {rest} have no such habit.",
    "summary.grid.previous":
      "The commonest habit: {count} of {total} heads give half or more of their attention to the token before; {rest} have no such habit.",
    "summary.grid.self":
      "The commonest habit: {count} of {total} heads give half or more of their attention to the token itself; {rest} have no such habit.",
    "summary.grid.next":
      "The commonest habit: {count} of {total} heads give half or more of their attention to the token after; {rest} have no such habit.",
    "summary.matrix.none":
      "Shown first: layer {layer}, head {head}. There a query gives {percent} of its attention to one token other than the first and itself, on average.",
    "summary.matrix.mean":
      "The heads of layer {layer} averaged: a query gives {percent} of its attention to one token other than the first and itself, on average.",
    "summary.matrix.max":
      "The most that any head of layer {layer} gives: {percent} to one token other than the first and the query itself, on average.",
    "summary.pair.none":
      "In layer {layer}, head {head}, the strongest link between two tokens is “{query}” looking at “{key}” with {percent} of its attention.",
    "summary.pair.mean":
      "With the heads of layer {layer} averaged, the strongest link between two tokens is “{query}” looking at “{key}” with {percent} of its attention.",
    "summary.pair.max":
      "Over all heads of layer {layer}, the strongest link between two tokens is “{query}” looking at “{key}” with {percent} of its attention.",
    "summary.alone": "There is no token to look at but the first and the query itself.",
    "slice.layer": "layer",
    "slice.head": "head",
    "axis.query": "query",
    "axis.key": "key",
    "option.layers": "Layers to read, negative ones from the last; default all.",
    "option.heads": "Heads to read, negative ones from the last; default all.",
    "option.reduce":
      "Keep every head (none), or put the heads of a layer together: their mean or max.",
    "option.showLayer":
      "Layer that pictures begin with, negative ones from the last; default that of the sharpest head.",
    "option.showHead":
      "Head that pictures begin with, negative ones from the last; default the sharpest. No effect where heads are put together.",
    "warning.rows":
      "The shares of a query do not add up to one; they are off by up to {deviation}. An edit has changed them.",
  },
  zh: {
    about: "在这段文本上，每个注意力头在看哪些词元？",
    "title.grid": "所有注意力头一览",
    "title.matrix": "注意力模式：每个查询对各个键的份额",
    "title.lines": "谁在看谁",
    "summary.grid": "{total} 个注意力头中，没有一个把一半以上的注意力放在单独一处。",
    "summary.grid.key":
      "最常见的习惯：{total} 个注意力头中有 {count} 个把一半以上的注意力放在同一个词元上；{rest} 个没有这类习惯。",
    "summary.grid.previous":
      "最常见的习惯：{total} 个注意力头中有 {count} 个把一半以上的注意力放在前一个词元上；{rest} 个没有这类习惯。",
    "summary.grid.self":
      "最常见的习惯：{total} 个注意力头中有 {count} 个把一半以上的注意力放在词元自身上；{rest} 个没有这类习惯。",
    "summary.grid.next":
      "最常见的习惯：{total} 个注意力头中有 {count} 个把一半以上的注意力放在后一个词元上；{rest} 个没有这类习惯。",
    "summary.matrix.none":
      "首先显示：第 {layer} 层，头 {head}。其中每个查询平均把 {percent} 的注意力给予首词元与自身之外的某一个词元。",
    "summary.matrix.mean":
      "第 {layer} 层各头的平均：每个查询平均把 {percent} 的注意力给予首词元与自身之外的某一个词元。",
    "summary.matrix.max":
      "第 {layer} 层各头所给份额中的最大者：平均有 {percent} 给予首词元与查询自身之外的某一个词元。",
    "summary.pair.none":
      "在第 {layer} 层的头 {head} 中，两个词元之间最强的联系是“{query}”看向“{key}”，占其注意力的 {percent}。",
    "summary.pair.mean":
      "第 {layer} 层各头平均之后，两个词元之间最强的联系是“{query}”看向“{key}”，占其注意力的 {percent}。",
    "summary.pair.max":
      "在第 {layer} 层的所有头中，两个词元之间最强的联系是“{query}”看向“{key}”，占其注意力的 {percent}。",
    "summary.alone": "除首词元和查询自身外，没有别的词元可看。",
    "slice.layer": "层",
    "slice.head": "头",
    "axis.query": "查询",
    "axis.key": "键",
    "option.layers": "要读取的层，负数从最后一层数起；默认全部。",
    "option.heads": "要读取的注意力头，负数从最后一个数起；默认全部。",
    "option.reduce": "保留每个头（none），或把一层的各个头合在一起：取平均（mean）或最大（max）。",
    "option.showLayer": "图示首先显示的层，负数从最后一层数起；默认为最集中的头所在的层。",
    "option.showHead":
      "图示首先显示的头，负数从最后一个数起；默认为最集中的头。各头合并时不起作用。",
    "warning.rows": "某个查询的各份额之和不为一，最多相差 {deviation}：有干预改变了它们。",
  },
};

export const method: Method<TextSubject, typeof options, AttentionPatternData> = defineMethod({
  id: "attention-pattern",
  family: "attention",
  title: { en: "Attention patterns", zh: "注意力模式" },
  aliases: ["attention", "attention-weights", "bertviz"],
  paper: {
    cite: "Vig 2019, A Multiscale Visualization of Attention in the Transformer Model",
    url: "https://arxiv.org/abs/1906.05714",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["attention"],
  options,
  messages,
  example: { subject: { model: "stories260k", input: "Lily saw a big red ball" } },
  recovers: [
    {
      id: "heads",
      model: "phantom-wired",
      truth: "wired",
      planted: WIRED_CIRCUITS,
      about: {
        en: "the heads of the circuit, taken to be those that give half or more of the last token's attention to one other",
        zh: "电路中的注意力头，假定为最后一个词元把一半以上注意力给予另一个词元的那些",
      },
      measure: "f1",
      controls: ["random-weights", "shuffled-inputs"],
      recover: (trial) =>
        onPrompts(trial, { most: 6 }, async ({ clean, circuit }) => {
          const { data } = await trial.run({ model: trial.model, input: clean });
          const found = headsWhere(lastPeaks(data.patterns), (share) => share >= 0.5);
          return { found, planted: circuitHeads(circuit) };
        }),
    },
    {
      id: "importance",
      model: "phantom-wired",
      truth: "wired",
      planted: WIRED_CIRCUITS,
      about: {
        en: "which heads matter, as zeroing each shows, taken to be the sharpest",
        zh: "哪些注意力头重要（以逐个置零的结果为准），假定为最集中的那些",
      },
      measure: "rank-correlation",
      controls: ["random-weights", "shuffled-inputs"],
      recover: (trial) =>
        onPrompts(trial, { most: 6 }, async ({ clean, prompt }) => {
          const { data } = await trial.run({ model: trial.model, input: clean });
          return { importances: numbers(data.sharpness), effects: headEffects(prompt, trial) };
        }),
    },
  ],
  run: read,
  view,
});
