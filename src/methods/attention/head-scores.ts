import type { Case, Row } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Message, Scale, ViewSpec } from "../../view/spec.ts";
import type { Context } from "../context.ts";
import {
  type CallOptions,
  defineMethod,
  type Messages,
  type Method,
  type Outcome,
} from "../define.ts";
import type { Infer, JsonOption } from "../options.ts";
import type { Result } from "../result.ts";
import { groupsWithin } from "../shared/attention-patterns.ts";
import { shuffledRows, streamOnTwin } from "../shared/head-controls.ts";
import { headRoleClaim } from "../shared/head-role-claim.ts";
import {
  byScore,
  type ByScore,
  type HeadScore,
  mean,
  measure,
  patternCases,
  type Samples,
  SCORES,
  standardError,
} from "../shared/head-scoring.ts";
import type { TokenPair } from "../shared/token-pairs.ts";
import { repeatedRows } from "../shared/repeated-tokens.ts";
import { rowsOf } from "../shared/rows.ts";
import { describeQueries, keysOfRows } from "../shared/score-queries.ts";
import { float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { ModelSubject, TextSubject } from "../subject.ts";

const options = {
  length: { kind: "integer", default: 50, min: 2, max: 10_000, unit: "unit.tokens" },
  batch: { kind: "integer", default: 4, min: 1, max: 1000, unit: "unit.rows" },
  span: { kind: "choice", of: ["diagonal", "second-copy"], default: "diagonal" },
  query0: { kind: "boolean", default: false },
  pairs: { kind: "json", default: null } as JsonOption<readonly TokenPair[]> & {
    readonly default: readonly TokenPair[] | null;
  },
  controls: { kind: "boolean", default: true },
  minId: { kind: "integer", default: null, min: 0 },
  maxId: { kind: "integer", default: null, min: 0 },
} as const;

type Options = Infer<typeof options>;

export type HeadScoresOptions = CallOptions<typeof options>;

export interface HeadScoresData {
  readonly layers: readonly number[];
  /** `[layer, head]`, mean over rows; NaN where no query has such a key. Entropy in nats, distance in tokens. */
  readonly scores: ByScore<Tensor>;
  /** `[layer, head]`: of the mean over rows; null for a single row. */
  readonly standardErrors: ByScore<Tensor> | null;
  /**
   * The same scores, with the same queries and keys, of a model with random weights, and of this one
   * on the same tokens in random order.
   */
  readonly controls: { readonly twin: ByScore<Tensor>; readonly shuffled: ByScore<Tensor> } | null;
  /** The head that scores highest in each. */
  readonly strongest: readonly HeadScoresStrongest[];
  /** What was read: random tokens twice over, or the rows given. */
  readonly reading: "repeated" | "given";
  /** Which queries q count, as a condition on q and the tokens t. */
  readonly queries: ByScore<string>;
}

export interface HeadScoresStrongest {
  readonly score: HeadScore;
  readonly layer: number;
  readonly head: number;
  readonly value: number;
  /** The same head's score on shuffled tokens; null without controls. */
  readonly shuffled: number | null;
  /** The highest that any head of the random twin scores, as this one was picked; null without controls. */
  readonly twin: number | null;
}

/**
 * What each attention head looks at. With A[query, key] its pattern, each score is a mean over queries
 * of the attention paid to some keys:
 *
 * - previous: the token before; self: the token itself; first: the first token;
 * - duplicate: earlier places of the same token; induction: the places after those;
 * - pairs: the keys that the option `pairs` gives the query;
 *
 * or of the pattern's shape: entropy −Σ A ln A in nats, distance Σ A |query − key| in tokens.
 *
 * Without a text the model reads `batch` rows of BOS and `length` random tokens, twice over; then
 * duplicate and induction are diagonals of A at distances n and n − 1, from the first query that has one
 * (`span: "diagonal"`, as TransformerLens takes them) or in the second copy only.
 *
 * Beside each score stand two controls with the same queries and keys: a twin with random weights
 * (what the architecture does untrained) and the same tokens shuffled (what position alone does). The
 * picked head is compared with the highest of the twin's heads, and with itself on shuffled tokens.
 *
 * @throws VitrineError `BAD_OPTION` for pairs outside the text or given for several, `BAD_INPUT` for a
 *   single token.
 *
 * Elhage et al. 2021, https://transformer-circuits.pub/2021/framework; Olsson et al. 2022; for distance
 * Vig & Belinkov 2019, §4.2, https://arxiv.org/abs/1906.04284
 */
export function headScores(
  subject: ModelSubject | TextSubject,
  options?: HeadScoresOptions,
): Promise<Result<HeadScoresData>> {
  return method.run(subject, options);
}

async function score(
  subject: ModelSubject | TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<HeadScoresData>> {
  const { model } = subject;
  const given = "input" in subject;
  const rows = given ? rowsOf(subject.input) : repeatedRows(context, model, options);
  const keys = keysOfRows(context.where, model, rows, given, options);
  const sites = model.sites("attn.pattern");
  const longest = Math.max(...rows.map((row) => model.prepare(row)[0].ids.length));
  const layerBytes = Float32Array.BYTES_PER_ELEMENT * model.config.nHeads * longest ** 2;
  const groups = groupsWithin(context.budget, layerBytes, sites);
  const casesOf = (inputs: readonly (string | Row)[]): readonly Case[] =>
    patternCases(groups, inputs);
  const task = {
    groups,
    keys,
    names: options.pairs === null ? SCORES : ([...SCORES, "pairs"] as const),
  };
  const samples = await measure(context.stream(casesOf(rows)), task);
  const layers = sites.map((site) => site.layer!);
  const dims = [layers.length, model.config.nHeads];
  const means = (runs: Samples): ByScore<Tensor> =>
    byScore(task.names, (i) => float64(dims, AXES, mean(runs.map((row) => row[i]))));
  const scores = means(samples);
  if (numbers(scores.duplicate).every(Number.isNaN)) context.warn("warning.no-repeats");
  const controls = options.controls
    ? {
        twin: means(await measure(streamOnTwin(model, casesOf(rows), context), task)),
        shuffled: means(
          await measure(context.stream(casesOf(shuffledRows(model, rows, context.seed))), task),
        ),
      }
    : null;
  const error = (i: number): Float64Array => standardError(samples.map((row) => row[i]));
  return {
    data: {
      layers,
      scores,
      standardErrors:
        samples.length > 1 ? byScore(task.names, (i) => float64(dims, AXES, error(i))) : null,
      controls,
      strongest: task.names.flatMap((name) => strongestOf(name, scores, controls, layers)),
      reading: given ? "given" : "repeated",
      queries: describeQueries(model, given, options),
    },
    evidence: {
      sequences: samples.length,
      length: given ? null : options.length,
      span: given ? null : options.span,
      query0: options.query0,
      twinRows: options.controls ? groups.length * rows.length : 0,
    },
  };
}

const AXES = ["layer", "head"];

function strongestOf(
  name: HeadScore,
  scores: ByScore<Tensor>,
  controls: HeadScoresData["controls"],
  layers: readonly number[],
): HeadScoresStrongest[] {
  const { dims, data } = scores[name]!;
  const values = data as Float64Array;
  const at = largestIndex(values);
  if (at < 0) return [];
  const [layer, head] = [layers[Math.floor(at / dims[1])], at % dims[1]];
  const shuffled = controls === null ? null : numbers(controls.shuffled[name]!)[at];
  const twin = controls === null ? null : Math.max(...numbers(controls.twin[name]!));
  return [{ score: name, layer, head, value: values[at], shuffled, twin }];
}

/** Scores that are no shares of attention. */
const SHAPES: readonly HeadScore[] = ["entropy", "distance"];

function view({ data }: Result<HeadScoresData>): ViewSpec {
  const maps = data.strongest.map((one): ViewSpec => ({
    kind: "layer-head",
    title: { id: `score.${one.score}` },
    summary: summaryOf(one),
    scale: (SHAPES.includes(one.score) ? "sequential" : "probability") satisfies Scale,
    data: `/data/scores/${one.score}`,
    encoding: { layers: "/data/layers" },
  }));
  return { kind: "stack", children: data.controls === null ? maps : [...maps, tableOf(data)] };
}

function summaryOf({
  score: name,
  layer,
  head,
  value,
  shuffled,
  twin,
}: HeadScoresStrongest): Message {
  const short = (number: number): number => Number(number.toPrecision(2));
  const kind = SHAPES.includes(name) ? `summary.${name}` : "summary";
  const params = { layer, head, value: short(value) };
  if (shuffled === null || twin === null) return { id: kind, params };
  const controls = { shuffled: short(shuffled), twin: short(twin) };
  return { id: `${kind}.controls`, params: { ...params, ...controls } };
}

function tableOf({ strongest }: HeadScoresData): ViewSpec {
  const above = strongest.filter(
    ({ value, shuffled, twin }) => value > (shuffled ?? Infinity) && value > (twin ?? Infinity),
  );
  const column = (key: string, format: "text" | "integer" | "number") =>
    ({ key, format, title: { id: `column.${key}` } }) as const;
  return {
    kind: "table",
    title: { id: "title.controls" },
    summary: { id: "summary.above", params: { count: above.length, total: strongest.length } },
    data: "/data/strongest",
    columns: [
      column("score", "text"),
      column("layer", "integer"),
      column("head", "integer"),
      column("value", "number"),
      column("shuffled", "number"),
      column("twin", "number"),
    ],
  };
}

const messages: Messages = {
  en: {
    about:
      "What does each attention head look at: the token before, itself, the same token earlier, what came after it, the first token, and how far away?",
    summary: "Head {layer}.{head} is highest: {value} of its attention.",
    "summary.entropy": "Head {layer}.{head} spreads its attention most: {value} nats.",
    "summary.distance": "Head {layer}.{head} looks farthest: {value} tokens away on average.",
    "summary.controls":
      "Head {layer}.{head} is highest: {value} of its attention. Controls: {shuffled} on shuffled tokens, {twin} for the best head of random weights.",
    "summary.entropy.controls":
      "Head {layer}.{head} spreads its attention most: {value} nats. Controls: {shuffled} on shuffled tokens, {twin} for the best head of random weights.",
    "summary.distance.controls":
      "Head {layer}.{head} looks farthest: {value} tokens away on average. Controls: {shuffled} on shuffled tokens, {twin} for the farthest head of random weights.",
    "summary.above":
      "In {count} of {total} scores the strongest head is above both of its controls.",
    "title.controls": "Strongest heads beside their controls",
    "column.score": "score",
    "column.layer": "layer",
    "column.head": "head",
    "column.value": "value",
    "column.shuffled": "same head, shuffled tokens",
    "column.twin": "best head, random weights",
    "score.self": "Heads that look at the token itself",
    "score.distance": "Mean attention distance",
    "score.pairs": "Heads that follow the given pairs",
    "option.pairs":
      "Pairs [query, key] of one text, each a position or a span [from, to]: how much of its attention a head pays to the keys given.",
    "option.controls":
      "Score a twin with random weights and shuffled tokens too; it takes three times the runs and the memory of a second model.",
    "score.previous": "Previous-token heads",
    "score.duplicate": "Duplicate-token heads",
    "score.induction": "Induction heads",
    "score.first": "First-token heads",
    "score.entropy": "Attention entropy",
    "unit.tokens": "tokens",
    "unit.rows": "rows",
    "option.length": "Without a text: random tokens in each of the two copies.",
    "option.batch": "Without a text: random rows to average over.",
    "option.span":
      "Without a text: count the whole diagonal at the copy's distance, or queries of the second copy only.",
    "option.query0":
      "Count the first query too, which can only look at itself (self, first, entropy and distance).",
    "option.minId": "Without a text: smallest token id to draw.",
    "option.maxId": "Without a text: largest token id to draw.",
    "warning.no-repeats":
      "No token of the text comes twice: duplicate and induction scores cannot be told and are empty.",
  },
  zh: {
    about:
      "每个注意力头在看什么：前一个词元、自身、先前出现的同一词元、其后的词元，还是第一个词元？看得多远？",
    summary: "注意力头 {layer}.{head} 最高：占其注意力的 {value}。",
    "summary.entropy": "注意力头 {layer}.{head} 的注意力最分散：{value} 奈特。",
    "summary.distance": "注意力头 {layer}.{head} 看得最远：平均相距 {value} 个词元。",
    "summary.controls":
      "注意力头 {layer}.{head} 最高：占其注意力的 {value}。对照：打乱词元后为 {shuffled}，随机权重下最高的头为 {twin}。",
    "summary.entropy.controls":
      "注意力头 {layer}.{head} 的注意力最分散：{value} 奈特。对照：打乱词元后为 {shuffled}，随机权重下最高的头为 {twin}。",
    "summary.distance.controls":
      "注意力头 {layer}.{head} 看得最远：平均相距 {value} 个词元。对照：打乱词元后为 {shuffled}，随机权重下最远的头为 {twin}。",
    "summary.above": "{total} 项评分中有 {count} 项，最强的头高于两个对照。",
    "title.controls": "最强的头与其对照",
    "column.score": "评分",
    "column.layer": "层",
    "column.head": "头",
    "column.value": "数值",
    "column.shuffled": "同一头，词元打乱",
    "column.twin": "最高的头，随机权重",
    "score.self": "关注自身的头",
    "score.distance": "平均注意力距离",
    "score.pairs": "符合所给词元对的头",
    "option.pairs":
      "一段文本的词元对 [查询, 键]，各为一个位置或区间 [起, 止)：头把多少注意力给予所给的键。",
    "option.controls": "同时评分随机权重的孪生模型和打乱的词元；运行次数为三倍，内存多一个模型。",
    "score.previous": "前一词元头",
    "score.duplicate": "重复词元头",
    "score.induction": "归纳头",
    "score.first": "首词元头",
    "score.entropy": "注意力熵",
    "unit.tokens": "词元",
    "unit.rows": "行",
    "option.length": "无文本时：两份拷贝中每份的随机词元数。",
    "option.batch": "无文本时：用于平均的随机行数。",
    "option.span":
      "无文本时：统计整条对角线（diagonal），或只统计第二份拷贝中的查询（second-copy）。",
    "option.query0": "也统计第一个查询，它只能看自己（影响 self、first、entropy 与 distance）。",
    "option.minId": "无文本时：可抽取的最小词元编号。",
    "option.maxId": "无文本时：可抽取的最大词元编号。",
    "warning.no-repeats": "文本中没有重复的词元：无法得出 duplicate 与 induction 分数，故为空。",
  },
};

export const method: Method<ModelSubject | TextSubject, typeof options, HeadScoresData> =
  defineMethod({
    id: "head-scores",
    family: "attention",
    title: { en: "Head scores", zh: "注意力头评分" },
    aliases: ["induction-heads", "head-detector"],
    paper: {
      cite: "Olsson et al. 2022, In-context Learning and Induction Heads",
      url: "https://arxiv.org/abs/2209.11895",
    },
    takes: [
      { models: 1, input: "none" },
      { models: 1, input: "text" },
    ],
    needs: ["attention"],
    options,
    messages,
    example: { subject: { model: "stories260k" } },
    recovers: [headRoleClaim],
    run: score,
    view,
  });
