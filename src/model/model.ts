import type { Architecture, ModelConfig } from "../architectures/define.ts";
import { noTruth, type Truth } from "../bundled/read-truth.ts";
import { VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import type { BackendName, Engine } from "../runtime/session.ts";
import type { FactoredMatrix } from "../tensor/factored-matrix.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { prepareRows, type Batch, type InputContext } from "./batch.ts";
import { checkTarget } from "./check-target.ts";
import { readCircuit } from "./circuit.ts";
import { splitBySpan } from "./continuation.ts";
import { CaseEvaluation } from "./evaluation.ts";
import { evaluateSpans } from "./evaluate-spans.ts";
import { Executor } from "./executor.ts";
import { Generation } from "./generation.ts";
import { stacked, summed } from "./gradient-results.ts";
import { slotsOf } from "./logit-slots.ts";
import { CaseMemo } from "./memo.ts";
import { findWeight, presentWeight, stackTensors, zeroWeight } from "./named-weights.ts";
import { plainWork, Runner, type Work } from "./runner.ts";
import { SiteTable } from "./sites.ts";
import { SourceRuns } from "./sources.ts";
import { spanned } from "./spanned.ts";
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
  ModelCheckpoint,
  PreparedRow,
  RunOptions,
  RunResult,
  SaveOptions,
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
  /** Ids that end a text. */
  readonly endIds: ReadonlySet<number>;
  /** Graph parameters. */
  readonly params: readonly string[];
  readonly prepack: boolean;
  readonly fingerprint: () => Promise<string>;
  readonly twin: (seed: number) => Promise<Model>;
  /** Reads what is known of the model; null where nothing is. */
  readonly truth: (() => Promise<Truth>) | null;
  readonly checkpoint: () => Promise<ModelCheckpoint>;
  readonly save: (folder: string, options?: SaveOptions) => Promise<void>;
}

/** A model whose graph is built from its checkpoint by an architecture. */
export class GraphModel implements Model {
  readonly name: string;
  readonly config: ModelConfig;
  readonly backend: BackendName;
  readonly hasTokenizer: boolean;
  readonly heads: readonly string[];
  readonly isCausal: boolean;
  readonly labels: readonly string[];
  readonly #parts: ModelParts;
  readonly #sites: SiteTable;
  readonly #runner: Runner;
  #fingerprint: Promise<string> | null = null;
  #truth: Promise<Truth> | null = null;

