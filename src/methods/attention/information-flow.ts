import { VitrineError } from "../../errors.ts";
import type { Model } from "../../model/types.ts";
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
import { checkBytes, checkSerial } from "../shared/attention-layers.ts";
import { LARGEST_GAP, SumCheck } from "../shared/block-parts.ts";
import { type LayerFlow, layerFlows } from "../shared/flow-importances.ts";
import { tokensClaim } from "../shared/planted-tokens.ts";
import { onlyRow } from "../shared/rows.ts";
import { type LayerEdges, type RouteEdge, routesTo } from "../shared/route-graph.ts";
import { chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import { tokenText } from "../shared/tokens.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  position: { kind: "integer", default: -1 },
  threshold: { kind: "number", default: 0.04, min: 0, max: 1 },
  edges: { kind: "choice", of: ["head", "layer"], default: "head" },
  renormalize: { kind: "boolean", default: false },
} as const;

type Options = Infer<typeof options>;

export type InformationFlowOptions = CallOptions<typeof options>;

/** An edge kept, with what its ends read. */
export interface InformationFlowEdge extends RouteEdge {
  readonly fromToken: string;
  readonly toToken: string;
}

export interface InformationFlowData {
  readonly layers: readonly number[];
  /** Heads by number; one name, `layer`, where they are added up. */
  readonly heads: readonly (number | string)[];
  /** `[layer, head, query, key]`: importance of each edge into the stream after attention. */
  readonly attention: Tensor;
  /** `[layer, pos]`: of the stream that passes attention by; with attention's it sums to one. */
  readonly residual: Tensor;
  /** `[layer, pos]`: of the MLP's output and of the stream that passes it by; the two sum to one. */
  readonly mlp: Tensor;
  readonly residualMlp: Tensor;
  readonly position: number;
  /** The edges kept, from the top down. */
  readonly edges: readonly InformationFlowEdge[];
  /** Layers that `reach` has rows for; −1 is the input. */
  readonly stages: readonly number[];
  /** `[layer + 1, pos]`: products of importances along the routes kept, from each node to the top. */
  readonly reach: Tensor;
}

/**
 * Which routes through the network lead to one prediction. Each node of the residual stream is a sum, and
 * a part z of the sum y is an edge of importance
 *
 *     e(z → y) = max(0, ‖y‖₁ − ‖y − z‖₁) / Σ of these over the parts of y.
 *
 * After attention the parts are every head's vector from every token, A_h[i, j] v_h(j) W_O,h, and the
 * stream; at the layer's end the MLP's output and the stream; where norms follow the sums, all taken
 * through them with their scale held. From the position read in the last layer, edges above the threshold
 * are followed down, and only to where they lead. `edges: "layer"` adds up the heads' importances between
 * two tokens first; `renormalize` drops what is not above the threshold before importances are made to sum
 * to one again. One run of the model does it all; nothing is patched.
 *
 * @throws VitrineError `BAD_OPTION` for a position outside the text and where the result does not fit into
 *   `budget` bytes; `UNSUPPORTED` for parallel blocks.
 *
 * Ferrando & Voita 2024, equations 3 to 6, https://arxiv.org/abs/2403.00824
 */
export function informationFlow(
  subject: TextSubject,
  options?: InformationFlowOptions,
): Promise<Result<InformationFlowData>> {
  return method.run(subject, options);
}

