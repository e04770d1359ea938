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
import { checkBytes, checkSerial, readAttention } from "../shared/attention-layers.ts";
import { LARGEST_GAP, SumCheck } from "../shared/block-parts.ts";
import { rolledOut, sharesOfRows } from "../shared/layer-shares.ts";
import { lastRow, tokensClaim } from "../shared/planted-tokens.ts";
import { attentionSum, tokenProximities } from "../shared/proximity.ts";
import { onlyRow } from "../shared/rows.ts";
import { chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndex } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  showLayer: { kind: "integer", default: -1 },
} as const;

type Options = Infer<typeof options>;

export type AltiOptions = CallOptions<typeof options>;

export interface AltiData {
  readonly layers: readonly number[];
  /** `[layer, query, key]`: shares of what each token of a layer's input gives its output. */
  readonly contributions: Tensor;
  /** `[layer, query, key]`: shares of the input's tokens, through all layers up to this one. */
  readonly mixed: Tensor;
  /** Place in `layers` that pictures begin with. */
  readonly shown: number;
}

/**
 * How much of each token each other token is made of, layer by layer and through all of them. Attention
 * with the stream is a sum over tokens, y(i) = Σ_j T_i(j) + constants, where T_i(j) = Σ_h A_h[i, j] v_h(j)
 * W_O,h, plus x(i) where j = i, all through the norm that follows, if one does, with its scale held. Then
 *
 *     c[i, j] ∝ max(0, ‖y(i)‖₁ − ‖y(i) − T_i(j)‖₁),   rows sum to one;   mixed_l = c_l c_{l−1} … c_0.
 *
 * The MLP acts on one token at a time and is taken to mix nothing. Whether a part is near to the sum is
 * no proof that the model uses it.
 *
 * @throws VitrineError `BAD_OPTION` for a layer the model does not have, and where the result does not fit
 *   into `budget` bytes; `UNSUPPORTED` for parallel blocks.
 *
 * Ferrando et al. 2022, equations 8 to 11, https://arxiv.org/abs/2203.04212
 */
export function alti(subject: TextSubject, options?: AltiOptions): Promise<Result<AltiData>> {
  return method.run(subject, options);
}

async function mix(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AltiData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  checkSerial(where, model);
  const [shown] = chosenLayers(where, model, [options.showLayer]);
  const layers = chosenLayers(where, model, null);
  const { length } = model.prepare(row)[0].ids;
  const size = length * length;
  checkBytes(context, `${layers.length} maps of ${length} tokens`, 16 * layers.length * size);
  const shares = new Float64Array(layers.length * size);
  const sum = attentionSum(model);
  const check = new SumCheck();
  for await (const layer of readAttention({ model, row, layers, ...sum }, context)) {
    shares.set(tokenProximities(layer, sum.of(layer), check), layer.layer * size);
  }
  const emptyRows = sharesOfRows(shares, length);
  if (check.gap > LARGEST_GAP) context.warn("warning.gap", { gap: brief(check.gap) });
  if (emptyRows > 0) context.warn("warning.empty", { count: emptyRows });
  const dims = [layers.length, length, length];
  const maps = (values: Float64Array): Tensor => float64(dims, ["layer", "query", "key"], values);
  return {
    data: {
      layers,
      contributions: maps(shares),
      mixed: maps(rolledOut(shares, length)),
      shown,
    },
    evidence: { sumGap: check.gap, emptyRows, tokens: length },
  };
}

const TOKENS = "/input/rows/0/units";

