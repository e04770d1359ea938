import { throwIfAborted, VitrineError } from "../../errors.ts";
import { Turns } from "../../runtime/turns.ts";
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
import { layerMixings, MIXING_MESSAGES, mixingRequest } from "../shared/layer-mixing.ts";
import { type LayeredNetwork, maximumFlow } from "../shared/maximum-flow.ts";
import { lastRow, tokensClaim } from "../shared/planted-tokens.ts";
import { positionIn, readingPosition } from "../shared/reading-position.ts";
import { onlyRow, severalTokens } from "../shared/rows.ts";
import { float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  residual: { kind: "number", default: 0.5, min: 0, max: 1 },
  reduce: { kind: "choice", of: ["mean", "max", "min"], default: "mean" },
  firstLayer: { kind: "integer", default: 0 },
  lastLayer: { kind: "integer", default: -1 },
  heads: { kind: "list", of: "integer", default: null },
  queries: { kind: "list", of: "integer", default: null },
  maxTokens: { kind: "integer", default: 128, min: 2, unit: "unit.tokens" },
} as const;

type Options = Infer<typeof options>;

export type AttentionFlowOptions = CallOptions<typeof options>;

export interface AttentionFlowData {
  readonly layers: readonly number[];
  readonly heads: readonly number[];
  /** Positions that flow was sent from. */
  readonly queries: readonly number[];
  /** `[query, pos]`: the largest flow from each query to each input token, each by itself. */
  readonly flows: Tensor;
  /** `[query, pos]`: flows divided by their sum over tokens. */
  readonly shares: Tensor;
}

/**
 * How much of each input token could reach a position through all layers at most: the largest flow from
 * the position, above the last layer, to the token, below the first, when an arc of layer l from
 * `query` to `key` carries at most Ã_l[query, key], with Ã as in attention rollout. Rollout multiplies
 * shares along paths and adds them up; flow asks how wide the paths are, so it is never less. Flows to
 * different tokens use the same arcs: they do not add up to one, `shares` do.
 *
 * Exact: `largestGap` in the evidence is the largest difference to a cut, which no flow can exceed. One
 * flow for each query and token, so by default from one position: where the model answers.
 *
 * @throws VitrineError `BAD_INPUT` for several texts, a single token or more than `maxTokens`,
 *   `BAD_OPTION` for a layer, head or query that does not exist.
 *
 * Abnar & Zuidema 2020, §3, https://arxiv.org/abs/2005.00928
 */
export function attentionFlow(
  subject: TextSubject,
  options?: AttentionFlowOptions,
): Promise<Result<AttentionFlowData>> {
  return method.run(subject, options);
}

async function flow(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AttentionFlowData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  const length = severalTokens(where, model, row);
  checkLength(where, length, options.maxTokens);
  const chosen = options.queries ?? [readingPosition(model, row)];
  const queries = chosen.map((query) => positionIn(where, "queries", query, length));
  if (queries.length === 0) throw noQuery(where);
  const request = mixingRequest(where, model, row, options);
  const capacities: Float64Array[] = [];
  for await (const { shares } of layerMixings(request, context)) capacities.push(shares.data);
  const { flows, largestGap } = await flowsFrom(queries, { width: length, capacities }, context);
  return {
    data: {
      layers: request.layers,
      heads: request.heads,
      queries,
      flows: float64([queries.length, length], AXES, flows.flat()),
      shares: float64([queries.length, length], AXES, flows.flatMap(normalised)),
    },
    evidence: { flows: queries.length * length, largestGap, tokens: length },
  };
}

const AXES = ["query", "pos"];

function checkLength(where: string, length: number, maxTokens: number): void {
  if (length <= maxTokens) return;
  throw new VitrineError(
    "BAD_INPUT",
    `${where}: the text is too long for flows between all its tokens; expected at most ${maxTokens} tokens, got ${length}. Shorten it, use attention-rollout, or raise "maxTokens" and wait.`,
    { details: { tokens: length, maxTokens } },
  );
}

