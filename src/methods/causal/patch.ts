import { VitrineError } from "../../errors.ts";
import type { Where } from "../../model/edit.ts";
import type { Model, Site } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Pointer, ViewSpec } from "../../view/spec.ts";
import type { Context, ContextCase } from "../context.ts";
import {
  type CallOptions,
  defineMethod,
  type Messages,
  type Method,
  type Outcome,
} from "../define.ts";
import type { Infer } from "../options.ts";
import type { Result } from "../result.ts";
import { chosenLayers, sitesOf } from "../shared/sites.ts";
import { describeTarget } from "../shared/targets.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import {
  circuitHeads,
  headsWhere,
  onPrompts,
  pathOf,
  WIRED_CIRCUITS,
} from "../shared/planted-prompts.ts";
import { type PatchPair, patchQuestion } from "../shared/patch-question.ts";
import type { PairSubject, SuiteSubject } from "../subject.ts";

const options = {
  direction: { kind: "choice", of: ["denoising", "noising"], default: "denoising" },
  sites: {
    kind: "list",
    of: "string",
    choices: ["resid_pre", "resid_mid", "resid_post", "attn_out", "mlp_out"],
    default: ["resid_pre", "attn_out", "mlp_out"],
  },
  heads: { kind: "boolean", default: true },
  layers: { kind: "list", of: "integer", default: null },
} as const;

type Options = Infer<typeof options>;

export type PatchOptions = CallOptions<typeof options>;

/** The target of each patched run, and how far it moved from corrupted (0) to clean (1). */
export interface PatchSweep {
  readonly kind: string;
  /** `[layer, pos]`, with a suite `[layer, column]`; `[layer, head]` for heads (all positions at once). */
  readonly values: Tensor;
  readonly effects: Tensor;
}

export interface PatchData {
  readonly layers: readonly number[];
  readonly sweeps: readonly PatchSweep[];
  readonly heads: PatchSweep | null;
  /** With a suite: slots, and `end`, where the answer is read. Null: the columns are positions. */
  readonly columns: readonly string[] | null;
  /** The target of the two runs as they are; means over the cases of a suite. */
  readonly clean: number;
  readonly corrupted: number;
  /** Columns whose tokens differ. */
  readonly differing: readonly number[];
  /** What was measured, as a formula. */
  readonly target: string;
}

/**
 * Where the difference between two inputs lives: values of one run are put into the other, one layer
 * and position (or head) at a time, and the target is read again. `denoising` puts clean values into
 * the corrupted run, `noising` corrupted values into the clean one. Effects are
 * (M − M_corrupted) / (M_clean − M_corrupted) in both directions: 0 is the corrupted run, 1 the clean.
 * The default target is the logit of the clean run's top next token minus that of its runner-up.
 * On a suite the values are means over its cases, effects those of the means, and a column is a slot:
 * all its tokens are patched together. The default target is then that of its answers.
 *
 * Vig et al. 2020, https://arxiv.org/abs/2004.12265; Meng et al. 2022, https://arxiv.org/abs/2202.05262
 */
export function patch(
  subject: PairSubject | SuiteSubject,
  options?: PatchOptions,
): Promise<Result<PatchData>> {
  return method.run(subject, options);
}

async function sweep(
  subject: PairSubject | SuiteSubject,
  options: Options,
  context: Context,
): Promise<Outcome<PatchData>> {
  const { model } = subject;
  const { pairs, columns, target, differing } = await patchQuestion(subject, context);
  const layers = chosenLayers(context.where, model, options.layers);
  const size = { layers, length: pairs[0].columns.length };
  const grids = gridsOf(context.where, model, options, size);
  const noising = options.direction === "noising";
  const patched = (cell: Cell): ContextCase[] =>
    pairs.map((pair) => {
      const where = whereIn(cell, pair);
      const edit = {
        at: cell.site.name,
        do: "patch",
        with: { run: noising ? pair.corrupted : pair.clean, edits: context.edits },
        ...(where === null ? {} : { where }),
      } as const;
      return { ...pair.of, input: noising ? pair.clean : pair.corrupted, target, edits: [edit] };
    });
  const everything = { site: firstStream(model), where: null };
  const cells = [everything, ...grids.flatMap((grid) => grid.cells)];
  const results = await context.evaluate([
    ...pairs.map((pair) => ({ ...pair.of, input: pair.clean, target })),
    ...pairs.map((pair) => ({ ...pair.of, input: pair.corrupted, target })),
    ...cells.flatMap(patched),
  ]);
  const means = meansOf(
    results.map((result) => result.value!),
    pairs.length,
  );
  const [cleanValue, corruptedValue, all, ...values] = means;
  const ends = { clean: cleanValue, corrupted: corruptedValue };
  if (ends.clean === ends.corrupted) context.warn("warning.same", { value: brief(ends.clean) });
  const sweeps = sweepsOf(grids, values, ends);
  return {
    data: {
      layers,
      sweeps: sweeps.filter(({ kind }) => kind !== HEADS),
      heads: sweeps.find(({ kind }) => kind === HEADS) ?? null,
      columns,
      ...ends,
      differing,
      target: describeTarget(model, target),
    },
    evidence: {
      direction: options.direction,
      clean: ends.clean,
      corrupted: ends.corrupted,
      patchAllGap: Math.abs(
        all - (options.direction === "denoising" ? ends.clean : ends.corrupted),
      ),
    },
    target,
  };
}

