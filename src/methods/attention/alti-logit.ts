import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
import { identityMatrix, matmul, type Matrix64 } from "../../tensor/matrix.ts";
import type { Tensor } from "../../tensor/tensor.ts";
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
import {
  type AttentionLayer,
  checkSerial,
  isPostNorm,
  readAttention,
} from "../shared/attention-layers.ts";
import { LARGEST_GAP, SumCheck } from "../shared/block-parts.ts";
import { sharesOfRows } from "../shared/layer-shares.ts";
import { logitDirection } from "../shared/logit-direction.ts";
import { tokensClaim } from "../shared/planted-tokens.ts";
import { attentionSum, tokenProximities } from "../shared/proximity.ts";
import { onlyRow } from "../shared/rows.ts";
import { chosenLayers } from "../shared/sites.ts";
import { describeTarget, targetOrTop } from "../shared/targets.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  mixing: { kind: "choice", of: ["alti", "none"], default: "alti" },
} as const;

type Options = Infer<typeof options>;

export type AltiLogitOptions = CallOptions<typeof options>;

export interface AltiLogitData {
  readonly layers: readonly number[];
  /** `[pos]`: what each input token brings to the target through attention, all layers added. */
  readonly scores: Tensor;
  /** `[layer, pos]`: the same, layer by layer. */
  readonly contributions: Tensor;
  /** `[layer, head]`: what each head brings. */
  readonly heads: Tensor;
  /** `[layer]`: what MLPs bring, and the output biases of attention. */
  readonly mlp: Tensor;
  readonly outputBias: Tensor;
  /** What the embedding at the position read brings by itself, and what no part of the stream does. */
  readonly initial: number;
  readonly constant: number;
  /** The target's value: the sum of all the above. */
  readonly value: number;
  readonly target: string;
}

/**
 * What each input token brings to a logit, along the paths through attention. With the final norm's scale
 * held, a logit is linear in the residual stream, hence a sum over what was ever added to it:
 *
 *     logit = x⁰·u + Σ_l Σ_j T_l(j)·u + Σ_l b_O,l·u + Σ_l MLP_l·u + constant,
 *
 * u the logit's direction, T_l(j) = Σ_h A_h[i, j] v_h(j) W_O,h at the position i that is read. A layer's
 * input j is itself made of input tokens, in shares that ALTI gives for the layers below:
 *
 *     contribution_l(s) = Σ_j T_l(j)·u · mixed_{l−1}[j, s].
 *
 * What MLPs, biases and the embedding bring belongs to no path of attention and stays apart; all together
 * add up to the logit, and how far they miss it is in the evidence. `mixing: "none"` leaves each layer's
 * own inputs as they are. The default target is the logit of the most likely next token; a `diff` of two
 * logits gives the contrastive form.
 *
 * @throws VitrineError `BAD_TARGET` for what is not a sum of logits; `UNSUPPORTED` for parallel blocks and
 *   for norms that follow the sums.
 *
 * Ferrando et al. 2023, equations 6 to 11, https://arxiv.org/abs/2305.12535
 */
export function altiLogit(
  subject: TextSubject,
  options?: AltiLogitOptions,
): Promise<Result<AltiLogitData>> {
  return method.run(subject, options);
}

async function contribute(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AltiLogitData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  if (isPostNorm(model)) {
    throw new VitrineError(
      "UNSUPPORTED",
      `${where}: the stream of "${model.name}" goes through a norm in every layer; expected a model whose layers add to one stream. Use alti.`,
    );
  }
  checkSerial(where, model);
  const target = await targetOrTop(context, model, row);
  const read = await logitDirection(context, model, row, target);
  const found = await everyLayer(model, row, read.direction, options, context);
  const { contributions, heads, mlp, outputBias, initial } = found;
  const parts = [initial, read.constant, ...mlp, ...outputBias];
  const conservationGap = total(parts) + total(heads) - read.value;
  const size = Math.max(1, ...[...parts, read.value].map(Math.abs));
  if (Math.abs(conservationGap) > LARGEST_GAP * size || found.sumGap > LARGEST_GAP) {
    const params = { gap: brief(conservationGap), value: brief(read.value) };
    context.warn("warning.gap", params);
  }
  return {
    data: {
      ...tensorsOf(found),
      initial,
      constant: read.constant,
      value: read.value,
      target: describeTarget(model, target),
    },
    evidence: {
      conservationGap,
      pathGap: total(contributions) - total(heads),
      sumGap: found.sumGap,
      tokens: contributions.length / found.layers.length,
    },
    target,
  };
}

