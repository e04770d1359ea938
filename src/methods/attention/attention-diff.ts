import type { Unit } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
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
import { alignedTokens, sidesOf } from "../shared/attention-sides.ts";
import { readPatterns } from "../shared/attention-patterns.ts";
import { type PatternMeasure, rowDistances } from "../shared/pattern-distance.ts";
import { headsThatFollowTokens, headsWhere, onPrompts } from "../shared/planted-prompts.ts";
import { chosenHeads, chosenLayers } from "../shared/sites.ts";
import { brief, float64, largestIndices, numbers } from "../shared/tensors.ts";
import type { ModelsSubject, PairSubject } from "../subject.ts";

const options = {
  measure: {
    kind: "choice",
    of: ["total-variation", "jensen-shannon"],
    default: "total-variation",
  },
  layers: { kind: "list", of: "integer", default: null },
  heads: { kind: "list", of: "integer", default: null },
  top: { kind: "integer", default: 10, min: 1, max: 1000 },
} as const;

type Options = Infer<typeof options>;

export type AttentionDiffOptions = CallOptions<typeof options>;

export interface AttentionDiffData {
  /** What the two sides are: two texts in one model, or one text in two models. */
  readonly compared: "texts" | "models";
  readonly layers: readonly number[];
  /** By number. */
  readonly heads: readonly number[];
  /** `[layer, head, query, key]`, float32: of the clean text, or of the first model. */
  readonly first: Tensor;
  /** The same of the corrupted text, or of the second model. */
  readonly second: Tensor;
  /** `[layer, head, query]` by the measure chosen. */
  readonly byQuery: Tensor;
  /** `[layer, head]`: mean over the queries that have a choice of keys, see `evidence.queries`. */
  readonly distances: Tensor;
  /** The heads that differ most, largest distance first. */
  readonly strongest: readonly AttentionDiffHead[];
  /** Tokens of the sides: `boy → girl` where they differ. */
  readonly tokens: readonly Unit[];
  /** Positions whose tokens differ; none for two models. */
  readonly differing: readonly number[];
  /** Places in `layers` and `heads` that pictures begin with: the head that differs most. */
  readonly shown: { readonly layer: number; readonly head: number };
}

export interface AttentionDiffHead {
  /** `L2H5`. */
  readonly name: string;
  readonly layer: number;
  readonly head: number;
  readonly distance: number;
  /** Where a weight changes most: from which query to which key, and by how much. */
  readonly query: number;
  readonly key: number;
  readonly queryToken: string;
  readonly keyToken: string;
  readonly change: number;
}

/**
 * Which heads look elsewhere when the text changes, or when the model does: the distance between the two
 * rows of attention of each query, averaged over queries.
 *
 * - `total-variation`: ½ Σ_k |A[q, k] − B[q, k]|, the share of attention that has moved, 0 to 1;
 * - `jensen-shannon`: the mean of the two divergences from their middle, nats, 0 to ln 2.
 *
 * Two texts are aligned token by token: they must have equally many tokens. Two models must read the text
 * as the same tokens and have equally many layers and heads; head h of layer l is compared with head h of
 * layer l, which says something of models of one origin only (a fine-tuned one and its base). The first
 * query of a causal model sees one key, so it is left out of the means. A difference in patterns need not
 * make one in outputs: what it does, patching says.
 *
 * @throws VitrineError `BAD_INPUT` for texts of unlike length or the same tokens, for a text of one token,
 *   for models that do not fit each other; `BAD_OPTION` for a layer or head that is not there, and where
 *   the patterns do not fit into `budget` bytes.
 *
 * Lin 1991, Divergence measures based on the Shannon entropy; Vig 2019, https://arxiv.org/abs/1906.05714
 */
export function attentionDiff(
  subject: PairSubject | ModelsSubject,
  options?: AttentionDiffOptions,
): Promise<Result<AttentionDiffData>> {
  return method.run(subject, options);
}

async function compare(
  subject: PairSubject | ModelsSubject,
  options: Options,
  context: Context,
): Promise<Outcome<AttentionDiffData>> {
  const { where } = context;
  const [a, b] = sidesOf(where, subject);
  const layers = chosenLayers(where, a.model, options.layers);
  const heads = chosenHeads(where, a.model, options.heads);
  const { tokens, differing } = alignedTokens(where, a, b);
  const request = { layers, heads, reduce: "none", copies: 2 } as const;
  const { values: first } = await readPatterns({ ...request, ...a }, context);
  const { values: second } = await readPatterns({ ...request, ...b }, context);
  const from = a.model.isCausal ? 1 : 0;
  const { byQuery, distances } = distancesOf(first, second, options.measure, from);
  const sides = { first, second, layers, heads, tokens };
  const strongest = strongestOf(sides, distances, options.top);
  const shown = {
    layer: layers.indexOf(strongest[0].layer),
    head: heads.indexOf(strongest[0].head),
  };
  const compared = "models" in subject ? "models" : "texts";
  return {
    data: { compared, ...sides, byQuery, distances, strongest, differing, shown },
    evidence: { measure: options.measure, queries: `q ≥ ${from}`, tokens: tokens.length },
  };
}