/** Means of the values of each `count` cases, one after the other. */
function meansOf(values: readonly number[], count: number): number[] {
  return Array.from({ length: values.length / count }, (_, i) => {
    const own = values.slice(i * count, (i + 1) * count);
    return own.reduce((sum, value) => sum + value, 0) / count;
  });
}

/** A cell's place in a pair: a column stands for other positions in each. */
function whereIn({ where }: Cell, { columns }: PatchPair): Where | null {
  return where !== null && "pos" in where ? { pos: columns[where.pos as number] } : where;
}

const HEADS = "attn.z";

interface Cell {
  readonly site: Site;
  /** Null: all of it. */
  readonly where: Where | null;
}

/** Cells of one kind of site, layers first. */
interface Grid {
  readonly kind: string;
  readonly dims: readonly [number, number];
  readonly axes: readonly [string, string];
  readonly cells: readonly Cell[];
}

function gridsOf(
  where: string,
  model: Model,
  { sites, heads }: Options,
  { layers, length }: { readonly layers: readonly number[]; readonly length: number },
): Grid[] {
  const grid = (kind: string, axis: "pos" | "head", count: number): Grid => ({
    kind,
    dims: [layers.length, count],
    axes: ["layer", axis],
    cells: layers.flatMap((layer) => {
      const site = siteAt(where, model, kind, layer);
      return Array.from({ length: count }, (_, at) => ({ site, where: { [axis]: at } }));
    }),
  });
  const streams = sites.map((kind) => grid(kind, "pos", length));
  return heads ? [...streams, grid(HEADS, "head", model.config.nHeads)] : streams;
}