function view(result: Result<AltiData>): ViewSpec {
  const { shown } = result.data;
  const shared = {
    kind: "matrix",
    scale: "probability",
    blank: 0,
    slices: [{ title: { id: "slice.layer" }, names: "/data/layers", at: shown }],
    encoding: { rows: TOKENS, columns: TOKENS },
    axes: { rows: { id: "axis.query" }, columns: { id: "axis.key" } },
  } as const;
  const mixed: ViewSpec = {
    ...shared,
    title: { id: "title.mixed" },
    summary: strongest(result, result.data.mixed, "summary.mixed"),
    data: "/data/mixed",
  };
  const layers: ViewSpec = {
    ...shared,
    title: { id: "title.layers" },
    summary: strongest(result, result.data.contributions, "summary.layers"),
    data: "/data/contributions",
  };
  return { kind: "stack", children: [mixed, layers] };
}

/** The token that the last one holds most of beside itself, in the layer shown. */
function strongest(result: Result<AltiData>, { dims, data }: Tensor, id: string): Message {
  const length = dims[2];
  if (length === 1) return { id: "summary.alone" };
  const end = (result.data.shown + 1) * length * length;
  const row = (data as Float64Array).subarray(end - length, end);
  const best = largestIndex(row.subarray(0, -1));
  const tokens = labelsAt(result, TOKENS);
  return {
    id,
    params: {
      layer: String(result.data.layers[result.data.shown]),
      query: tokens[length - 1],
      key: tokens[best],
      percent: formatPercent(row[best]),
      own: formatPercent(row[length - 1]),
    },
  };
}

const messages: Messages = {
  en: {
    about: "How much of each input token is in each token after each layer?",
    "title.mixed": "What each token is made of, down to the input",
    "title.layers": "What each token takes from the others in one layer",
    "summary.mixed":
      "After layer {layer} the last token, “{query}”, holds most of “{key}” ({percent}) beside itself ({own}).",
    "summary.layers":
      "In layer {layer} the last token, “{query}”, takes most from “{key}” ({percent}) beside itself ({own}).",
    "summary.alone": "There is only one token, and it is made of itself.",
    "slice.layer": "layer",
    "axis.query": "token",
    "axis.key": "made of",
    "option.showLayer": "Layer that pictures begin with, negative ones from the last.",
    "warning.gap":
      "The vectors do not add up to what the model computed; they are off by {gap} of its largest number. An edit lies between.",
    "warning.empty":
      "{count} sums have no part that comes near them; their rows are empty, and what lies above them is missing.",
  },
  zh: {
    about: "每一层之后，各词元中含有多少各输入词元的成分？",
    "title.mixed": "每个词元由什么构成（追溯到输入）",
    "title.layers": "在一层之中，每个词元从其他词元取了什么",
    "summary.mixed":
      "第 {layer} 层之后，末词元“{query}”除自身（{own}）外含“{key}”的成分最多（{percent}）。",
    "summary.layers":
      "在第 {layer} 层，末词元“{query}”除自身（{own}）外从“{key}”取得最多（{percent}）。",
    "summary.alone": "只有一个词元，它由自身构成。",
    "slice.layer": "层",
    "axis.query": "词元",
    "axis.key": "来源",
    "option.showLayer": "图示首先显示的层，负数从最后一层数起。",
    "warning.gap": "各向量之和不等于模型算出的结果，相差其最大值的 {gap}：两者之间有干预。",
    "warning.empty": "有 {count} 个和没有任何接近它的部分；这些行为空，其上各层也缺少这一部分。",
  },
};

export const method: Method<TextSubject, typeof options, AltiData> = defineMethod({
  id: "alti",
  family: "attention",
  title: { en: "ALTI: layer-wise token mixing", zh: "ALTI：逐层词元混合" },
  aliases: ["aggregation-of-layer-wise-token-to-token-interactions"],
  paper: {
    cite: "Ferrando et al. 2022, Measuring the Mixing of Contextual Information in the Transformer",
    url: "https://arxiv.org/abs/2203.04212",
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
        en: "those that the last one is made of most",
        zh: "最后一个位置中所占份额最大的那些",
      },
      importances: ({ mixed }) => lastRow(mixed),
    }),
  ],
  run: mix,
  view,
});