/** What all layers bring to the target, one after the other. */
interface Found {
  readonly layers: readonly number[];
  /** `[layer, pos]`. */
  readonly contributions: readonly number[];
  /** `[layer, head]`. */
  readonly heads: readonly number[];
  readonly mlp: readonly number[];
  readonly outputBias: readonly number[];
  readonly initial: number;
  readonly sumGap: number;
}

async function everyLayer(
  model: Model,
  row: string | Row,
  direction: Float64Array,
  { mixing }: Options,
  context: Context,
): Promise<Found> {
  const layers = chosenLayers(context.where, model, null);
  const sum = attentionSum(model);
  const stream = [...sum.stream, "mlp_out"];
  const { length } = model.prepare(row)[0].ids;
  const check = new SumCheck();
  const found: Brought[] = [];
  let below: Matrix64 = identityMatrix(length);
  let initial = 0;
  for await (const layer of readAttention({ model, row, layers, ...sum, stream }, context)) {
    if (layer.layer === 0) initial = dot(direction, layer.stream.get("resid_pre")!);
    found.push(broughtBy(layer, direction, below));
    if (mixing === "none") continue;
    const data = tokenProximities(layer, sum.of(layer), check);
    sharesOfRows(data, length);
    below = matmul({ rows: length, columns: length, data }, below);
  }
  return {
    layers,
    contributions: found.flatMap((one) => [...one.tokens]),
    heads: found.flatMap((one) => [...one.heads]),
    mlp: found.map((one) => one.mlp),
    outputBias: found.map((one) => one.bias),
    initial,
    sumGap: check.gap,
  };
}

function tensorsOf({
  layers,
  contributions,
  heads,
  mlp,
  outputBias,
}: Found): Omit<AltiLogitData, "initial" | "constant" | "value" | "target"> {
  const count = layers.length;
  const length = contributions.length / count;
  const scores = new Float64Array(length);
  contributions.forEach((value, i) => (scores[i % length] += value));
  return {
    layers,
    scores: float64([length], ["pos"], scores),
    contributions: float64([count, length], ["layer", "pos"], contributions),
    heads: float64([count, heads.length / count], ["layer", "head"], heads),
    mlp: float64([count], ["layer"], mlp),
    outputBias: float64([count], ["layer"], outputBias),
  };
}

/** What one layer brings to the target. */
interface Brought {
  /** `[pos]`, of the input's tokens. */
  readonly tokens: Float64Array;
  /** `[head]`. */
  readonly heads: Float64Array;
  readonly mlp: number;
  readonly bias: number;
}

