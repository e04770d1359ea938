import { identityMatrix, matmul, type Matrix64 } from "../../tensor/matrix.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { formatPercent } from "../../view/number.ts";
import { labelsAt } from "../../view/resolve.ts";
import type { Message, ViewSpec } from "../../view/spec.ts";
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
  query: { kind: "integer", default: null },
} as const;

type Options = Infer<typeof options>;

export type AttentionRolloutOptions = CallOptions<typeof options>;

export interface AttentionRolloutData {
  readonly layers: readonly number[];
  readonly heads: readonly number[];
  /** `[query, key]`: how much of what the last layer makes of `query` came from `key`; rows sum to one. */
  readonly scores: Tensor;
  /** `[layer, pos]`: the row of `query` after each layer. */
  readonly byLayer: Tensor;
  /** The position that `byLayer` is about. */
  readonly query: number;
}

/**
 * How much of each input token reaches each position, if attention alone moved information and each
 * token kept a share w of itself in every layer:
 *
 *     R = Ã_L ⋯ Ã_2 Ã_1,   Ã = w I + (1 − w) A, rows made to sum to one,
 *
 * with A the heads of a layer put together. Rows of R sum to one. In a causal model nothing comes from
 * later tokens, and early tokens gather share because more paths lead to them. What values hold, and
 * what MLPs do, is not in it.
 *
 * @throws VitrineError `BAD_INPUT` for several texts or a single token, `BAD_OPTION` for a layer, head
 *   or query that does not exist.
 *
 * Abnar & Zuidema 2020, equation 1 and §3 (w = 0.5), https://arxiv.org/abs/2005.00928
 */
export function attentionRollout(
  subject: TextSubject,
  options?: AttentionRolloutOptions,
): Promise<Result<AttentionRolloutData>> {
  return method.run(subject, options);
}

async function rollOut(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AttentionRolloutData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  const length = severalTokens(where, model, row);
  const query = positionIn(where, "query", options.query ?? readingPosition(model, row), length);
  const request = mixingRequest(where, model, row, options);
  const { layers, heads } = request;
  let rollout = identityMatrix(length);
  const rows: number[] = [];
  for await (const { shares } of layerMixings(request, context)) {
    rollout = matmul(shares, rollout);
    rows.push(...rollout.data.subarray(query * length, (query + 1) * length));
  }
  return {
    data: {
      layers,
      heads,
      scores: float64([length, length], ["query", "key"], rollout.data),
      byLayer: float64([layers.length, length], ["layer", "pos"], rows),
      query,
    },
    evidence: { rowDeviation: rowDeviation(rollout), tokens: length },
  };
}

/** Largest |Σ − 1| of a row. */
function rowDeviation({ rows, columns, data }: Matrix64): number {
  let worst = 0;
  for (let row = 0; row < rows; row++) {
    const sum = data.subarray(row * columns, (row + 1) * columns).reduce((a, b) => a + b, 0);
    worst = Math.max(worst, Math.abs(sum - 1));
  }
  return worst;
}

/** Where a result holds the tokens read. */
const TOKENS = "/input/rows/0/units";

function view(result: Result<AttentionRolloutData>): ViewSpec {
  const shared = { scale: "probability" } as const;
  const matrix: ViewSpec = {
    ...shared,
    kind: "matrix",
    title: { id: "title.matrix" },
    summary: matrixSummary(result),
    data: "/data/scores",
    blank: 0,
    encoding: { rows: TOKENS, columns: TOKENS },
    axes: { rows: { id: "axis.query" }, columns: { id: "axis.key" } },
  };
  const layers: ViewSpec = {
    ...shared,
    kind: "layer-position",
    title: { id: "title.layers" },
    summary: layersSummary(result),
    data: "/data/byLayer",
    encoding: { layers: "/data/layers", units: TOKENS },
  };
  return { kind: "stack", children: [matrix, layers] };
}

/** The token that the text as a whole draws on most. */
function matrixSummary(result: Result<AttentionRolloutData>): Message {
  const { scores } = result.data;
  const length = scores.dims[1];
  const means = new Float64Array(length);
  numbers(scores).forEach((share, i) => (means[i % length] += share / length));
  const best = largestIndex(means);
  const key = labelsAt(result, TOKENS)[best];
  return { id: "summary.matrix", params: { key, percent: formatPercent(means[best]) } };
}

/** What the query keeps of itself, and the other token that it draws on most. */
function layersSummary(result: Result<AttentionRolloutData>): Message {
  const { scores, query } = result.data;
  const length = scores.dims[1];
  const row = numbers(scores).slice(query * length, (query + 1) * length);
  const best = largestIndex(row.map((share, key) => (key === query ? NaN : share)));
  const tokens = labelsAt(result, TOKENS);
  return {
    id: "summary.layers",
    params: {
      query: tokens[query],
      own: formatPercent(row[query]),
      key: tokens[best],
      percent: formatPercent(row[best]),
    },
  };
}

const messages: Messages = {
  en: {
    ...MIXING_MESSAGES.en,
    about: "Following attention through all layers, which input tokens does each position draw on?",
    "title.matrix": "Where each position's content comes from",
    "title.layers": "One position, layer after layer",
    "axis.query": "position",
    "axis.key": "comes from",
    "summary.matrix": "Averaged over positions, most comes from “{key}”: {percent}.",
    "summary.layers":
      "At the end “{query}” is {own} itself; of other tokens it draws most on “{key}”: {percent}.",
    "option.query":
      "Position that is shown layer after layer, negative ones from the last; default where the model answers: the last, or the only mask, else the first.",
  },
  zh: {
    ...MIXING_MESSAGES.zh,
    about: "沿注意力逐层追踪，每个位置的内容来自哪些输入词元？",
    "title.matrix": "每个位置的内容来自何处",
    "title.layers": "一个位置的逐层变化",
    "axis.query": "位置",
    "axis.key": "来源",
    "summary.matrix": "对各位置平均，来自“{key}”的最多：{percent}。",
    "summary.layers":
      "到最后，“{query}”有 {own} 是它自身；在其他词元中，来自“{key}”的最多：{percent}。",
    "option.query":
      "逐层显示的位置，负数从最后一个数起；默认为模型作答之处：最后一个，或唯一的掩码，否则第一个。",
  },
};

export const method: Method<TextSubject, typeof options, AttentionRolloutData> = defineMethod({
  id: "attention-rollout",
  family: "attention",
  title: { en: "Attention rollout", zh: "注意力展开" },
  aliases: ["rollout"],
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
        en: "those that most of the last one came from",
        zh: "最后一个位置的信息来源最多的那些",
      },
      importances: ({ scores }) => lastRow(scores),
    }),
  ],
  run: rollOut,
  view,
});
