import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { formatPercent } from "../../view/number.ts";
import { labelsAt } from "../../view/resolve.ts";
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
  normRatio,
  otherQueries,
  readReceived,
  type ReceivedAttention,
  receivedShares,
} from "../shared/received-attention.ts";
import { onlyRow } from "../shared/rows.ts";
import { type HeadsOfLayer, removalEffects, type RemovalQuestion } from "../shared/sink-removal.ts";
import { chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  threshold: { kind: "number", default: 0.3, min: 0, max: 1 },
  position: { kind: "integer", default: null },
  layers: { kind: "list", of: "integer", default: null },
  remove: { kind: "choice", of: ["renormalise", "value", "none"], default: "renormalise" },
  perHead: { kind: "boolean", default: true },
} as const;

type Options = Infer<typeof options>;

export type AttentionSinksOptions = CallOptions<typeof options>;

export interface AttentionSinksData {
  readonly layers: readonly number[];
  /** `[layer, head, key]`: mean attention from the queries that can see the key. */
  readonly shares: Tensor;
  /** `[key]`: share of the heads read that give the key more than the threshold. */
  readonly rates: Tensor;
  /** `[key]`: part of all attention of the heads read; sums to one. */
  readonly mass: Tensor;
  readonly sink: {
    readonly position: number;
    /** By whom it was chosen: the caller, or as the key with the largest mass that another token can see. */
    readonly by: "given" | "mass";
    readonly rate: number;
    readonly mass: number;
  };
  /** `[layer, head]`: `shares` at the sink. */
  readonly sinkShares: Tensor;
  /** `[layer, head, pos]`: lengths of value vectors; the heads are key–value heads. */
  readonly valueNorms: Tensor;
  /** `[layer, head]`: the sink's value length over the mean of the others; key–value heads. */
  readonly valueRatios: Tensor;
  /** Null with `remove: "none"`. */
  readonly effect: AttentionSinksEffect | null;
}

/** What changes for the tokens that could see the sink when they no longer can. */
export interface AttentionSinksEffect {
  /** The positions measured: those other than the sink that can see it. */
  readonly positions: readonly number[];
  /** `[position]`, removed from all heads read: KL(as it was ‖ without), nats. */
  readonly divergences: Tensor;
  /** `[position]`: rise of ln p of the token that follows; NaN where none does or the model looks both ways. */
  readonly logprobs: Tensor;
  /** `[layer, head]`, removed from one head at a time: mean KL over the positions; null where not asked. */
  readonly byHead: Tensor | null;
}

/**
 * Where attention collects. The share that key k gets from a head is Σ_q A[q, k] / n(k), with n(k) the
 * queries that can see k (T − k in a causal model); a head has a sink at k where the share is above
 * `threshold` (0.3 in the paper). Which key is *the* sink is decided by mass, Σ_q A[q, k] / T over all
 * heads, since the share of a late key rests on few queries.
 *
 * A sink's value vectors are often short, so that looking at it means doing little; `valueRatios` says
 * whether they are. Whether the model needs it, only an intervention says. `remove`:
 *
 * - `renormalise` masks the sink's scores for all other queries; the rest of each row grows to sum to one;
 * - `value` sets A[q, sink] to zero and leaves the rest: as if the sink's value vectors were zero.
 *
 * The effect is KL(p ‖ p without the sink), nats, of the next-token distribution, and the rise of ln p of
 * the token that does follow: at every position that could see the sink, removed from all heads read at
 * once, and the mean KL for each head alone.
 *
 * @throws VitrineError `BAD_INPUT` for a text of one token, `BAD_OPTION` for a layer, head or position that
 *   is not there, and for a position that no other token can see.
 *
 * Xiao et al. 2023, https://arxiv.org/abs/2309.17453; Gu et al. 2024, https://arxiv.org/abs/2410.10781, eq. 5
 */
export function attentionSinks(
  subject: TextSubject,
  options?: AttentionSinksOptions,
): Promise<Result<AttentionSinksData>> {
  return method.run(subject, options);
}

async function find(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AttentionSinksData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  const layers = chosenLayers(where, model, options.layers);
  const length = checkLength(where, model, row);
  const given = givenPosition(where, model, options.position, length);
  const { sums, norms } = await readReceived(model, row, layers, context);
  const own = sums.flat();
  const shares = own.map((each) => receivedShares(each, model.isCausal));
  const rates = overHeads(shares, (share) => (share > options.threshold ? 1 : 0));
  const mass = overHeads(own, (sum) => sum / length);
  const position = given ?? heaviest(mass, model.isCausal);
  if (!(rates[position] > 0)) context.warn("warning.none", { threshold: options.threshold });
  const grid = [layers.length, model.config.nHeads];
  return {
    data: {
      layers,
      shares: float64([...grid, length], ["layer", "head", "key"], flat(shares)),
      rates: float64([length], ["key"], rates),
      mass: float64([length], ["key"], mass),
      sink: {
        position,
        by: given === null ? "mass" : "given",
        rate: rates[position],
        mass: mass[position],
      },
      sinkShares: float64(
        grid,
        AXES,
        shares.map((share) => share[position]),
      ),
      ...valueLengths(norms, position),
      effect: await effectOf(model, row, { layers, position, options }, context),
    },
    evidence: { tokens: length, threshold: options.threshold, remove: options.remove },
  };
}

