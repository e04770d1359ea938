import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
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
  diagonal,
  duplicates,
  firstKey,
  type KeysOf,
  meanAttention,
  meanEntropy,
  type Pattern,
  successors,
} from "../shared/head-patterns.ts";
import { rowsOf } from "../shared/rows.ts";
import { float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { ModelSubject, TextSubject } from "../subject.ts";
import { tokenizerOf } from "../shared/tokens.ts";

const options = {
  length: { kind: "integer", default: 50, min: 2, max: 10_000, unit: "unit.tokens" },
  batch: { kind: "integer", default: 4, min: 1, max: 1000, unit: "unit.rows" },
  span: { kind: "choice", of: ["diagonal", "second-copy"], default: "diagonal" },
  query0: { kind: "boolean", default: false },
  minId: { kind: "integer", default: null, min: 0 },
  maxId: { kind: "integer", default: null, min: 0 },
} as const;

type Options = Infer<typeof options>;

export type HeadScoresOptions = CallOptions<typeof options>;

const SCORES = ["previous", "duplicate", "induction", "first", "entropy"] as const;

export type HeadScore = (typeof SCORES)[number];

export interface HeadScoresData {
  readonly layers: readonly number[];
  /** `[layer, head]`, mean over rows; NaN where no query has such a key. Entropy in nats. */
  readonly scores: Readonly<Record<HeadScore, Tensor>>;
  /** `[layer, head]`: of the mean over rows; null for a single row. */
  readonly standardErrors: Readonly<Record<HeadScore, Tensor>> | null;
  /** The head that scores highest in each. */
  readonly strongest: readonly HeadScoresStrongest[];
  /** What was read: random tokens twice over, or the rows given. */
  readonly reading: "repeated" | "given";
  /** Which queries q count, as a condition on q and the tokens t. */
  readonly queries: Readonly<Record<HeadScore, string>>;
}

export interface HeadScoresStrongest {
  readonly score: HeadScore;
  readonly layer: number;
  readonly head: number;
  readonly value: number;
}

/**
 * What each attention head looks at. With A[query, key] its pattern, each score is a mean over queries
 * of the attention paid to some keys:
 *
 * - previous: the token before; first: the first token;
 * - duplicate: earlier places of the same token; induction: the places after those;
 * - entropy: −Σ A ln A.
 *
 * Without a text the model reads `batch` rows of BOS and `length` random tokens, twice over; then
 * duplicate and induction are diagonals of A at distances n and n − 1, from the first query that has one
 * (`span: "diagonal"`, as TransformerLens takes them) or in the second copy only.
 *
 * Elhage et al. 2021, https://transformer-circuits.pub/2021/framework; Olsson et al. 2022
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
  const sites = model.sites("attn.pattern");
  const cases = rows.map((input) => ({ input, capture: sites.map((site) => site.name) }));
  const samples: Float64Array[][] = [];
  for await (const { index, cache } of context.stream(cases)) {
    const keys = keysOf(model, rows[index], given ? null : options, options.query0);
    samples.push(
      scoreRow(
        sites.map((site) => cache!.get(site.name)),
        keys,
      ),
    );
  }
  const layers = sites.map((site) => site.layer!);
  const dims = [layers.length, model.config.nHeads];
  const scores = byScore((i) => float64(dims, AXES, mean(samples.map((row) => row[i]))));
  if (numbers(scores.duplicate).every(Number.isNaN)) context.warn("warning.no-repeats");
  const several = samples.length > 1;
  return {
    data: {
      layers,
      scores,
      standardErrors: several
        ? byScore((i) => float64(dims, AXES, standardError(samples.map((row) => row[i]))))
        : null,
      strongest: SCORES.flatMap((name) => strongestOf(name, scores[name], layers)),
      reading: given ? "given" : "repeated",
      queries: describeQueries(model, given, options),
    },
    evidence: {
      sequences: samples.length,
      length: given ? null : options.length,
      span: given ? null : options.span,
      query0: options.query0,
    },
  };
}

const AXES = ["layer", "head"];

interface ScoreKeys extends Readonly<Record<Exclude<HeadScore, "entropy">, KeysOf>> {
  readonly firstQuery: number;
}

/** Which keys each score is about; a repeated row has its distances, a given one its equal tokens. */
function keysOf(
  model: Model,
  row: string | Row,
  repeated: Pick<Options, "length" | "span"> | null,
  query0: boolean,
): ScoreKeys {
  const { ids } = model.prepare(row)[0];
  const firstQuery = query0 ? 0 : 1;
  const common = {
    previous: diagonal(ids.length, 1),
    first: firstKey(ids.length, firstQuery),
    firstQuery,
  };
  if (repeated === null)
    return { ...common, duplicate: duplicates(ids), induction: successors(ids) };
  const n = repeated.length;
  const second = repeated.span === "second-copy" ? ids.length - n : undefined;
  return {
    ...common,
    duplicate: diagonal(ids.length, n, second),
    induction: diagonal(ids.length, n - 1, second),
  };
}

/** The five scores of every layer's heads, `[score][layer × head]`, of one row's patterns. */
function scoreRow(patterns: readonly Tensor[], keys: ScoreKeys): Float64Array[] {
  const heads = patterns.flatMap(headsOf);
  return SCORES.map((name) =>
    Float64Array.from(heads, (head) =>
      name === "entropy" ? meanEntropy(head, keys.firstQuery) : meanAttention(head, keys[name]),
    ),
  );
}

/** `[1, head, query, key]` as one pattern per head. */
function headsOf({ dims, data }: Tensor): Pattern[] {
  const [, heads, length] = dims;
  const size = length * length;
  return Array.from({ length: heads }, (_, head) => ({
    values: (data as Float32Array).subarray(head * size, (head + 1) * size),
    length,
  }));
}

function repeatedRows({ where, seed }: Context, model: Model, options: Options): Row[] {
  const { length, batch } = options;
  const pool = tokenPool(where, model, options);
  const start = beginning(model);
  const { permutation } = generator(seed);
  return Array.from({ length: batch }, () => {
    const copy = permutation(pool.length).slice(0, length);
    const half = copy.map((i) => pool[i]);
    return { ids: [...start, ...half, ...half] };
  });
}

/** Ids to draw from: those between the bounds, without special tokens and single bytes. */
function tokenPool(where: string, model: Model, { length, minId, maxId }: Options): number[] {
  const { dVocab, nCtx } = model.config;
  const special = new Set<number | null>(Object.values(tokenizerOf(model)?.specialIds ?? {}));
  const spelled = tokenizerOf(model)?.tokens();
  const isWord = (id: number): boolean => {
    if (special.has(id)) return false;
    return spelled === undefined || !/^(<.*>|)$/.test(spelled[id] ?? "");
  };
  const last = Math.min(maxId ?? Infinity, dVocab - 1);
  const pool: number[] = [];
  for (let id = minId ?? 0; id <= last; id++) if (isWord(id)) pool.push(id);
  const room = Math.floor((nCtx - 1) / 2);
  if (length <= pool.length && length <= room) return pool;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "length" does not fit; expected at most ${Math.min(pool.length, room)} for ${pool.length} tokens to draw from and a context of ${nCtx}, got ${length}.`,
    { details: { option: "length", pool: pool.length, nCtx } },
  );
}

function byScore(make: (index: number) => Tensor): Record<HeadScore, Tensor> {
  return Object.fromEntries(SCORES.map((name, i) => [name, make(i)])) as Record<HeadScore, Tensor>;
}

function mean(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
}

/** s/√n with the n − 1 divisor. */
function standardError(rows: readonly Float64Array[]): Float64Array {
  const centre = mean(rows);
  return centre.map((middle, i) => {
    const squares = rows.reduce((sum, row) => sum + (row[i] - middle) ** 2, 0);
    return Math.sqrt(squares / (rows.length - 1) / rows.length);
  });
}

function strongestOf(
  name: HeadScore,
  { data, dims }: Tensor,
  layers: readonly number[],
): HeadScoresStrongest[] {
  const values = data as Float64Array;
  const at = largestIndex(values);
  if (at < 0) return [];
  const [layer, head] = [layers[Math.floor(at / dims[1])], at % dims[1]];
  return [{ score: name, layer, head, value: values[at] }];
}

function describeQueries(
  model: Model,
  given: boolean,
  { length, span, query0 }: Options,
): HeadScoresData["queries"] {
  const all = query0 ? "q ≥ 0" : "q ≥ 1";
  const common = { previous: "q ≥ 1", first: all, entropy: all };
  if (given)
    return { ...common, duplicate: "∃ k < q: t[k] = t[q]", induction: "∃ k < q: t[k] = t[q]" };
  if (span === "diagonal") {
    return { ...common, duplicate: `q ≥ ${length}`, induction: `q ≥ ${length - 1}` };
  }
  const second = `q ≥ ${length + beginning(model).length}`;
  return { ...common, duplicate: second, induction: second };
}

/** The tokens before the first copy. */
function beginning(model: Model): readonly number[] {
  const bos = tokenizerOf(model)?.specialIds.bos ?? null;
  return bos === null ? [] : [bos];
}

function view({ data }: Result<HeadScoresData>): ViewSpec {
  const maps = data.strongest.map(({ score: name, layer, head, value }): ViewSpec => ({
    kind: "layer-head",
    title: { id: `score.${name}` },
    summary: {
      id: name === "entropy" ? "summary.entropy" : "summary",
      params: { layer, head, value: Number(value.toPrecision(2)) },
    },
    scale: name === "entropy" ? "sequential" : "probability",
    data: `/data/scores/${name}`,
    encoding: { layers: "/data/layers" },
  }));
  return { kind: "stack", children: maps };
}

const messages: Messages = {
  en: {
    about:
      "What does each attention head look at: the token before, the same token earlier, what came after it, the first token?",
    summary: "Head {layer}.{head} is highest: {value} of its attention.",
    "summary.entropy": "Head {layer}.{head} spreads its attention most: {value} nats.",
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
      "Count the first query too, which can only look at itself (first and entropy).",
    "option.minId": "Without a text: smallest token id to draw.",
    "option.maxId": "Without a text: largest token id to draw.",
    "warning.no-repeats":
      "No token of the text comes twice: duplicate and induction scores cannot be told and are empty.",
  },
  zh: {
    about: "每个注意力头在看什么：前一个词元、先前出现的同一词元、其后的词元，还是第一个词元？",
    summary: "注意力头 {layer}.{head} 最高：占其注意力的 {value}。",
    "summary.entropy": "注意力头 {layer}.{head} 的注意力最分散：{value} 奈特。",
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
    "option.query0": "也统计第一个查询，它只能看自己（影响 first 与 entropy）。",
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
    run: score,
    view,
  });
