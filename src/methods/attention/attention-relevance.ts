import { VitrineError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";
import type { Matrix64 } from "../../tensor/matrix.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import { labelsAt } from "../../view/resolve.ts";
import type { Slice, ViewSpec } from "../../view/spec.ts";
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
import { layerSlopes } from "../shared/attention-patterns.ts";
import {
  initialRelevance,
  type Relevance,
  updateRelevance,
} from "../shared/attention-relevance.ts";
import { LAYER_MESSAGES } from "../shared/layer-options.ts";
import { tokensClaim } from "../shared/planted-tokens.ts";
import { positionIn } from "../shared/reading-position.ts";
import { onlyRow, severalTokens } from "../shared/rows.ts";
import { chosenHeads, layerRange } from "../shared/sites.ts";
import { targetPosition } from "../shared/target-position.ts";
import { describeTarget, targetOrTop } from "../shared/targets.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  sign: { kind: "choice", of: ["positive", "both"], default: "positive" },
  firstLayer: { kind: "integer", default: 0 },
  lastLayer: { kind: "integer", default: -1 },
  heads: { kind: "list", of: "integer", default: null },
  position: { kind: "integer", default: null },
  products: { kind: "boolean", default: false },
} as const;

type Options = Infer<typeof options>;

export type AttentionRelevanceOptions = CallOptions<typeof options>;

export interface AttentionRelevanceData {
  readonly layers: readonly number[];
  readonly heads: readonly number[];
  /** `[pos]`: the row of `position` in R, without the one that each token starts with. */
  readonly scores: Tensor;
  /** `[query, key]`: R. */
  readonly relevance: Tensor;
  /** `[layer, head]`: gradient × attention with its sign, summed over queries and keys. */
  readonly byHead: Tensor;
  /** `[layer, head, query, key]`, float32: gradient × attention with its sign; null unless asked for. */
  readonly products: Tensor | null;
  readonly position: number;
  /** The target's value, and the target as a formula. */
  readonly value: number;
  readonly target: string;
}

/**
 * How relevant each token is to a target by the attention paid to it and the target's gradient there.
 * From R = I, layer after layer,
 *
 *     Ā = mean_h (∇A ⊙ A)⁺,   R ← R + Ā R,
 *
 * where ∇A is the target's gradient with respect to the pattern A, and ⁺ keeps what raises the target
 * (`sign: "both"` keeps all). Scores are the row of the position that the target is read at. A token
 * that no position looks at has a score of zero. Scores have no unit and do not add up to the target.
 *
 * **Differs from the paper**: the 1 that the position's own token has from R = I is not in its score.
 *
 * @throws VitrineError `BAD_INPUT` for several texts or a single token, `BAD_OPTION` for a layer, head
 *   or position that does not exist, `BAD_TARGET` for a span or a target that is read at several positions.
 *
 * Chefer, Gur & Wolf 2021, equations 5 and 6, https://arxiv.org/abs/2103.15679
 */
export function attentionRelevance(
  subject: TextSubject,
  options?: AttentionRelevanceOptions,
): Promise<Result<AttentionRelevanceData>> {
  return method.run(subject, options);
}

async function relate(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AttentionRelevanceData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  const length = severalTokens(where, model, row);
  const layers = layerRange(where, model, options);
  const heads = chosenHeads(where, model, options.heads);
  if (options.products) checkSize(context, [layers.length, heads.length, length, length]);
  const target = await targetOrTop(context, model, row);
  refuseSpans(where, target);
  const position =
    options.position === null
      ? targetPosition(where, model, row, target)
      : positionIn(where, "position", options.position, length);
  const [stream] = model.sites("attn.pattern").map(({ stack }) => stack);
  let relevance: Relevance = initialRelevance({ [stream]: length });
  let value = NaN;
  const gathered = gatherer(layers.length, heads.length, length, options.products);
  for await (const layer of layerSlopes({ model, row, layers, heads }, target, context)) {
    const products = layer.values.map((share, i) => share * layer.slopes[i]);
    const attention = average(products, length, options.sign);
    relevance = updateRelevance(relevance, [{ queries: stream, keys: stream, attention }]);
    gathered.add(products);
    value = layer.target;
  }
  const found = relevance.get(stream)!.get(stream)!;
  return {
    data: {
      layers,
      heads,
      scores: float64([length], ["pos"], rowOf(found, position)),
      relevance: float64([length, length], ["query", "key"], found.data),
      byHead: float64([layers.length, heads.length], ["layer", "head"], gathered.byHead),
      products: gathered.products,
      position,
      value,
      target: describeTarget(model, target),
    },
    evidence: { loweringShare: gathered.loweringShare(), tokens: length },
    target,
  };
}