const AXES = ["layer", "head"];

function checkLength(where: string, model: Model, row: string | Row): number {
  const { length } = model.prepare(row)[0].ids;
  if (length > 1) return length;
  throw new VitrineError(
    "BAD_INPUT",
    `${where}: the text has one token, which can only look at itself; expected at least 2. Give a longer text.`,
  );
}

function givenPosition(
  where: string,
  { isCausal }: Model,
  position: number | null,
  length: number,
): number | null {
  if (position === null) return null;
  const at = position < 0 ? position + length : position;
  const last = isCausal ? length - 2 : length - 1;
  if (at >= 0 && at <= last) return at;
  const why = at === length - 1 ? "no other token can see the last one" : "no such token";
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "position" does not fit: ${why}; expected ${-length} to ${last}, got ${position}.`,
    { details: { option: "position", value: position } },
  );
}

/** Mean over heads of what each of a head's numbers becomes. */
function overHeads(heads: readonly Float64Array[], of: (value: number) => number): Float64Array {
  return heads[0].map((_, i) => heads.reduce((sum, head) => sum + of(head[i]), 0) / heads.length);
}

/** The key with the largest mass that another token can see. */
function heaviest(mass: Float64Array, isCausal: boolean): number {
  return largestIndex(isCausal ? mass.subarray(0, -1) : mass);
}

function valueLengths(
  norms: ReceivedAttention["norms"],
  position: number,
): Pick<AttentionSinksData, "valueNorms" | "valueRatios"> {
  const [layers, heads, length] = [norms.length, norms[0].length, norms[0][0].length];
  const all = norms.flat();
  return {
    valueNorms: float64([layers, heads, length], ["layer", "head", "pos"], flat(all)),
    valueRatios: float64(
      [layers, heads],
      AXES,
      all.map((each) => normRatio(each, position)),
    ),
  };
}

interface Removal {
  readonly layers: readonly number[];
  readonly position: number;
  readonly options: Options;
}

async function effectOf(
  model: Model,
  row: string | Row,
  { layers, position, options }: Removal,
  context: Context,
): Promise<AttentionSinksEffect | null> {
  const { remove, perHead } = options;
  if (remove === "none") return null;
  const { length } = model.prepare(row)[0].ids;
  const queries = otherQueries(length, position, model.isCausal);
  const question: RemovalQuestion = { model, row, key: position, removal: remove, queries };
  const heads = Array.from({ length: model.config.nHeads }, (_, head) => head);
  const everywhere = layers.map((layer): HeadsOfLayer => ({ layer, heads }));
  const single = layers.flatMap((layer) => heads.map((head) => [{ layer, heads: [head] }]));
  const effects = removalEffects(question, [everywhere, ...(perHead ? single : [])], context);
  const means: number[] = [];
  let all: Pick<AttentionSinksEffect, "divergences" | "logprobs"> | null = null;
  for await (const { divergence, logprob } of effects) {
    const [divergences, logprobs] = [divergence, logprob].map((values) =>
      float64([queries.length], ["pos"], values),
    );
    if (all === null) all = { divergences, logprobs };
    else means.push(meanOf(divergence));
  }
  const byHead = perHead ? float64([layers.length, heads.length], AXES, means) : null;
  return { positions: queries, ...all!, byHead };
}

/** NaN does not count. */
function meanOf(values: ArrayLike<number>): number {
  const real = Array.from(values).filter((value) => !Number.isNaN(value));
  return real.reduce((sum, value) => sum + value, 0) / real.length;
}

function flat(rows: readonly Float64Array[]): number[] {
  return rows.flatMap((row) => [...row]);
}

const TOKENS = "/input/rows/0/units";

function view(result: Result<AttentionSinksData>): ViewSpec {
  const { data, evidence } = result;
  const { sink } = data;
  const encoding = { layers: "/data/layers" } as const;
  const token = labelsAt(result, TOKENS)[sink.position];
  const strip: ViewSpec = {
    kind: "token-strip",
    title: { id: "view.rates", params: { threshold: Number(evidence.threshold) } },
    summary: {
      id: "summary.rates",
      params: {
        token,
        position: sink.position,
        mass: formatPercent(sink.mass),
        rate: formatPercent(sink.rate),
      },
    },
    scale: "probability",
    data: "/data/rates",
    encoding: { units: TOKENS },
  };
  const shares: ViewSpec = {
    kind: "layer-head",
    title: { id: "view.shares", params: { token } },
    summary: { id: "summary.shares", params: { ...strongest(data, data.sinkShares) } },
    scale: "probability",
    data: "/data/sinkShares",
    encoding,
  };
  const norms: ViewSpec = {
    kind: "layer-head",
    title: { id: "view.norms", params: { token } },
    summary: { id: "summary.norms", params: { ratio: brief(meanOf(numbers(data.valueRatios))) } },
    scale: "sequential",
    data: "/data/valueRatios",
    encoding,
  };
  return { kind: "stack", children: [strip, shares, norms, ...effectViews(result)] };
}

function effectViews({ data, evidence }: Result<AttentionSinksData>): ViewSpec[] {
  const { effect } = data;
  if (effect === null || effect.byHead === null) return [];
  return [
    {
      kind: "layer-head",
      title: { id: `view.effect.${evidence.remove as string}` },
      summary: {
        id: "summary.effect",
        params: {
          all: brief(meanOf(numbers(effect.divergences))),
          logprob: brief(meanOf(numbers(effect.logprobs))),
          ...strongest(data, effect.byHead),
        },
      },
      scale: "sequential",
      data: "/data/effect/byHead",
      encoding: { layers: "/data/layers" },
    },
  ];
}

function strongest(
  { layers }: AttentionSinksData,
  values: Tensor,
): { readonly layer: number; readonly head: number; readonly value: number } {
  const at = Math.max(0, largestIndex(numbers(values)));
  const [, heads] = values.dims;
  return {
    layer: layers[Math.floor(at / heads)],
    head: at % heads,
    value: brief(numbers(values)[at]),
  };
}

const messages: Messages = {
  en: {
    about: "Is there a token that attention falls back on, and what happens without it?",
    "view.rates": "Attention sinks: share of the heads that give a token more than {threshold}",
    "view.shares": "What each head gives to “{token}”",
    "view.norms": "Length of the value vector of “{token}” over that of the others",
    "view.effect.renormalise":
      "What changes when one head cannot see it, the others sharing its part",
    "view.effect.value": "What changes when one head reads nothing from it",
    "summary.rates":
      "“{token}” at position {position} gets {mass} of all attention, and is a sink for {rate} of the heads.",
    "summary.shares":
      "Head {layer}.{head} gives it most: {value} of the attention of a token that can see it.",
    "summary.norms":
      "Its value vectors are {ratio} times as long as the others’ on average; well under 1 means that looking at it does little.",
    "summary.effect":
      "Without it in any head the next-token distribution moves by {all} nats (KL) on average, and ln p of the token that follows by {logprob}; the single head that matters most is {layer}.{head} with {value} nats.",
    "option.threshold": "Share from which a head counts as having a sink at a token.",
    "option.position":
      "The token to take as the sink, negative ones from the last; default the one with most attention.",
    "option.layers": "Layers to read and to remove from, negative ones from the last; default all.",
    "option.remove":
      "renormalise hides the sink from the other tokens, whose other shares grow; value lets nothing be read from it; none removes nothing.",
    "option.perHead": "Also remove it from one head at a time.",
    "warning.none":
      "No head gives the token more than {threshold}: it is no sink by that threshold.",
  },
  zh: {
    about: "是否有某个词元承接了注意力？没有它会怎样？",
    "view.rates": "注意力汇：给予某词元超过 {threshold} 份额的注意力头所占比例",
    "view.shares": "每个注意力头给予“{token}”的份额",
    "view.norms": "“{token}”的值向量长度与其余词元之比",
    "view.effect.renormalise": "某一个头看不到它、其份额由其他词元分担时的变化",
    "view.effect.value": "某一个头从它读不到任何内容时的变化",
    "summary.rates":
      "位置 {position} 的“{token}”得到全部注意力的 {mass}，对 {rate} 的注意力头而言是注意力汇。",
    "summary.shares": "注意力头 {layer}.{head} 给得最多：能看到它的词元平均给予 {value} 的注意力。",
    "summary.norms": "它的值向量长度平均为其余词元的 {ratio} 倍；明显小于 1 表示看它几乎不起作用。",
    "summary.effect":
      "从所有头中移除它，下一词元的分布平均移动 {all} 奈特（KL），实际后续词元的 ln p 平均变化 {logprob}；单个头中影响最大的是 {layer}.{head}，为 {value} 奈特。",
    "option.threshold": "份额超过该值时，视为该头在此词元处有注意力汇。",
    "option.position": "作为注意力汇的词元，负数从最后一个数起；默认为得到注意力最多者。",
    "option.layers": "要读取并从中移除的层，负数从最后一层数起；默认全部。",
    "option.remove":
      "renormalise 使其他词元看不到它，其余份额随之增大；value 使之无内容可读；none 不移除。",
    "option.perHead": "同时逐个头地移除它。",
    "warning.none": "没有注意力头给予该词元超过 {threshold} 的份额：按此阈值它不是注意力汇。",
  },
};

export const method: Method<TextSubject, typeof options, AttentionSinksData> = defineMethod({
  id: "attention-sinks",
  family: "attention",
  title: { en: "Attention sinks", zh: "注意力汇" },
  aliases: ["attention-sink", "streaming-llm", "no-op-heads"],
  paper: {
    cite: "Gu et al. 2024, When Attention Sink Emerges in Language Models",
    url: "https://arxiv.org/abs/2410.10781",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["attention", "lm-head"],
  options,
  messages,
  example: { subject: { model: "stories260k", input: "Lily saw a big red ball" } },
  run: find,
  view,
});