function noQuery(where: string): VitrineError {
  return new VitrineError("BAD_OPTION", `${where}: option "queries" names no position.`);
}

/** The largest flow from each query to every token; other events are let in between queries. */
async function flowsFrom(
  queries: readonly number[],
  network: LayeredNetwork,
  { where, signal }: Context,
): Promise<{ readonly flows: readonly number[][]; readonly largestGap: number }> {
  const turns = new Turns();
  const flows: number[][] = [];
  let largestGap = 0;
  for (const query of queries) {
    const row: number[] = [];
    for (let token = 0; token < network.width; token++) {
      await turns.take(async () => throwIfAborted(signal, where));
      const { value, cut } = maximumFlow(network, query, token);
      largestGap = Math.max(largestGap, Math.abs(cut - value));
      row.push(value);
    }
    flows.push(row);
  }
  return { flows, largestGap };
}

function normalised(flows: readonly number[]): number[] {
  const total = flows.reduce((sum, one) => sum + one, 0);
  return flows.map((one) => one / total);
}

/** Where a result holds the tokens read. */
const TOKENS = "/input/rows/0/units";

function view(result: Result<AttentionFlowData>): ViewSpec {
  const { shares, queries } = result.data;
  const tokens = labelsAt(result, TOKENS);
  const [query] = queries;
  const first = numbers(shares).slice(0, tokens.length);
  const best = largestIndex(first.map((share, token) => (token === query ? NaN : share)));
  return {
    kind: "token-strip",
    title: { id: "title" },
    summary: {
      id: "summary",
      params: {
        query: tokens[query],
        own: formatPercent(first[query]),
        token: tokens[best],
        percent: formatPercent(first[best]),
      },
    },
    scale: "sequential",
    slices: [{ title: { id: "slice.query" }, names: "/data/queries", at: 0 }],
    data: "/data/shares",
    encoding: { units: TOKENS },
  };
}

const messages: Messages = {
  en: {
    ...MIXING_MESSAGES.en,
    about: "How much of each input token can attention carry to a position at most?",
    summary:
      "Of all that attention can carry to “{query}”, {own} is its own; of other tokens the largest part is that of “{token}”: {percent}.",
    "slice.query": "to position",
    "unit.tokens": "tokens",
    "option.queries":
      "Positions to follow, negative ones from the last; default where the model answers: the last, or the only mask, else the first.",
    "option.maxTokens":
      "Texts longer than this are refused: the time grows faster than the cube of the length.",
  },
  zh: {
    ...MIXING_MESSAGES.zh,
    about: "注意力最多能把每个输入词元的多少带到某个位置？",
    summary:
      "注意力能带到“{query}”的全部内容中，{own} 是它自身的；其他词元中“{token}”的份额最大：{percent}。",
    "slice.query": "到位置",
    "unit.tokens": "词元",
    "option.queries":
      "要追踪的位置，负数从最后一个数起；默认为模型作答之处：最后一个，或唯一的掩码，否则第一个。",
    "option.maxTokens": "比这更长的文本会被拒绝：耗时的增长快于长度的立方。",
  },
};

export const method: Method<TextSubject, typeof options, AttentionFlowData> = defineMethod({
  id: "attention-flow",
  family: "attention",
  title: { en: "Attention flow", zh: "注意力流" },
  aliases: ["max-flow"],
  paper: {
    cite: "Abnar & Zuidema 2020, Quantifying Attention Flow in Transformers",
    url: "https://arxiv.org/abs/2005.00928",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["attention"],
  options,
  messages,
  example: { subject: { model: "stories260k", input: "Lily saw a big red ball" } },
  recovers: [
    tokensClaim({
      taken: {
        en: "those with the widest way to the last one",
        zh: "通往最后一个位置的流量最大的那些",
      },
      importances: ({ flows }) => lastRow(flows),
    }),
  ],
  run: flow,
  view,
});
