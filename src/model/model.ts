import type { Architecture, ModelConfig } from "../architectures/define.ts";
import { VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import type { BackendName, Engine } from "../runtime/session.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { prepareRows, type Batch, type InputContext } from "./batch.ts";
import { TensorCache } from "./cache.ts";
import { appended } from "./case-plan.ts";
import { CaseEvaluation } from "./evaluation.ts";
import { Executor } from "./executor.ts";
import { batchWithSpans, logitSlots } from "./logit-slots.ts";
import { Generation } from "./generation.ts";
import { CaseMemo } from "./memo.ts";
import { findWeight, presentWeight, stackTensors } from "./named-weights.ts";
import { plainWork, Runner, type Outcome, type Work } from "./runner.ts";
import { SiteTable } from "./sites.ts";
import { SourceRuns } from "./sources.ts";
import type { Target } from "./target.ts";
import type {
  Case,
  EvaluateOptions,
  Evaluation,
  GenerateOptions,
  GenerateResult,
  GenerateStep,
  GradientOptions,
  GradientResult,
  GraphOptions,
  Input,
  InputOptions,
  Memo,
  Model,
  PreparedRow,
  RunOptions,
  RunResult,
  Site,
} from "./types.ts";

/** What a model is made of; `load.ts` puts it together. */
export interface ModelParts {
  readonly name: string;
  readonly architecture: Architecture;
  readonly config: ModelConfig;
  readonly table: OpTable;
  readonly engine: Engine;
  readonly tokenizer: Tokenizer | null;
  readonly recipes: Readonly<Record<string, WeightRecipe>>;
  readonly prepack: boolean;
  readonly fingerprint: () => Promise<string>;
  readonly twin: (seed: number) => Promise<Model>;
  readonly save: (folder: string, model: Model) => Promise<void>;
}

/** A model whose graph is built from its checkpoint by an architecture. */
export class GraphModel implements Model {
  readonly name: string;
  readonly config: ModelConfig;
  readonly backend: BackendName;
  readonly tokenizer: Tokenizer | null;
  readonly heads: readonly string[];
  readonly isCausal: boolean;
  readonly labels: readonly string[];
  readonly #parts: ModelParts;
  readonly #sites: SiteTable;
  readonly #runner: Runner;
  #fingerprint: Promise<string> | null = null;

  constructor(parts: ModelParts) {
    const { architecture, config, table, engine, tokenizer } = parts;
    this.#parts = parts;
    this.name = parts.name;
    this.config = config;
    this.backend = engine.backend;
    this.tokenizer = tokenizer;
    this.heads = config.heads;
    this.isCausal = config.attentionDir === "causal";
    this.labels = config.labels;
    this.#sites = new SiteTable(architecture, config, table);
    const input: InputContext = {
      tokenizer,
      nCtx: config.nCtx,
      dVocab: config.dVocab,
      nTypes: Number((config as { nTypes?: number }).nTypes ?? 1),
    };
    const executor = new Executor(engine, architecture, config, table, parts.prepack);
    const context = { config, heads: config.heads, tokenizer, sites: this.#sites, table, input };
    this.#runner = new Runner(context, executor);
  }

  fingerprint(): Promise<string> {
    this.#fingerprint ??= this.#parts.fingerprint();
    return this.#fingerprint;
  }

  sites(
    kind?: string,
    options?: { readonly layers?: readonly number[]; readonly stack?: string },
  ): readonly Site[] {
    return this.#sites.select(kind, options);
  }

  site(name: string): Site {
    return this.#sites.find(name);
  }

  prepare(input: Input, options?: InputOptions): readonly PreparedRow[] {
    return prepareRows(this.#runner.context.input, input, options);
  }

  async run(input: Input, options: RunOptions = {}): Promise<RunResult> {
    const batch = this.#runner.prepare(input, options);
    const { logits = "all" } = options;
    const slots = logits === "all" || logits === "none" ? null : logitSlots(logits, batch);
    const outcome = await this.#outcome(batch, options, {
      heads: logits === "none" ? [] : this.heads,
      slots,
    });
    const [main] = this.heads;
    return {
      logits: outcome.heads.get(main) ?? null,
      outputs: outcome.heads,
      cache: outcome.cache,
    };
  }

  async gradient(input: Input, options: GradientOptions): Promise<GradientResult> {
    const targets = requestedTargets(options);
    const rows = this.#runner.prepare(input, options);
    const wrt = options.wrt.flatMap((name) => this.#sites.match(name));
    if (wrt.length === 0) {
      throw new VitrineError("BAD_OPTION", 'gradient: "wrt" is empty; name at least one hook.');
    }
    const outcomes: Outcome[] = [];
    for (const target of targets) {
      const batch = batchWithSpans(rows, options.padding ?? "right", (row) =>
        appended(row, [target], this.#runner),
      );
      const perRow = batch.rows.map(() => target);
      outcomes.push(await this.#outcome(batch, options, { targets: [perRow], wrt }));
    }
    return options.targets === undefined
      ? single(outcomes[0], this.#sites)
      : stacked(outcomes, this.#sites);
  }

  evaluate(cases: readonly Case[], options: EvaluateOptions = {}): Evaluation {
    return new CaseEvaluation(this.#runner, cases, options);
  }

  generate(input: Input, options: GenerateOptions = {}): Promise<GenerateResult> {
    return new Generation(this.#runner, input, options).result();
  }

  generateStream(input: Input, options: GenerateOptions = {}): AsyncIterable<GenerateStep> {
    return new Generation(this.#runner, input, options).steps();
  }

  memo(options: { readonly bytes?: number } = {}): Memo {
    return new CaseMemo(this, options.bytes);
  }

  async weight(name: string): Promise<Tensor> {
    const place = findWeight(name, Object.keys(this.#parts.recipes), this.config.nLayers);
    const read = async (param: string): Promise<Tensor> =>
      presentWeight(place.name, await this.#parts.engine.weight(param), this.config);
    if (place.kind === "one") return read(place.param);
    const layers: Tensor[] = [];
    for (const param of place.params) layers.push(await read(param));
    return stackTensors(layers);
  }

  weightNames(): readonly string[] {
    const names = Object.keys(this.#parts.recipes);
    return names.includes("W_U") || !this.heads.includes("lm") ? names : [...names, "W_U"];
  }

  twin(options: { readonly seed?: number } = {}): Promise<Model> {
    return this.#parts.twin(options.seed ?? 0);
  }

  graph(options: GraphOptions = {}): Graph {
    const { capture = [], wrt = [] } = options;
    const work: Work = {
      ...plainWork(EXAMPLE),
      edits: this.#runner.siteEdits(options.edits ?? [], [0]),
      targets: options.target === undefined ? [] : [[options.target]],
      captures: this.#runner.captures(capture),
      wrt: wrt.map((name) => this.#sites.find(name)),
      heads: options.target === undefined ? this.heads : [],
    };
    const { spec } = this.#runner.resolve(work, new SourceRuns());
    return this.#runner.executor.graph(spec);
  }

  save(folder: string): Promise<void> {
    return this.#parts.save(folder, this);
  }

  close(): Promise<void> {
    return this.#parts.engine.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #outcome(
    batch: Batch,
    options: RunOptions | GradientOptions,
    asked: Partial<Work>,
  ): Promise<Outcome> {
    const rows = batch.rows.map((_, row) => row);
    const work: Work = {
      ...plainWork(batch),
      ...asked,
      edits: this.#runner.siteEdits(options.edits ?? [], rows),
      captures: this.#runner.captures(options.capture ?? []),
      signal: options.signal,
    };
    return this.#runner.run(work, new SourceRuns());
  }
}

/** A batch whose only use is its shape: edits of a graph to export are resolved against it. */
const EXAMPLE: Batch = {
  rows: [{ ids: [0], typeIds: [0], text: null, units: [{ id: 0 }] }],
  length: 1,
  padded: false,
  places: [[0]],
  own: [1],
};

function requestedTargets(options: GradientOptions): readonly Target[] {
  const { target, targets } = options;
  if ((target === undefined) === (targets === undefined)) {
    throw new VitrineError("BAD_OPTION", 'gradient: give "target" or "targets", one of the two.');
  }
  if (targets?.length === 0) throw new VitrineError("BAD_OPTION", 'gradient: "targets" is empty.');
  return targets ?? [target!];
}

function single(outcome: Outcome, sites: SiteTable): GradientResult {
  const { values, gradients, cache } = outcome;
  return {
    value: { ...values[0], axes: ["batch"] },
    gradients: new TensorCache(gradients, cache.mask, sites),
    cache,
  };
}

function stacked(outcomes: readonly Outcome[], sites: SiteTable): GradientResult {
  const [{ cache, gradients }] = outcomes;
  const byName = Array.from(gradients.keys(), (name): [string, Tensor] => {
    const each = outcomes.map((outcome) => outcome.gradients.get(name)!);
    const axes = ["target", ...(each[0].axes ?? [])];
    return [name, { ...stackTensors(each), axes }];
  });
  return {
    value: { ...stackTensors(outcomes.map((o) => o.values[0])), axes: ["target", "batch"] },
    gradients: new TensorCache(new Map(byName), cache.mask, sites),
    cache,
  };
}