function distancesOf(
  first: Tensor,
  second: Tensor,
  measure: PatternMeasure,
  from: number,
): Pick<AttentionDiffData, "byQuery" | "distances"> {
  const [layers, heads, length] = first.dims;
  const size = length * length;
  const rows = Array.from({ length: layers * heads }, (_, i) => {
    const [a, b] = [first, second].map((side) =>
      (side.data as Float32Array).subarray(i * size, (i + 1) * size),
    );
    return rowDistances(a, b, length, measure);
  });
  const means = rows.map(
    (row) => row.subarray(from).reduce((sum, value) => sum + value, 0) / (length - from),
  );
  return {
    byQuery: float64(
      [layers, heads, length],
      ["layer", "head", "query"],
      rows.flatMap((row) => [...row]),
    ),
    distances: float64([layers, heads], ["layer", "head"], means),
  };
}

/** `[layer, head]` of `[layer, head, query]`. */
function ofLastQuery({ dims, data }: Tensor): Tensor {
  const [layers, heads, length] = dims;
  const values = Array.from({ length: layers * heads }, (_, i) =>
    Number(data[(i + 1) * length - 1]),
  );
  return float64([layers, heads], ["layer", "head"], values);
}

type Sides = Pick<AttentionDiffData, "first" | "second" | "layers" | "heads" | "tokens">;

function strongestOf(
  { first, second, layers, heads, tokens }: Sides,
  distances: Tensor,
  top: number,
): AttentionDiffHead[] {
  const { length } = tokens;
  const [a, b] = [numbers(first), numbers(second)];
  return largestIndices(numbers(distances), top).map((place) => {
    const start = place * length * length;
    const changes = Float64Array.from({ length: length * length }, (_, i) =>
      Math.abs(b[start + i] - a[start + i]),
    );
    const [at] = largestIndices(changes, 1);
    const [query, key] = [Math.floor(at / length), at % length];
    const [layer, head] = [layers[Math.floor(place / heads.length)], heads[place % heads.length]];
    return {
      name: `L${layer}H${head}`,
      layer,
      head,
      distance: numbers(distances)[place],
      query,
      key,
      queryToken: tokens[query].text ?? `#${query}`,
      keyToken: tokens[key].text ?? `#${key}`,
      change: b[start + at] - a[start + at],
    };
  });
}

function view({ data, evidence }: Result<AttentionDiffData>): ViewSpec {
  const [most] = data.strongest;
  const { compared } = data;
  const layers: readonly Slice[] = [
    { title: { id: "slice.layer" }, names: "/data/layers", at: data.shown.layer },
    { title: { id: "slice.head" }, names: "/data/heads", at: data.shown.head },
  ];
  const params = { name: most.name, distance: brief(most.distance) };
  const sides: ViewSpec = {
    kind: "difference",
    title: { id: "view.sides" },
    summary: {
      id: "summary.sides",
      params: {
        name: most.name,
        query: most.queryToken,
        key: most.keyToken,
        change: brief(most.change),
      },
    },
    scale: "probability",
    data: "/data/first",
    blank: 0,
    slices: layers,
    encoding: { second: "/data/second", rows: "/data/tokens", columns: "/data/tokens" },
    names: {
      first: { id: `side.${compared}.first` },
      second: { id: `side.${compared}.second` },
      difference: { id: `side.${compared}.difference` },
    },
    axes: { rows: { id: "axis.query" }, columns: { id: "axis.key" } },
  };
  const heads: ViewSpec = {
    kind: "matrix",
    title: { id: "view.heads" },
    summary: { id: `summary.${evidence.measure as PatternMeasure}`, params },
    scale: evidence.measure === "total-variation" ? "probability" : "sequential",
    data: "/data/distances",
    encoding: { rows: "/data/layers", columns: "/data/heads" },
    axes: { rows: { id: "slice.layer" }, columns: { id: "slice.head" } },
  };
  return { kind: "stack", children: [sides, heads, tableView(params)] };
}

function tableView(params: Readonly<Record<string, string | number>>): ViewSpec {
  return {
    kind: "table",
    title: { id: "view.table" },
    summary: { id: "summary.table", params },
    data: "/data/strongest",
    columns: [
      { key: "name", title: { id: "slice.head" }, format: "text" },
      { key: "distance", title: { id: "column.distance" }, format: "number" },
      { key: "queryToken", title: { id: "axis.query" }, format: "text" },
      { key: "keyToken", title: { id: "axis.key" }, format: "text" },
      { key: "change", title: { id: "column.change" }, format: "number" },
    ],
  };
}

