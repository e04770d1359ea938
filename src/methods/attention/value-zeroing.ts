import { VitrineError } from "../../errors.ts";
import type { Model } from "../../model/types.ts";
import { euclideanNorm } from "../../tensor/matrix.ts";
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
import { checkBytes } from "../shared/attention-layers.ts";
import { LARGEST_GAP, SumCheck } from "../shared/block-parts.ts";
import { rolledOut, sharesOfRows } from "../shared/layer-shares.ts";
import { lastRowsTogether, tokensClaim } from "../shared/planted-tokens.ts";
import { onlyRow } from "../shared/rows.ts";
import { chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import { type Zeroed, zeroedByForce, zeroedInClosedForm } from "../shared/zeroed-values.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  form: { kind: "choice", of: ["fast", "brute"], default: "fast" },
  rollout: { kind: "boolean", default: false },
  floor: { kind: "number", default: 1e-5, min: 0, max: 2 },
  layers: { kind: "list", of: "integer", default: null },
} as const;

type Options = Infer<typeof options>;

export type ValueZeroingOptions = CallOptions<typeof options>;

export interface ValueZeroingData {
  readonly layers: readonly number[];
  /** `[layer, query, key]`: 1 − cos of the query's output with and without the key's value. */
  readonly distances: Tensor;
  /** `[layer, query, key]`: those at the floor and above, as shares of the query. */
  readonly scores: Tensor;
  /** `[layer, query, key]`: shares followed down to the input; null where not asked for. */
  readonly rollout: Tensor | null;
}

/**
 * How much a layer's output at each token depends on each token's value: with v(key) set to zero in that
 * layer alone, for every head, and everything before the layer as it was,
 *
 *     s[query, key] = 1 − cos(y(query), y(query) without v(key)),   rows divided by their sum.
 *
 * Residual stream, norms and MLP are all in y, so a token that attention looks at may still count for
 * nothing. `form: "brute"` edits values and runs the layer again for each token; `"fast"` takes off
 * attention's output what the token carried, Σ_h A_h v_h W_O,h, and runs only what follows attention. They
 * agree to float32 rounding; the second runs no projections, scores and patterns, a third of a layer's
 * products or more, which tells in large models only. With `rollout`, shares of layers are multiplied down
 * to the input, no identity added.
 *
 * @throws VitrineError `BAD_OPTION` for a layer the model does not have, for a rollout over other layers
 *   than the first ones in order, and where the result does not fit into `budget` bytes.
 *
 * Mohebbi et al. 2023, equations 1 to 3, https://arxiv.org/abs/2301.12971
 */
export function valueZeroing(
  subject: TextSubject,
  options?: ValueZeroingOptions,
): Promise<Result<ValueZeroingData>> {
  return method.run(subject, options);
}

async function compare(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<ValueZeroingData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  const layers = chosenLayers(where, model, options.layers);
  if (options.rollout) checkFromFirst(where, layers);
  const { length } = model.prepare(row)[0].ids;
  const dims = [layers.length, length, length];
  checkBytes(
    context,
    `${layers.length} maps of ${length} tokens`,
    16 * layers.length * length ** 2,
  );
  const distances = new Float64Array(layers.length * length * length);
  const check = new SumCheck();
  const request = { model, row, layers: [...new Set(layers)] };
  const zeroed =
    options.form === "fast"
      ? zeroedInClosedForm(request, context, check)
      : zeroedByForce(request, context);
  for await (const one of zeroed) {
    layers.forEach((layer, i) => {
      if (layer !== one.layer) return;
      const map = distances.subarray(i * length * length, (i + 1) * length * length);
      fillColumn(map, one, model, length);
    });
  }
  if (check.gap > LARGEST_GAP) context.warn("warning.gap", { gap: brief(check.gap) });
  const scores = distances.map((value) => (value < options.floor ? 0 : value));
  const emptyRows = sharesOfRows(scores, length);
  if (emptyRows > 0) context.warn("warning.empty", { count: emptyRows, floor: options.floor });
  const maps = (values: Float64Array): Tensor => float64(dims, ["layer", "query", "key"], values);
  return {
    data: {
      layers,
      distances: maps(distances),
      scores: maps(scores),
      rollout: options.rollout ? maps(rolledOut(scores, length)) : null,
    },
    evidence: {
      form: options.form,
      sumGap: options.form === "fast" ? check.gap : null,
      emptyRows,
      tokens: length,
    },
  };
}

/** Distances at every query that can see the key. */
function fillColumn(
  map: Float64Array,
  { key, output, clean }: Zeroed,
  { isCausal }: Model,
  length: number,
): void {
  const width = output.length / length;
  for (let query = isCausal ? key : 0; query < length; query++) {
    map[query * length + key] = cosineDistance(output, clean, query * width, width);
  }
}

/** 1 − cos, never below 0. */
function cosineDistance(a: Float32Array, b: Float32Array, from: number, width: number): number {
  let product = 0;
  for (let i = from; i < from + width; i++) product += a[i] * b[i];
  const norms = euclideanNorm(a, from, from + width) * euclideanNorm(b, from, from + width);
  return norms === 0 ? 0 : Math.max(0, 1 - product / norms);
}

