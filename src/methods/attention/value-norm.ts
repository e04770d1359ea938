import { VitrineError } from "../../errors.ts";
import type { Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
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
import {
  type AttentionLayer,
  type BlockNorm,
  checkBytes,
  checkSerial,
  isPostNorm,
  readAttention,
} from "../shared/attention-layers.ts";
import {
  type BlockSum,
  constantPart,
  eachTokenPart,
  LARGEST_GAP,
  SumCheck,
} from "../shared/block-parts.ts";
import { sharesOfRows } from "../shared/layer-shares.ts";
import { lastRowsTogether, tokensClaim } from "../shared/planted-tokens.ts";
import { onlyRow } from "../shared/rows.ts";
import { chosenHeads, chosenLayers, sitesOf } from "../shared/sites.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  per: { kind: "choice", of: ["head", "layer"], default: "head" },
  mix: { kind: "choice", of: ["none", "residual", "norm"], default: "none" },
  normalize: { kind: "boolean", default: false },
  layers: { kind: "list", of: "integer", default: null },
  heads: { kind: "list", of: "integer", default: null },
} as const;

type Options = Infer<typeof options>;

export type ValueNormOptions = CallOptions<typeof options>;

export interface ValueNormData {
  readonly layers: readonly number[];
  /** Heads by number; one name, `layer`, where the heads of a layer are summed as vectors. */
  readonly heads: readonly (number | string)[];
  /** `[layer, head, query, key]`: lengths of the vectors; shares of a query where normalised. */
  readonly norms: Tensor;
  /**
   * `[layer, pos]`: ‖Σ of the other tokens' vectors‖ against that plus ‖the token's own vector‖; null
   * for single heads.
   */
  readonly mixing: Tensor | null;
  /** Places in `layers` and `heads` that pictures begin with. */
  readonly shown: { readonly layer: number; readonly head: number };
}

/**
 * How much each token really brings to each other, by the length of the vector that attention adds:
 *
 *     ‖A_h[query, key] · v_h(key) W_O,h‖₂                        per head,
 *     ‖Σ_h A_h[query, key] · v_h(key) W_O,h‖₂                    per layer.
 *
 * A large share of attention paid to a token whose value is short counts for little. Values have their
 * bias in them; b_O belongs to no token. `mix: "residual"` adds the stream to each token's own vector;
 * `"norm"` then takes all through the norm that reads the sum (ln1 where norms follow, else ln2), with its
 * scale held: (z − z̄) ⊙ γ / σ, without z̄ for RMSNorm. How far the vectors with b_O are from what the
 * model computed is in the evidence.
 *
 * @throws VitrineError `BAD_OPTION` for a layer or head the model does not have, for mixing per head, and
 *   where the result does not fit into `budget` bytes; `UNSUPPORTED` for mixing in a model whose blocks
 *   are parallel or have no norm.
 *
 * Kobayashi et al. 2020, equation 4, https://arxiv.org/abs/2004.10102; Kobayashi et al. 2021, equations 6
 * to 10, https://arxiv.org/abs/2109.07152
 */
export function valueNorm(
  subject: TextSubject,
  options?: ValueNormOptions,
): Promise<Result<ValueNormData>> {
  return method.run(subject, options);
}

async function measure(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<ValueNormData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  const layers = chosenLayers(where, model, options.layers);
  const heads = chosenHeads(where, model, options.heads);
  const mix = mixOf(where, model, options);
  const names = options.per === "head" ? heads : ["layer"];
  const length = model.prepare(row)[0].ids.length;
  const dims = [layers.length, names.length, length, length];
  const size = dims.reduce((product, dim) => product * dim);
  checkBytes(context, `${layers.length} × ${names.length} maps of ${length} tokens`, 8 * size);
  const norms = new Float64Array(size);
  const mixing = new Float64Array(layers.length * length);
  const check = new SumCheck();
  const unique = [...new Set(layers)];
  const request = { model, row, layers: unique, stream: mix.stream, norms: mix.norms };
  for await (const layer of readAttention(request, context)) {
    const measured =
      options.per === "head" ? headNorms(layer, heads) : layerNorms(layer, mix.of(layer), heads);
    checkSums(layer, mix.of(layer), check);
    layers.forEach((wanted, i) => {
      if (wanted !== layer.layer) return;
      norms.set(measured.norms, i * measured.norms.length);
      mixing.set(measured.mixing, i * length);
    });
  }
  if (options.normalize) sharesOfRows(norms, length);
  if (check.gap > LARGEST_GAP) context.warn("warning.gap", { gap: brief(check.gap) });
  const all = float64(dims, ["layer", "head", "query", "key"], norms);
  return {
    data: {
      layers,
      heads: names,
      norms: all,
      mixing:
        options.per === "head" ? null : float64([layers.length, length], ["layer", "pos"], mixing),
      shown: mostMixing(all),
    },
    evidence: { sumGap: check.gap, tokens: length, mix: options.mix },
  };
}

interface Mix {
  readonly stream: readonly string[];
  readonly norms: readonly BlockNorm[];
  readonly of: (layer: AttentionLayer) => BlockSum;
}