const messages: Messages = {
  en: {
    about: "Which heads look elsewhere when a text is changed, or in another model?",
    "view.sides": "Attention of one head, and what changes",
    "view.heads": "How much each head’s attention changes",
    "view.table": "The heads that change most",
    "side.texts.first": "clean",
    "side.texts.second": "corrupted",
    "side.texts.difference": "corrupted − clean",
    "side.models.first": "first model",
    "side.models.second": "second model",
    "side.models.difference": "second − first",
    "summary.sides":
      "Shown first: {name}, which changes most. Its largest change is “{query}” looking at “{key}”: {change}.",
    "summary.total-variation":
      "Most at {name}: on average a query moves {distance} of its attention elsewhere.",
    "summary.jensen-shannon": "Most at {name}: {distance} nats of at most 0.693 on average.",
    "summary.table": "{name} leads with {distance}; beside each head the weight that changes most.",
    "slice.layer": "layer",
    "slice.head": "head",
    "axis.query": "query",
    "axis.key": "key",
    "column.distance": "distance",
    "column.change": "change",
    "option.measure":
      "Distance of two rows of attention: total-variation (share moved) or jensen-shannon (nats).",
    "option.layers": "Layers to compare, negative ones from the last; default all.",
    "option.heads": "Heads to compare, negative ones from the last; default all.",
    "option.top": "Heads in the table.",
  },
  zh: {
    about: "文本改动后，或换一个模型时，哪些注意力头改看别处？",
    "view.sides": "一个头的注意力及其变化",
    "view.heads": "每个头的注意力变化多少",
    "view.table": "变化最大的注意力头",
    "side.texts.first": "原文",
    "side.texts.second": "改动后",
    "side.texts.difference": "改动后 − 原文",
    "side.models.first": "第一个模型",
    "side.models.second": "第二个模型",
    "side.models.difference": "第二个 − 第一个",
    "summary.sides":
      "首先显示变化最大的 {name}。其中变化最大的一处是“{query}”看向“{key}”：{change}。",
    "summary.total-variation": "{name} 变化最大：平均每个查询把 {distance} 的注意力移到别处。",
    "summary.jensen-shannon": "{name} 变化最大：平均 {distance} 奈特（上限 0.693）。",
    "summary.table": "{name} 居首，为 {distance}；每个头旁列出变化最大的权重。",
    "slice.layer": "层",
    "slice.head": "头",
    "axis.query": "查询",
    "axis.key": "键",
    "column.distance": "距离",
    "column.change": "变化",
    "option.measure": "两行注意力的距离：total-variation（移动的份额）或 jensen-shannon（奈特）。",
    "option.layers": "要比较的层，负数从最后一层数起；默认全部。",
    "option.heads": "要比较的注意力头，负数从最后一个数起；默认全部。",
    "option.top": "表中的注意力头数。",
  },
};

export const method: Method<PairSubject | ModelsSubject, typeof options, AttentionDiffData> =
  defineMethod({
    id: "attention-diff",
    family: "attention",
    title: { en: "Attention differences", zh: "注意力差异" },
    aliases: ["attention-difference", "compare-attention"],
    paper: {
      cite: "Vig 2019, A Multiscale Visualization of Attention in the Transformer Model",
      url: "https://arxiv.org/abs/1906.05714",
    },
    takes: [
      { models: 1, input: "pair" },
      { models: 2, input: "text" },
    ],
    needs: ["attention"],
    options,
    messages,
    example: {
      subject: {
        model: "stories260k",
        clean: "The girl had a toy.",
        corrupted: "The boy had a toy.",
      },
    },
    recovers: [
      {
        id: "moved",
        model: "phantom-wired",
        truth: "wired",
        planted: ["induction"],
        about: {
          en: "the circuit's head that follows tokens: half or more of the last one's attention moves with a word",
          zh: "电路中随词元而变的头：换一个词后，最后一个词元的注意力有一半以上转移",
        },
        measure: "f1",
        controls: ["random-weights", "shuffled-inputs"],
        recover: (trial) =>
          onPrompts(trial, { circuits: ["induction"], most: 6 }, async (prompt) => {
            const { clean, corrupted, circuit } = prompt;
            const { data } = await trial.run({ model: trial.model, clean, corrupted });
            const found = headsWhere(ofLastQuery(data.byQuery), (share) => share >= 0.5);
            return { found, planted: headsThatFollowTokens(circuit) };
          }),
      },
    ],
    run: compare,
    view,
  });