function checkFromFirst(where: string, layers: readonly number[]): void {
  if (layers.every((layer, i) => layer === i)) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "rollout" does not fit; expected all layers from the first on, in order, got ${layers.join(", ")}.`,
    { details: { layers } },
  );
}

const TOKENS = "/input/rows/0/units";

function view(result: Result<ValueZeroingData>): ViewSpec {
  const { layers, rollout } = result.data;
  const shared = {
    kind: "matrix",
    scale: "probability",
    blank: 0,
    encoding: { rows: TOKENS, columns: TOKENS },
    axes: { rows: { id: "axis.query" }, columns: { id: "axis.key" } },
  } as const;
  const last = layers.length - 1;
  const slices = [{ title: { id: "slice.layer" }, names: "/data/layers", at: last }] as const;
  const scores: ViewSpec = {
    ...shared,
    title: { id: "title.scores" },
    summary: strongest(result, result.data.scores, "summary.scores"),
    slices,
    data: "/data/scores",
  };
  if (rollout === null) return scores;
  const rolled: ViewSpec = {
    ...shared,
    title: { id: "title.rollout" },
    summary: strongest(result, rollout, "summary.rollout"),
    slices,
    data: "/data/rollout",
  };
  return { kind: "stack", children: [rolled, scores] };
}

/** The token that the last one depends on most beside itself, in the last layer read. */
function strongest(result: Result<ValueZeroingData>, { dims, data }: Tensor, id: string): Message {
  const length = dims[2];
  if (length === 1) return { id: "summary.alone" };
  const row = numbers({ dims, data, dtype: "float64" }).slice(data.length - length);
  const best = largestIndex(row.slice(0, -1));
  const tokens = labelsAt(result, TOKENS);
  return {
    id,
    params: {
      layer: String(result.data.layers.at(-1)),
      query: tokens[length - 1],
      key: tokens[best],
      percent: formatPercent(row[best]),
      own: formatPercent(row[length - 1]),
    },
  };
}

const messages: Messages = {
  en: {
    about: "How much does a layer's output at each token depend on what each token offers it?",
    "title.scores": "Value zeroing: shares of each query's dependence",
    "title.rollout": "Value zeroing, followed down to the input",
    "summary.scores":
      "In layer {layer} the last token, “{query}”, depends most on “{key}” ({percent}) beside itself ({own}).",
    "summary.rollout":
      "Up to layer {layer} the last token, “{query}”, depends most on “{key}” ({percent}) beside itself ({own}).",
    "summary.alone": "There is only one token, and it depends on itself.",
    "slice.layer": "layer",
    "axis.query": "query",
    "axis.key": "key",
    "option.form":
      "Take what a token carried off attention's output (fast), or edit its value and run the layer again (brute); the same to float32 rounding.",
    "option.rollout": "Also multiply the shares of all layers down to the input.",
    "option.floor": "Distances below this count as none.",
    "option.layers": "Layers to read, negative ones from the last; default all.",
    "warning.gap":
      "The vectors do not add up to attention's output; they are off by {gap} of its largest number. An edit lies between: use the form “brute”.",
    "warning.empty":
      "{count} queries depend on no token by {floor} or more; their rows are empty. Lower the floor.",
  },
  zh: {
    about: "一层在各词元处的输出，多大程度上取决于各词元所提供的值？",
    "title.scores": "值归零：每个查询的依赖份额",
    "title.rollout": "值归零：一直追溯到输入",
    "summary.scores":
      "在第 {layer} 层，末词元“{query}”除自身（{own}）外最依赖“{key}”（{percent}）。",
    "summary.rollout":
      "到第 {layer} 层为止，末词元“{query}”除自身（{own}）外最依赖“{key}”（{percent}）。",
    "summary.alone": "只有一个词元，它只依赖自身。",
    "slice.layer": "层",
    "axis.query": "查询",
    "axis.key": "键",
    "option.form":
      "从注意力输出中减去该词元所传递的部分（fast），或修改其值并重新运行该层（brute）；两者只差 float32 舍入。",
    "option.rollout": "同时把各层的份额逐层相乘，直到输入。",
    "option.floor": "低于此值的距离按零计。",
    "option.layers": "要读取的层，负数从最后一层数起；默认全部。",
    "warning.gap":
      "各向量之和不等于注意力的输出，相差其最大值的 {gap}：两者之间有干预，请使用 brute。",
    "warning.empty": "有 {count} 个查询对任何词元的依赖都不到 {floor}；这些行为空。请降低下限。",
  },
};

export const method: Method<TextSubject, typeof options, ValueZeroingData> = defineMethod({
  id: "value-zeroing",
  family: "attention",
  title: { en: "Value zeroing", zh: "值归零" },
  aliases: ["zeroed-values"],
  paper: {
    cite: "Mohebbi et al. 2023, Quantifying Context Mixing in Transformers",
    url: "https://arxiv.org/abs/2301.12971",
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
        en: "those whose values the last one depends on most, all layers added up",
        zh: "最后一个位置最依赖其值的那些，各层相加",
      },
      importances: ({ distances }) => lastRowsTogether(distances),
    }),
  ],
  run: compare,
  view,
});