/** What is added to attention, and which norm takes the sum. */
function mixOf(where: string, model: Model, { mix, per }: Options): Mix {
  if (mix === "none") {
    const alone = { residual: null, norm: null };
    return {
      stream: [],
      norms: [],
      of: ({ stream }) => ({ ...alone, whole: stream.get("attn_out")! }),
    };
  }
  if (per === "head") {
    throw new VitrineError(
      "BAD_OPTION",
      `${where}: option "mix" does not fit; expected none for single heads, got ${mix}. The stream belongs to no head: set "per" to layer.`,
    );
  }
  checkSerial(where, model);
  const norm: BlockNorm | null = mix === "residual" ? null : isPostNorm(model) ? "ln1" : "ln2";
  if (norm !== null && sitesOf(model, `${norm}.scale`).length === 0) {
    throw new VitrineError(
      "UNSUPPORTED",
      `${where}: option "mix" does not fit; the blocks of "${model.name}" have no norm. Use residual.`,
    );
  }
  const whole = norm === null ? "resid_mid" : `${norm}.out`;
  return {
    stream: ["resid_pre", whole],
    norms: norm === null ? [] : [norm],
    of: ({ stream, norms }) => ({
      residual: stream.get("resid_pre")!,
      norm: norm === null ? null : norms.get(norm)!,
      whole: stream.get(whole)!,
    }),
  };
}

interface Measured {
  /** `[head, query, key]`. */
  readonly norms: Float64Array;
  /** `[pos]`. */
  readonly mixing: Float64Array;
}

/** A_h[query, key] · ‖v_h(key) W_O,h‖. */
function headNorms(layer: AttentionLayer, heads: readonly number[]): Measured {
  const { length, width, pattern, written } = layer;
  const norms = new Float64Array(heads.length * length * length);
  heads.forEach((head, at) => {
    for (let key = 0; key < length; key++) {
      const from = (head * length + key) * width;
      const size = lengthOf(written.subarray(from, from + width));
      for (let query = 0; query < length; query++) {
        const cell = query * length + key;
        norms[at * length * length + cell] =
          Math.abs(pattern[head * length * length + cell]) * size;
      }
    }
  });
  return { norms, mixing: new Float64Array(length) };
}

/** ‖T(key)‖ of the heads together, and how much of each sum comes from other tokens. */
function layerNorms(layer: AttentionLayer, sum: BlockSum, heads: readonly number[]): Measured {
  const { length, width } = layer;
  const norms = new Float64Array(length * length);
  const mixing = new Float64Array(length);
  for (let query = 0; query < length; query++) {
    const others = new Float64Array(width);
    eachTokenPart(layer, sum, query, heads, (key, vector) => {
      norms[query * length + key] = lengthOf(vector);
      if (key !== query) for (let i = 0; i < width; i++) others[i] += vector[i];
    });
    const [own, mixed] = [norms[query * length + query], lengthOf(others)];
    mixing[query] = own + mixed === 0 ? 0 : mixed / (own + mixed);
  }
  return { norms, mixing };
}

function lengthOf(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i] * vector[i];
  return Math.sqrt(sum);
}

/** Adds up every head's vectors at some positions; all would cost more than single heads' norms do. */
function checkSums(layer: AttentionLayer, sum: BlockSum, check: SumCheck): void {
  const heads = Array.from({ length: layer.nHeads }, (_, head) => head);
  const step = Math.ceil(layer.length / CHECKED);
  for (let query = layer.length - 1; query >= 0; query -= step) {
    const total = constantPart(layer, sum, query);
    eachTokenPart(layer, sum, query, heads, (_, vector) => {
      for (let i = 0; i < vector.length; i++) total[i] += vector[i];
    });
    check.add(total, sum.whole, query);
  }
}

/** Positions whose sums are checked, in every layer. */
const CHECKED = 16;

/** Where most comes from other tokens than the first and the query itself, as a share of all. */
function mostMixing({ dims, data }: Tensor): ValueNormData["shown"] {
  const [layers, heads, length] = dims;
  const values = data as Float64Array;
  const shares = Array.from({ length: layers * heads }, (_, map) => {
    let [others, all] = [0, 0];
    for (let cell = 0; cell < length * length; cell++) {
      const [query, key] = [Math.floor(cell / length), cell % length];
      const value = values[map * length * length + cell];
      all += value;
      if (key > 0 && key !== query) others += value;
    }
    return all === 0 ? 0 : others / all;
  });
  const best = largestIndex(shares);
  return { layer: Math.floor(best / heads), head: best % heads };
}

const TOKENS = "/input/rows/0/units";