function siteAt(where: string, model: Model, kind: string, layer: number): Site {
  const site = sitesOf(model, kind).find((candidate) => candidate.layer === layer);
  if (site !== undefined) return site;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: the model "${model.name}" has no ${kind} in layer ${layer}. Leave it out of the sites.`,
    { details: { kind, layer } },
  );
}

function firstStream(model: Model): Site {
  return model.sites("resid_pre")[0];
}

function sweepsOf(
  grids: readonly Grid[],
  values: readonly number[],
  { clean, corrupted }: { readonly clean: number; readonly corrupted: number },
): PatchSweep[] {
  const scale = clean === corrupted ? NaN : clean - corrupted;
  let from = 0;
  return grids.map(({ kind, dims, axes, cells }) => {
    const own = values.slice(from, (from += cells.length));
    const effects = own.map((value) => (value - corrupted) / scale);
    return { kind, values: float64(dims, axes, own), effects: float64(dims, axes, effects) };
  });
}

function view({ data, input, evidence }: Result<PatchData>): ViewSpec {
  const row = evidence.direction === "denoising" ? 1 : 0;
  const units =
    "rows" in input ? input.rows[row].units : (data.columns ?? []).map((text) => ({ text }));
  const pointer: Pointer = data.columns === null ? `/input/rows/${row}/units` : "/data/columns";
  const streams = data.sweeps.map((one, i): ViewSpec => {
    const { layer, column, effect } = strongest(one, data.layers, evidence.direction === "noising");
    const token = units[column]?.text ?? String(column);
    return {
      kind: "layer-position",
      title: { id: "view.positions", params: { site: one.kind } },
      summary: { id: "summary.positions", params: { site: one.kind, layer, token, effect } },
      scale: "diverging",
      data: `/data/sweeps/${i}/effects`,
      encoding: { layers: "/data/layers", units: pointer },
    };
  });
  return {
    kind: "stack",
    children: [...streams, ...headsView(data, evidence.direction === "noising")],
  };
}

function headsView({ heads, layers }: PatchData, noising: boolean): ViewSpec[] {
  if (heads === null) return [];
  const { layer, column, effect } = strongest(heads, layers, noising);
  return [
    {
      kind: "layer-head",
      title: { id: "view.heads" },
      summary: { id: "summary.heads", params: { layer, head: column, effect } },
      scale: "diverging",
      data: "/data/heads/effects",
      encoding: { layers: "/data/layers" },
    },
  ];
}

/** The cell that moves the target furthest from the run it is patched into. */
function strongest(
  { effects }: PatchSweep,
  layers: readonly number[],
  noising: boolean,
): { layer: number; column: number; effect: number } {
  const values = numbers(effects);
  const at = Math.max(
    0,
    largestIndex(values.map((effect) => Math.abs(noising ? 1 - effect : effect))),
  );
  const columns = effects.dims[1];
  return {
    layer: layers[Math.floor(at / columns)],
    column: at % columns,
    effect: brief(values[at]),
  };
}

const messages: Messages = {
  en: {
    about: "Where in the model is the answer decided: at which layers, positions and heads?",
    "view.positions": "Patching {site}, by layer and position",
    "view.heads": "Patching attention heads, by layer and head",
    "summary.positions":
      "{site} matters most at layer {layer}, “{token}”: effect {effect} (0 corrupted, 1 clean).",
    "summary.heads": "Head {layer}.{head} matters most: effect {effect} (0 corrupted, 1 clean).",
    "option.direction":
      "denoising puts clean values into the corrupted run, noising the other way round.",
    "option.sites": "Sites patched at each layer and position.",
    "option.heads": "Also patch each head's output, at all positions at once.",
    "option.layers": "Layers to patch, negative ones from the last; default all.",
    "warning.same":
      "Both runs give the target the same value, {value}: effects have no scale and are empty.",
  },
  zh: {
    about: "答案是在模型的何处决定的：哪些层、哪些位置、哪些注意力头？",
    "view.positions": "逐层逐位置修补 {site}",
    "view.heads": "逐层逐头修补注意力头",
    "summary.positions":
      "{site} 在第 {layer} 层的“{token}”处最重要：效应 {effect}（0 为被改动的输入，1 为原始输入）。",
    "summary.heads":
      "注意力头 {layer}.{head} 最重要：效应 {effect}（0 为被改动的输入，1 为原始输入）。",
    "option.direction": "denoising 把原始输入的激活放入被改动输入的运行，noising 则相反。",
    "option.sites": "在每层每个位置修补的位点。",
    "option.heads": "同时修补每个注意力头的输出（所有位置一起）。",
    "option.layers": "要修补的层，负数从最后一层数起；默认全部。",
    "warning.same": "两次运行的目标值相同，均为 {value}：效应没有尺度，因而为空。",
  },
};

/** Cells that put back half or more of the difference. */
function cellsAbove({ effects }: PatchSweep): number[] {
  return Array.from(numbers(effects), (effect, at) => (effect >= 0.5 ? at : -1)).filter(
    (at) => at >= 0,
  );
}

export const method: Method<PairSubject | SuiteSubject, typeof options, PatchData> = defineMethod({
  id: "patch",
  family: "causal",
  title: { en: "Activation patching", zh: "激活修补" },
  aliases: ["activation-patching", "causal-tracing", "interchange-intervention"],
  paper: {
    cite: "Vig et al. 2020, Causal Mediation Analysis for Interpreting Neural NLP",
    url: "https://arxiv.org/abs/2004.12265",
  },
  takes: [
    { models: 1, input: "pair" },
    { models: 1, input: "suite" },
  ],
  needs: [],
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
      id: "path",
      model: "phantom-wired",
      truth: "wired",
      planted: WIRED_CIRCUITS,
      about: {
        en: "positions that carry the difference at each layer: effect of half or more",
        zh: "各层承载差异的位置：效应达到一半",
      },
      measure: "f1",
      controls: ["random-weights", "shuffled-inputs"],
      recover: (trial) =>
        onPrompts(trial, { most: 3 }, async ({ clean, corrupted, target, prompt, circuit }) => {
          const options = { target, sites: ["resid_pre"], heads: false } as const;
          const { data } = await trial.run({ model: trial.model, clean, corrupted }, options);
          const { dims } = data.sweeps[0].effects;
          const found = cellsAbove(data.sweeps[0]).map(
            (at) => `L${Math.floor(at / dims[1])} position ${at % dims[1]}`,
          );
          return { found, planted: pathOf(prompt, circuit, trial) };
        }),
    },
    {
      id: "heads",
      model: "phantom-wired",
      truth: "wired",
      planted: WIRED_CIRCUITS,
      about: {
        en: "the heads of the circuit: effect of a quarter or more",
        zh: "电路中的注意力头：效应达到四分之一",
      },
      measure: "f1",
      controls: ["random-weights", "shuffled-inputs"],
      recover: (trial) =>
        onPrompts(trial, { most: 3 }, async ({ clean, corrupted, target, circuit }) => {
          const options = { target, sites: [] };
          const { data } = await trial.run({ model: trial.model, clean, corrupted }, options);
          return {
            found: headsWhere(data.heads!.effects, (effect) => Math.abs(effect) >= 0.25),
            planted: circuitHeads(circuit),
          };
        }),
    },
  ],
  run: sweep,
  view,
});