/** @param below - What each input of the layer is made of, `[pos, token]`. */
function broughtBy(layer: AttentionLayer, direction: Float64Array, below: Matrix64): Brought {
  const { length, nHeads, width, pattern, written, stream, bias } = layer;
  const heads = new Float64Array(nHeads);
  const inputs = new Float64Array(length);
  let fromBias = 0;
  for (let query = 0; query < length; query++) {
    const read = direction.subarray(query * width, (query + 1) * width);
    if (read.every((g) => g === 0)) continue;
    fromBias += dot(read, bias);
    for (let head = 0; head < nHeads; head++) {
      for (let key = 0; key < length; key++) {
        const weight = pattern[(head * length + query) * length + key];
        if (weight === 0) continue;
        const from = (head * length + key) * width;
        const brought = weight * dot(read, written.subarray(from, from + width));
        heads[head] += brought;
        inputs[key] += brought;
      }
    }
  }
  return {
    tokens: matmul({ rows: 1, columns: length, data: inputs }, below).data,
    heads,
    mlp: dot(direction, stream.get("mlp_out")!),
    bias: fromBias,
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

const TOKENS = "/input/rows/0/units";

function view(result: Result<AltiLogitData>): ViewSpec {
  const strip: ViewSpec = {
    kind: "token-strip",
    title: { id: "title" },
    summary: strongest(result),
    scale: "diverging",
    data: "/data/scores",
    encoding: { units: TOKENS },
  };
  const layers: ViewSpec = {
    kind: "layer-position",
    title: { id: "title.layers" },
    summary: strongestHead(result),
    scale: "diverging",
    data: "/data/contributions",
    encoding: { layers: "/data/layers", units: TOKENS },
  };
  const heads: ViewSpec = {
    kind: "layer-head",
    title: { id: "title.heads" },
    summary: strongestHead(result),
    scale: "diverging",
    data: "/data/heads",
    encoding: { layers: "/data/layers" },
  };
  return { kind: "stack", children: [strip, layers, heads] };
}

function strongest(result: Result<AltiLogitData>): Message {
  const { scores, target, value } = result.data;
  const values = numbers(scores);
  const best = largestIndex(values.map(Math.abs));
  const token = labelsAt(result, TOKENS)[best];
  return {
    id: "summary",
    params: { token, score: brief(values[best]), target, value: brief(value) },
  };
}

function strongestHead({ data }: Result<AltiLogitData>): Message {
  const values = numbers(data.heads);
  const best = largestIndex(values.map(Math.abs));
  const count = data.heads.dims[1];
  const layer = data.layers[Math.floor(best / count)];
  const params = { layer: String(layer), head: String(best % count), target: data.target };
  return { id: "summary.heads", params: { ...params, score: brief(values[best]) } };
}

const messages: Messages = {
  en: {
    about: "What does each input token bring to the model's answer, along the paths of attention?",
    "title.layers": "The same, layer by layer",
    "title.heads": "What each head brings",
    summary:
      "Through attention, “{token}” moves {target} most: {score}, of a value of {value} in all.",
    "summary.heads": "Head {layer}.{head} moves {target} most: {score}.",
    "option.mixing":
      "Follow each layer's inputs down to the tokens by ALTI's shares, or leave them as they are (none).",
    "warning.gap":
      "The parts do not add up to the target's value of {value}; they miss it by {gap}. An edit lies between.",
  },
  zh: {
    about: "沿着注意力的各条路径，每个输入词元给模型的答案带来了什么？",
    "title.layers": "逐层所见",
    "title.heads": "每个注意力头带来了什么",
    summary: "经由注意力，“{token}”对 {target} 的影响最大：{score}（总值为 {value}）。",
    "summary.heads": "注意力头 {layer}.{head} 对 {target} 的影响最大：{score}。",
    "option.mixing": "按 ALTI 的份额把每层的输入追溯到词元，或保持原样（none）。",
    "warning.gap": "各部分之和不等于目标值 {value}，相差 {gap}：两者之间有干预。",
  },
};

export const method: Method<TextSubject, typeof options, AltiLogitData> = defineMethod({
  id: "alti-logit",
  family: "attention",
  title: { en: "ALTI-Logit: what tokens bring to a logit", zh: "ALTI-Logit：词元对 logit 的贡献" },
  aliases: ["logit-contributions"],
  paper: {
    cite: "Ferrando et al. 2023, Explaining How Transformers Use Context to Build Predictions",
    url: "https://arxiv.org/abs/2305.12535",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["attention", "lm-head", "gradient"],
  options,
  messages,
  example: {
    subject: { model: "stories260k", input: "Once upon a time, there was a little girl" },
  },
  recovers: [
    tokensClaim<typeof options, AltiLogitData>({
      taken: { en: "those that bring most to the target", zh: "对目标贡献最大的那些" },
      importances: ({ scores }) => numbers(scores),
      signed: true,
      options: ({ target }) => ({ target }),
    }),
  ],
  run: contribute,
  view,
});