function view(result: Result<ValueNormData>): ViewSpec {
  const { layers, heads, shown } = result.data;
  const shared = { scale: "sequential", data: "/data/norms" } as const;
  const slices: readonly Slice[] = [
    { title: { id: "slice.layer" }, names: "/data/layers", at: shown.layer },
    { title: { id: "slice.head" }, names: "/data/heads", at: shown.head },
  ];
  const matrix: ViewSpec = {
    ...shared,
    kind: "matrix",
    title: { id: "title.matrix" },
    summary: strongest(result),
    slices,
    blank: 0,
    encoding: { rows: TOKENS, columns: TOKENS },
    axes: { rows: { id: "axis.query" }, columns: { id: "axis.key" } },
  };
  if (layers.length * heads.length === 1) return matrix;
  const grid: ViewSpec = {
    ...shared,
    kind: "head-grid",
    at: [shown.layer, shown.head],
    title: { id: "title.grid" },
    summary: strongest(result),
    encoding: { layers: "/data/layers", heads: "/data/heads", queries: TOKENS, keys: TOKENS },
  };
  return { kind: "stack", children: [grid, matrix] };
}

/** The longest vector that one token brings to another, in the map shown first. */
function strongest(result: Result<ValueNormData>): Message {
  const { norms, shown, layers, heads } = result.data;
  const length = norms.dims[2];
  const from = (shown.layer * heads.length + shown.head) * length * length;
  const values = numbers(norms).subarray(from, from + length * length);
  const best = largestIndex(values.map((value, i) => (i % (length + 1) === 0 ? -1 : value)));
  if (length === 1) return { id: "summary.alone" };
  const tokens = labelsAt(result, TOKENS);
  const together = typeof heads[0] === "string";
  return {
    id: together ? "summary.layer" : "summary.head",
    params: {
      layer: String(layers[shown.layer]),
      head: String(heads[shown.head]),
      query: tokens[Math.floor(best / length)],
      key: tokens[best % length],
      value: brief(values[best]),
    },
  };
}

const messages: Messages = {
  en: {
    about: "How long is the vector that each token adds to each other through attention?",
    "title.grid": "Every head at a glance, by the length of what it carries",
    "title.matrix": "Length of the vector that each key brings to each query",
    "summary.head":
      "Layer {layer}, head {head} draws most on other tokens. There “{key}” brings “{query}” the longest vector: {value}.",
    "summary.layer":
      "Layer {layer} draws most on other tokens. There “{key}” brings “{query}” the longest vector: {value}.",
    "summary.alone": "There is no other token to bring anything.",
    "slice.layer": "layer",
    "slice.head": "head",
    "axis.query": "query",
    "axis.key": "key",
    "option.per": "One map for each head, or the vectors of a layer's heads added up.",
    "option.mix":
      "Attention alone (none), with the residual stream added to a token's own vector (residual), and then taken through the norm that reads the sum (norm). Per layer only.",
    "option.normalize": "Lengths as shares of a query's sum of lengths.",
    "option.layers": "Layers to read, negative ones from the last; default all.",
    "option.heads": "Heads to read, or to add up, negative ones from the last; default all.",
    "warning.gap":
      "The vectors do not add up to what the model computed; they are off by {gap} of its largest number. An edit lies between.",
  },
  zh: {
    about: "每个词元通过注意力给其他词元加上的向量有多长？",
    "title.grid": "所有注意力头一览：所传递向量的长度",
    "title.matrix": "每个键带给每个查询的向量长度",
    "summary.head":
      "第 {layer} 层的头 {head} 最多地取用其他词元；其中“{key}”带给“{query}”的向量最长：{value}。",
    "summary.layer":
      "第 {layer} 层最多地取用其他词元；其中“{key}”带给“{query}”的向量最长：{value}。",
    "summary.alone": "没有别的词元可以带来任何东西。",
    "slice.layer": "层",
    "slice.head": "头",
    "axis.query": "查询",
    "axis.key": "键",
    "option.per": "每个头一张图（head），或把一层各头的向量相加（layer）。",
    "option.mix":
      "仅注意力（none）；把残差流加到词元自身的向量上（residual）；再经过读取该和的归一化（norm）。后两者只适用于整层。",
    "option.normalize": "把长度换算为占该查询长度总和的份额。",
    "option.layers": "要读取的层，负数从最后一层数起；默认全部。",
    "option.heads": "要读取或相加的注意力头，负数从最后一个数起；默认全部。",
    "warning.gap": "各向量之和不等于模型算出的结果，相差其最大值的 {gap}：两者之间有干预。",
  },
};

export const method: Method<TextSubject, typeof options, ValueNormData> = defineMethod({
  id: "value-norm",
  family: "attention",
  title: { en: "Norms of value vectors", zh: "值向量的范数" },
  aliases: ["norm-based-attention", "attention-norm"],
  paper: {
    cite: "Kobayashi et al. 2020, Attention is Not Only a Weight: Analyzing Transformers with Vector Norms",
    url: "https://arxiv.org/abs/2004.10102",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["attention"],
  options,
  messages,
  example: {
    subject: { model: "stories260k", input: "Once upon a time, there was a little girl" },
  },
  recovers: [
    tokensClaim({
      taken: {
        en: "those whose vectors at the last one are longest, all heads added up",
        zh: "到达最后一个位置的向量最长的那些，各头相加",
      },
      importances: ({ norms }) => lastRowsTogether(norms),
    }),
  ],
  run: measure,
  view,
});