  constructor(parts: ModelParts) {
    const { architecture, config, table, engine, tokenizer } = parts;
    this.#parts = parts;
    this.name = parts.name;
    this.config = config;
    this.backend = engine.backend;
    this.hasTokenizer = tokenizer !== null;
    this.heads = config.heads;
    this.isCausal = config.attentionDir === "causal";
    this.labels = config.labels;
    this.#sites = new SiteTable(architecture, config, table);
    const input: InputContext = {
      tokenizer,
      nCtx: config.nCtx,
      dVocab: config.dVocab,
      nTypes: (config as { nTypes?: number }).nTypes ?? 1,
    };
    const executor = new Executor(engine, architecture, config, table, parts.prepack);
    const { heads } = config;
    const { endIds } = parts;
    const context = { config, heads, tokenizer, endIds, sites: this.#sites, table, input };
    this.#runner = new Runner(context, executor);
  }

  get tokenizer(): Tokenizer {
    const { tokenizer } = this.#parts;
    if (tokenizer !== null) return tokenizer;
    throw new VitrineError(
      "UNSUPPORTED",
      `tokenizer: the model "${this.name}" came without one; expected a tokenizer.json in its folder. Give ids instead of text.`,
    );
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
    const work = this.#work(batch, options, {
      heads: logits === "none" ? [] : this.heads,
      slots: slotsOf(logits, batch),
    });
    const outcome = await this.#runner.run(work, new SourceRuns(options));
    const { cache } = this.#runner.present(work, outcome);
    const [main] = this.heads;
    const shown = main === "lm" || main === "class" ? outcome.heads.get(main) : undefined;
    return { logits: shown ?? null, outputs: outcome.heads, cache };
  }

  async gradient(input: Input, options: GradientOptions): Promise<GradientResult> {
    const targets = requestedTargets(options);
    const batch = this.#runner.prepare(input, options);
    const wrt = this.#runner.wrt(options.wrt);
    if (wrt.length === 0) {
      throw new VitrineError("BAD_OPTION", 'gradient: "wrt" is empty; name at least one hook.');
    }
    const sources = new SourceRuns(options);
    const results: GradientResult[] = [];
    for (const target of targets) {
      const parts: GradientResult[] = [];
      for (const part of splitBySpan(target)) {
        const work = this.#work(batch, options, { ...spanned(part, batch, this.#runner), wrt });
        const outcome = await this.#runner.run(work, sources);
        const value = { ...outcome.values[0], axes: ["batch"] };
        parts.push({ value, ...this.#runner.present(work, outcome) });
      }
      results.push(summed(parts, this.#sites));
    }
    return options.targets === undefined ? results[0] : stacked(results, this.#sites);
  }

  evaluate(cases: readonly Case[], options: EvaluateOptions = {}): Evaluation {
    const run = (each: readonly Case[]): Evaluation =>
      new CaseEvaluation(this.#runner, each, options);
    return evaluateSpans(cases, this.#sites, run);
  }

  async generate(input: Input, options: GenerateOptions = {}): Promise<GenerateResult> {
    return new Generation(this.#runner, input, options).result();
  }

  generateStream(
    input: Input,
    options: GenerateOptions = {},
  ): AsyncGenerator<GenerateStep, void, void> {
    return new Generation(this.#runner, input, options).steps();
  }

  memo(options: { readonly bytes?: number } = {}): Memo {
    return new CaseMemo(this, options.bytes);
  }

  async weight(name: string): Promise<Tensor> {
    const place = findWeight(name, this.#parts.params, this.config);
    if (place.kind === "zeros") return zeroWeight(place.dims);
    const read = async (param: string): Promise<Tensor> =>
      presentWeight(place.name, await this.#parts.engine.weight(param), this.config);
    if (place.kind === "one") return read(place.param);
    const layers: Tensor[] = [];
    for (const param of place.params) layers.push(await read(param));
    return stackTensors(layers);
  }

  weightNames(): readonly string[] {
    const names = this.#parts.params;
    return names.includes("W_U") || !this.heads.includes("lm") ? names : [...names, "W_U"];
  }

  circuit(name: "QK" | "OV", options: { readonly layer?: number } = {}): Promise<FactoredMatrix> {
    return readCircuit(name, options.layer, this.config, (weight) => this.weight(weight));
  }

  twin(options: { readonly seed?: number } = {}): Promise<Model> {
    return this.#parts.twin(options.seed ?? 0);
  }

  async truth(): Promise<Truth> {
    const { truth, name } = this.#parts;
    if (truth === null) throw noTruth(name);
    this.#truth ??= truth();
    try {
      return await this.#truth;
    } catch (error) {
      this.#truth = null; // what could not be fetched now may be there later
      throw error;
    }
  }

  graph(options: GraphOptions = {}): Graph {
    const { capture = [], wrt = [], target, edits = [], input } = options;
    const given = input ?? {
      ids: Array<number>(Math.min(EXAMPLE_LENGTH, this.config.nCtx)).fill(0),
    };
    const batch = this.#runner.prepare(given, {});
    if (target !== undefined) checkTarget(target);
    const work = this.#work(
      batch,
      { capture, edits },
      {
        ...(target !== undefined && spanned(target, batch, this.#runner)),
        wrt: this.#runner.wrt(wrt),
        heads: target === undefined ? this.heads : [],
      },
    );
    const sources = new SourceRuns();
    this.#runner.standIn(work, sources);
    return this.#runner.executor.graph(this.#runner.resolve(work, sources).spec);
  }

  checkpoint(): Promise<ModelCheckpoint> {
    return this.#parts.checkpoint();
  }

  save(folder: string, options?: SaveOptions): Promise<void> {
    return this.#parts.save(folder, options);
  }

  close(): Promise<void> {
    return this.#parts.engine.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #work(
    batch: Batch,
    options: Pick<RunOptions, "edits" | "capture" | "signal">,
    asked: Partial<Work>,
  ): Work {
    return {
      ...plainWork(batch),
      edits: this.#runner.siteEdits(options.edits ?? [], [...batch.rows.keys()]),
      captures: this.#runner.captures(options.capture ?? []),
      signal: options.signal,
      ...asked,
    };
  }
}

/** Tokens of the row that positions in a graph's edits and targets count, where none is given. */
const EXAMPLE_LENGTH = 128;

function requestedTargets(options: GradientOptions): readonly Target[] {
  const { target, targets } = options;
  if ((target === undefined) === (targets === undefined)) {
    throw new VitrineError("BAD_OPTION", 'gradient: give "target" or "targets", one of the two.');
  }
  if (targets?.length === 0) throw new VitrineError("BAD_OPTION", 'gradient: "targets" is empty.');
  const asked = targets ?? [target!];
  asked.forEach(checkTarget);
  return asked;
}