async function trace(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<InformationFlowData>> {
  const { where } = context;
  const row = onlyRow(where, input);
  checkSerial(where, model);
  const { ids } = model.prepare(row)[0];
  const { length } = ids;
  const position = positionOf(where, options.position, length);
  const layers = chosenLayers(where, model, null);
  const heads = options.edges === "head" ? chosenHeadNames(model) : ["layer"];
  const dims = [layers.length, heads.length, length, length];
  const bytes = 8 * dims.reduce((product, dim) => product * dim);
  checkBytes(context, `${layers.length} × ${heads.length} maps of ${length} tokens`, bytes);
  const check = new SumCheck();
  const renormalize = options.renormalize ? options.threshold : 0;
  const found: LayerEdges[] = [];
  let empty = 0;
  for await (const flow of layerFlows({ model, row, layers, renormalize }, context, check)) {
    empty += flow.empty;
    found.push(options.edges === "head" ? flow : { ...flow, attention: together(flow, length) });
  }
  if (check.gap > LARGEST_GAP) context.warn("warning.gap", { gap: brief(check.gap) });
  if (empty > 0) context.warn("warning.empty", { count: empty });
  const { edges, reach } = routesTo(position, found, length, options.threshold);
  if (edges.length === 0) context.warn("warning.none", { threshold: options.threshold });
  const kept = reach.subarray(0, length).reduce((sum, value) => sum + value, 0);
  return {
    data: {
      layers,
      heads,
      ...importances(found, dims),
      position,
      edges: edges.map((edge) => named(edge, model, ids, options)),
      stages: [-1, ...layers],
      reach: float64([layers.length + 1, length], ["layer", "pos"], reach),
    },
    evidence: { kept, edges: edges.length, sumGap: check.gap, emptySums: empty, tokens: length },
  };
}

function named(
  edge: RouteEdge,
  model: Model,
  ids: readonly number[],
  options: Options,
): InformationFlowEdge {
  return {
    ...edge,
    head: options.edges === "head" ? edge.head : null,
    fromToken: tokenText(model, ids[edge.from]),
    toToken: tokenText(model, ids[edge.to]),
  };
}

function importances(
  found: readonly LayerEdges[],
  dims: readonly number[],
): Pick<InformationFlowData, "attention" | "residual" | "mlp" | "residualMlp"> {
  const perPosition = (of: (layer: LayerEdges) => ArrayLike<number>): Tensor =>
    float64(
      [dims[0], dims[3]],
      ["layer", "pos"],
      found.flatMap((layer) => Array.from(of(layer))),
    );
  const attention = new Float64Array(dims.reduce((product, dim) => product * dim));
  found.forEach((layer, i) => attention.set(layer.attention, i * layer.attention.length));
  return {
    attention: float64(dims, ["layer", "head", "query", "key"], attention),
    residual: perPosition((layer) => layer.residual),
    mlp: perPosition((layer) => layer.mlp),
    residualMlp: perPosition((layer) => layer.residualMlp),
  };
}

function chosenHeadNames({ config: { nHeads } }: Model): number[] {
  return Array.from({ length: nHeads }, (_, head) => head);
}

/** Importances of a layer's heads, added up between each two tokens. */
function together({ attention }: LayerFlow, length: number): Float64Array {
  const sum = new Float64Array(length * length);
  for (let i = 0; i < attention.length; i++) sum[i % sum.length] += attention[i];
  return sum;
}

function positionOf(where: string, given: number, length: number): number {
  const at = given < 0 ? given + length : given;
  if (at >= 0 && at < length) return at;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "position" lies outside the text; expected ${-length} to ${length - 1}, got ${given}.`,
    { details: { option: "position", value: given } },
  );
}

const TOKENS = "/input/rows/0/units";

function view(result: Result<InformationFlowData>): ViewSpec {
  const reach: ViewSpec = {
    kind: "layer-position",
    title: { id: "title.reach" },
    summary: furthest(result),
    scale: "probability",
    data: "/data/reach",
    encoding: { layers: "/data/stages", units: TOKENS },
  };
  const edges: ViewSpec = {
    kind: "table",
    title: { id: "title.edges" },
    summary: strongestEdge(result),
    data: "/data/edges",
    columns: [
      { key: "layer", title: { id: "column.layer" }, format: "integer" },
      { key: "kind", title: { id: "column.kind" }, format: "text" },
      { key: "head", title: { id: "column.head" }, format: "integer" },
      { key: "fromToken", title: { id: "column.from" }, format: "text" },
      { key: "toToken", title: { id: "column.to" }, format: "text" },
      { key: "importance", title: { id: "column.importance" }, format: "percent" },
    ],
  };
  return { kind: "stack", children: [reach, edges] };
}

/** The input token from which most reaches the prediction, beside the position itself. */
function furthest(result: Result<InformationFlowData>): Message {
  const { reach, position } = result.data;
  const length = reach.dims[1];
  const tokens = labelsAt(result, TOKENS);
  const input = Array.from((reach.data as Float64Array).subarray(0, length));
  const best = largestIndex(input.map((value, pos) => (pos === position ? -1 : value)));
  const params = { token: tokens[position], own: formatPercent(input[position]) };
  if (length === 1 || input[best] <= 0) return { id: "summary.own", params };
  const percent = formatPercent(input[best]);
  return { id: "summary.reach", params: { ...params, source: tokens[best], percent } };
}

function strongestEdge({ data }: Result<InformationFlowData>): Message {
  const between = data.edges.filter(({ from, to }) => from !== to);
  const best = between[largestIndex(between.map(({ importance }) => importance))];
  const count = data.edges.length;
  if (best === undefined) return { id: "summary.no-edge", params: { count } };
  return {
    id: "summary.edge",
    params: {
      count,
      layer: String(best.layer),
      from: best.fromToken,
      to: best.toToken,
      percent: formatPercent(best.importance),
    },
  };
}

const messages: Messages = {
  en: {
    about:
      "By which routes through heads, MLPs and the residual stream does a prediction come about?",
    "title.reach": "Where the routes to the prediction pass",
    "title.edges": "Edges of the routes, from the top down",
    "summary.reach":
      "Of what reaches the prediction after “{token}”, {percent} comes along routes from “{source}” and {own} from “{token}” itself.",
    "summary.own":
      "No route kept leads to the prediction after “{token}” from another token; {own} comes from itself.",
    "summary.edge":
      "{count} edges are kept. The strongest between two tokens is in layer {layer}, from “{from}” to “{to}”: {percent}.",
    "summary.no-edge": "{count} edges are kept, none of them between two tokens.",
    "column.layer": "layer",
    "column.kind": "edge",
    "column.head": "head",
    "column.from": "from",
    "column.to": "to",
    "column.importance": "importance",
    "option.position": "Position whose prediction is traced, negative ones from the last.",
    "option.threshold": "Edges above this importance are followed.",
    "option.edges":
      "One edge for each head, or the heads' importances between two tokens added up (layer).",
    "option.renormalize":
      "Drop edges that are not above the threshold before the rest are made to sum to one.",
    "warning.gap":
      "The parts do not add up to what the model computed; they are off by {gap} of its largest number. An edit lies between.",
    "warning.empty": "{count} sums have no part that comes near them; no edge leads there.",
    "warning.none": "No edge is above the threshold of {threshold}; lower it.",
  },
  zh: {
    about: "一个预测是经由注意力头、MLP 与残差流的哪些路径形成的？",
    "title.reach": "通向预测的路径经过哪里",
    "title.edges": "路径上的边（自上而下）",
    "summary.reach":
      "在到达“{token}”之后的预测的信息中，{percent} 来自“{source}”，{own} 来自“{token}”自身。",
    "summary.own": "没有保留的路径从其他词元通向“{token}”之后的预测；{own} 来自其自身。",
    "summary.edge":
      "保留了 {count} 条边。两个词元之间最强的边在第 {layer} 层，从“{from}”到“{to}”：{percent}。",
    "summary.no-edge": "保留了 {count} 条边，没有一条连接两个不同的词元。",
    "column.layer": "层",
    "column.kind": "边",
    "column.head": "头",
    "column.from": "从",
    "column.to": "到",
    "column.importance": "重要性",
    "option.position": "追踪哪个位置的预测，负数从末尾数起。",
    "option.threshold": "只沿重要性高于此值的边前进。",
    "option.edges": "每个头一条边（head），或把两个词元之间各头的重要性相加（layer）。",
    "option.renormalize": "先去掉不高于阈值的边，再使其余各边之和为一。",
    "warning.gap": "各部分之和不等于模型算出的结果，相差其最大值的 {gap}：两者之间有干预。",
    "warning.empty": "有 {count} 个和没有任何接近它的部分；没有边通向那里。",
    "warning.none": "没有边高于阈值 {threshold}；请降低它。",
  },
};

export const method: Method<TextSubject, typeof options, InformationFlowData> = defineMethod({
  id: "information-flow",
  family: "attention",
  title: { en: "Information flow routes", zh: "信息流路径" },
  aliases: ["ifr", "information-flow-routes"],
  paper: {
    cite: "Ferrando & Voita 2024, Information Flow Routes: Automatically Interpreting Language Models at Scale",
    url: "https://arxiv.org/abs/2403.00824",
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
      taken: { en: "those that most of the routes kept come from", zh: "所保留路径最多来自的那些" },
      importances: ({ reach, position }) => numbers(reach).slice(0, position + 1),
    }),
  ],
  run: trace,
  view,
});