function checkSize({ where, budget }: Context, dims: readonly number[]): void {
  const bytes = dims.reduce((product, size) => product * size, Float32Array.BYTES_PER_ELEMENT);
  if (bytes <= budget) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: the products of ${dims[0]} × ${dims[1]} patterns of ${dims[2]} tokens do not fit; expected at most ${budget} bytes, got ${bytes}. Choose layers or heads, or raise the budget.`,
    { details: { dims, bytes, budget } },
  );
}

/** A span is read in a longer text than the one given. */
function refuseSpans(where: string, target: Target): void {
  if (target.kind === "diff") [target.a, target.b].forEach((part) => refuseSpans(where, part));
  if (target.kind === "sum") target.terms.forEach((term) => refuseSpans(where, term.target));
  if (target.kind !== "span") return;
  throw new VitrineError(
    "BAD_TARGET",
    `${where}: a span has an answer for each of its tokens; expected a target read at one position. Put the span into the text and take the logprob of one token.`,
    { details: { target } },
  );
}

/** Mean over heads of `[head, query, key]`, of the positive part or of all. */
function average(products: Float32Array, length: number, sign: Options["sign"]): Matrix64 {
  const data = new Float64Array(length * length);
  const heads = products.length / data.length;
  products.forEach((product, i) => {
    if (sign === "both" || product > 0) data[i % data.length] += product / heads;
  });
  return { rows: length, columns: length, data };
}

/** A position's row, without what R = I put there. */
function rowOf({ columns, data }: Matrix64, position: number): Float64Array {
  const row = data.slice(position * columns, (position + 1) * columns);
  row[position] -= 1;
  return row;
}

interface Gathered {
  add(products: Float32Array): void;
  readonly byHead: readonly number[];
  readonly products: Tensor | null;
  /** Share of all |gradient × attention| that lowers the target. */
  loweringShare(): number;
}

/** What is kept of each layer's products, in layer order. */
function gatherer(layers: number, heads: number, length: number, whole: boolean): Gathered {
  const size = length * length;
  const kept = whole ? new Float32Array(layers * heads * size) : null;
  const byHead: number[] = [];
  let [lowering, all] = [0, 0];
  return {
    byHead,
    products: kept && {
      ...tensor("float32", [layers, heads, length, length], kept),
      axes: ["layer", "head", "query", "key"],
    },
    add(products) {
      kept?.set(products, byHead.length * size);
      for (let head = 0; head < heads; head++) {
        let sum = 0;
        for (const product of products.subarray(head * size, (head + 1) * size)) {
          sum += product;
          all += Math.abs(product);
          if (product < 0) lowering -= product;
        }
        byHead.push(sum);
      }
    },
    loweringShare: () => (all === 0 ? 0 : lowering / all),
  };
}

/** Where a result holds the tokens read. */
const TOKENS = "/input/rows/0/units";

function view(result: Result<AttentionRelevanceData>): ViewSpec {
  const { data } = result;
  const scores = numbers(data.scores);
  const best = largestIndex(scores.map(Math.abs));
  const token = labelsAt(result, TOKENS)[best];
  const strip: ViewSpec = {
    kind: "token-strip",
    title: { id: "title" },
    summary: { id: "summary", params: { token, score: brief(scores[best]), target: data.target } },
    scale: result.options.sign === "both" ? "diverging" : "sequential",
    data: "/data/scores",
    encoding: { units: TOKENS },
  };
  const children =
    data.products === null
      ? [strip, headsView(data)]
      : [strip, headsView(data), productsView(data)];
  return { kind: "stack", children };
}

type Data = AttentionRelevanceData;

/** The layer and head whose attention matters most, by the size of its sum. */
function strongestHead({ byHead }: Data): readonly [layer: number, head: number] {
  const at = largestIndex(numbers(byHead).map(Math.abs));
  return [Math.floor(at / byHead.dims[1]), at % byHead.dims[1]];
}

function headsView(data: Data): ViewSpec {
  const [layer, head] = strongestHead(data);
  const value = numbers(data.byHead)[layer * data.heads.length + head];
  const direction = value < 0 ? "lowers" : "raises";
  return {
    kind: "layer-head",
    title: { id: "title.heads" },
    summary: {
      id: `summary.heads.${direction}`,
      params: {
        layer: String(data.layers[layer]),
        head: String(data.heads[head]),
        value: brief(value),
        target: data.target,
      },
    },
    scale: "diverging",
    data: "/data/byHead",
    encoding: { layers: "/data/layers" },
  };
}

function productsView(data: Data): ViewSpec {
  const [layer, head] = strongestHead(data);
  const slices: readonly Slice[] = [
    { title: { id: "slice.layer" }, names: "/data/layers", at: layer },
    { title: { id: "slice.head" }, names: "/data/heads", at: head },
  ];
  return {
    kind: "matrix",
    title: { id: "title.products" },
    summary: { id: "summary.products", params: { target: data.target } },
    scale: "diverging",
    slices,
    blank: 0,
    data: "/data/products",
    encoding: { rows: TOKENS, columns: TOKENS },
    axes: { rows: { id: "axis.query" }, columns: { id: "axis.key" } },
  };
}

const messages: Messages = {
  en: {
    ...LAYER_MESSAGES.en,
    about: "Which tokens matter to what the model says, by attention and its gradient together?",
    "title.heads": "Heads: gradient × attention, with its sign",
    "title.products": "One head: gradient × attention",
    summary: "“{token}” is most relevant to {target}: {score}.",
    "summary.heads.raises": "Head {layer}.{head} attends to what raises {target} most: {value}.",
    "summary.heads.lowers": "Head {layer}.{head} attends to what lowers {target} most: {value}.",
    "summary.products":
      "Where more attention would raise or lower {target}, times the attention paid.",
    "slice.layer": "layer",
    "slice.head": "head",
    "axis.query": "query",
    "axis.key": "key",
    "option.sign":
      "Count only attention that raises the target (positive), as the paper does, or all with its sign (both).",
    "option.position":
      "Position whose row of relevance is read, negative ones from the last; default that of the target.",
    "option.products": "Keep gradient × attention of every head, query and key.",
  },
  zh: {
    ...LAYER_MESSAGES.zh,
    about: "结合注意力及其梯度来看，哪些词元对模型的输出重要？",
    "title.heads": "各头：梯度 × 注意力，保留符号",
    "title.products": "单个头：梯度 × 注意力",
    summary: "“{token}”与 {target} 最相关：{score}。",
    "summary.heads.raises": "注意力头 {layer}.{head} 所看之处最能提高 {target}：{value}。",
    "summary.heads.lowers": "注意力头 {layer}.{head} 所看之处最能降低 {target}：{value}。",
    "summary.products": "在何处增加注意力会提高或降低 {target}，再乘以所付的注意力。",
    "slice.layer": "层",
    "slice.head": "头",
    "axis.query": "查询",
    "axis.key": "键",
    "option.sign": "只计提高目标的注意力（positive，同论文），或连同符号全部计入（both）。",
    "option.position": "读取哪个位置的相关性，负数从最后一个数起；默认为目标所在的位置。",
    "option.products": "保留每个头、查询和键的梯度 × 注意力。",
  },
};

export const method: Method<TextSubject, typeof options, AttentionRelevanceData> = defineMethod({
  id: "attention-relevance",
  family: "attention",
  title: { en: "Attention relevance", zh: "注意力相关性" },
  aliases: ["chefer", "generic-attention-explainability", "attention-gradient"],
  paper: {
    cite: "Chefer, Gur & Wolf 2021, Generic Attention-model Explainability",
    url: "https://arxiv.org/abs/2103.15679",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["attention", "gradient"],
  options,
  messages,
  example: {
    subject: { model: "stories260k", input: "Once upon a time, there was a little girl named" },
  },
  recovers: [
    tokensClaim({
      taken: { en: "those of the largest score", zh: "得分最高的那些" },
      importances: ({ scores }) => numbers(scores),
      options: ({ target }) => ({ target }),
    }),
  ],
  run: relate,
  view,
});
