import type { ModelConfig } from "../architectures/define.ts";
import { checkEdit } from "./check-edit.ts";
import { parseGraph } from "../graph/parse.ts";
import type { OpTable } from "../graph/op.ts";
import type { Feeds } from "../runtime/session.ts";
import { int64, sizeOf, type Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { GraphSpec } from "./assemble.ts";
import { batchMask, prepareBatch, type Batch, type InputContext } from "./batch.ts";
import { refuseBypass } from "./bypass.ts";
import { TensorCache } from "./cache.ts";
import { captureShape, presentCapture, resolveCaptures, type SiteCapture } from "./capture.ts";
import type { EditShape } from "./edit-graph.ts";
import { resolveEdit, type RowEdit } from "./edit-values.ts";
import { linearTerms } from "./continuation.ts";
import type { Edit, RunSource } from "./edit.ts";
import type { Executor, FunctionEdit, Ran } from "./executor.ts";
import type { SiteTable } from "./sites.ts";
import { meanInputs } from "./mean-values.ts";
import { relay } from "./relay.ts";
import type { SourceRun, SourceRuns, SourceWork } from "./sources.ts";
import { requireHead, TargetReader } from "./target-values.ts";
import type { Target } from "./target.ts";
import type { GradientResult, Input, InputOptions, Site } from "./types.ts";

/** What a runner knows of its model. */
export interface RunnerContext {
  readonly config: ModelConfig;
  readonly heads: readonly string[];
  readonly tokenizer: Tokenizer | null;
  /** Ids that end a text. */
  readonly endIds: ReadonlySet<number>;
  readonly sites: SiteTable;
  readonly table: OpTable;
  readonly input: InputContext;
}

/** One place where something is edited, with what it is edited by in which rows. */
export interface SiteEdit {
  readonly site: Site;
  readonly parts: readonly { readonly edit: Edit; readonly rows: readonly number[] }[];
}

/** One batch and everything asked of it. */
export interface Work {
  readonly batch: Batch;
  readonly edits: readonly SiteEdit[];
  /** The layout that captures and gradients are shown in, where it is not the batch's own. */
  readonly shown: Batch | null;
  /** Per target, one entry per row, nothing in them per row any more. */
  readonly targets: readonly (readonly Target[])[];
  readonly wrt: readonly Site[];
  readonly captures: readonly SiteCapture[];
  readonly heads: readonly string[];
  /** Padded positions of each row to unembed, `[slot][row]`; null for all. */
  readonly slots: readonly (readonly number[])[] | null;
  /** Starts at a hook instead of the ids. */
  readonly from: {
    readonly site: Site;
    readonly value: Tensor;
    readonly rows: readonly number[];
  } | null;
  /** Keys and values of earlier positions, `past.<layer>.k` and `.v`; null where these are the first. */
  readonly past: Feeds | null;
  readonly signal: AbortSignal | undefined;
}

export interface Outcome {
  readonly heads: ReadonlyMap<string, Tensor>;
  /** `[batch]` each. */
  readonly values: readonly Tensor[];
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** In the layout of the batch that ran, one per capture. */
  readonly captured: readonly Tensor[];
  /** Keys and values that stayed with the engine, by the name the next step feeds them under. */
  readonly present: Ran["present"];
}

/** Resolves work into a graph spec and its feeds, and runs it. */
export class Runner {
  readonly context: RunnerContext;
  readonly executor: Executor;

  constructor(context: RunnerContext, executor: Executor) {
    this.context = context;
    this.executor = executor;
  }

  /** Runs one batch. `sources` holds the runs that its edits and targets read from. */
  async run(work: Work, sources: SourceRuns): Promise<Outcome> {
    const keys = this.noteSources(work, sources);
    await sources.fetch(keys, (source) => this.#runSource(source, sources, work.signal));
    const { spec, feeds, functions } = this.resolve(work, sources);
    const given = { ...feeds, ...work.past };
    const ran = await this.executor.run(spec, work.batch, given, functions, work.signal);
    return outcomeOf(work, ran);
  }

  /**
   * Notes every run that edits and targets read from, and those these read from in turn.
   *
   * @returns keys of the runs they read from themselves.
   */
  noteSources(
    { edits, targets }: Pick<Work, "edits" | "targets">,
    sources: SourceRuns,
  ): Set<string> {
    const keys = new Set<string>();
    const note = ({ run, edits: inner = [] }: RunSource, site: Site | null): void => {
      keys.add(sources.want(run, inner, site));
      this.noteSources({ edits: this.siteEdits(inner, [0]), targets: [] }, sources);
    };
    for (const { site, parts } of edits) {
      for (const { edit } of parts) {
        const source = "with" in edit ? edit.with : undefined;
        if (typeof source !== "object") continue;
        if ("run" in source) {
          note(source, source.at === undefined ? site : this.context.sites.find(source.at));
        } else if ("mean" in source)
          meanInputs(source).forEach((input) => note({ run: input }, site));
      }
    }
    for (const { target } of targets.flat().flatMap((each) => linearTerms(each, 1))) {
      if (target.kind !== "kl") continue;
      requireHead(this.context.heads, "lm", target.kind); // before its source is run for logits
      note(target.to, null);
    }
    return keys;
  }

  /** Sources of a piece of work that is written but not run: zeros in the right dims. */
  standIn(work: Work, sources: SourceRuns): void {
    sources.standIn(this.noteSources(work, sources), ({ input, sites, logits }) => {
      const batch = prepareBatch(this.context.input, input, sources.reading);
      const zeros = (dims: readonly number[]): Tensor => ({
        dtype: "float32",
        dims,
        data: new Float32Array(sizeOf(dims)),
      });
      const vocab = [batch.rows.length, batch.length, this.context.config.dVocab];
      return {
        batch,
        tensors: new Map(sites.map((site) => [site.name, zeros(this.#dims(site, batch))])),
        logits: logits ? zeros(vocab) : null,
      };
    });
  }

  /** The spec and the feeds of a piece of work. */
  resolve(
    work: Work,
    sources: SourceRuns,
  ): { spec: GraphSpec; feeds: Record<string, Tensor>; functions: FunctionEdit[] } {
    const meant = [...work.edits.map(({ site }) => site), ...work.wrt];
    refuseBypass(this.context.sites, this.#sites(work), meant);
    const feeds: Record<string, Tensor> = {};
    const { shapes, functions } = this.#resolveEdits(work, sources, feeds);
    const reader = this.#targetReader(work, sources);
    const targets = work.targets.map((rows) => reader.read(rows));
    Object.assign(feeds, reader.feeds);
    const captures = work.captures.map((capture, i) => {
      const { shape, mask } = captureShape(
        capture,
        this.#dims(capture.site, work.batch),
        work.batch,
      );
      if (mask !== null) feeds[`capture:${i}:mask`] = mask;
      return shape;
    });
    const slots = work.slots ?? (reader.slots.length > 0 ? reader.slots : null);
    if (slots !== null) feeds.select = selectFeed(slots, work.batch);
    if (work.from !== null) {
      feeds[work.from.site.name] = work.from.value;
      feeds.prefix = int64([work.batch.rows.length], work.from.rows);
    }
    const spec: GraphSpec = {
      heads: work.heads,
      padded: work.batch.padded,
      select: slots === null ? "none" : this.#readsUnembedding(work) ? "after" : "before",
      allPositions: work.slots === null,
      demand: this.#demand(work),
      edits: shapes,
      targets,
      wrt: work.wrt.map((site) => site.name),
      captures,
      past: work.past !== null,
      single: work.past !== null && this.executor.fixesLengths && isSingle(work.batch),
      from: work.from?.site.name ?? null,
    };
    return { spec, feeds, functions };
  }

  #resolveEdits(
    work: Work,
    sources: SourceRuns,
    feeds: Record<string, Tensor>,
  ): { shapes: EditShape[]; functions: FunctionEdit[] } {
    const siteOf = (name: string): Site => this.context.sites.find(name);
    const functions: FunctionEdit[] = [];
    const shapes = work.edits.map(({ site, parts }, index): EditShape => {
      const run = parts[0].edit.do;
      if (typeof run === "function") {
        functions.push({ index, site, run });
        return { at: site.name, kind: "function", mask: null, value: null };
      }
      const resolved = resolveEdit(
        site,
        this.#dims(site, work.batch),
        parts as readonly RowEdit[],
        {
          batch: work.batch,
          source: (source, at) => sources.values(source, at, siteOf),
          bos: beginningOf(this.context.tokenizer),
          parse: (text) => parseGraph(text, this.context.table),
        },
      );
      for (const [name, tensor] of Object.entries(resolved.feeds))
        feeds[`edit:${index}:${name}`] = tensor;
      return resolved.shape;
    });
    return { shapes, functions };
  }

  #targetReader(work: Work, sources: SourceRuns): TargetReader {
    const { config, heads, tokenizer, sites } = this.context;
    return new TargetReader({
      config,
      heads,
      tokenizer,
      batch: work.batch,
      site: (name) => sites.find(name),
      dims: (site) => this.#dims(site, work.batch),
      reference: (source) => sources.reference(source),
    });
  }

  async #runSource(
    { input, edits, sites, logits }: SourceWork,
    sources: SourceRuns,
    signal: AbortSignal | undefined,
  ): Promise<SourceRun> {
    const batch = prepareBatch(this.context.input, input, sources.reading);
    const work: Work = {
      ...plainWork(batch),
      edits: this.siteEdits(edits, [...batch.rows.keys()]),
      captures: sites.map((site) => ({ site, spec: { at: site.name } })),
      heads: logits ? ["lm"] : [],
      signal,
    };
    const { captured, heads } = await this.run(work, sources);
    const tensors = new Map(sites.map((site, i) => [site.name, captured[i]]));
    return { batch, tensors, logits: heads.get("lm") ?? null };
  }

  /** Expands edits to the sites they name, in order. */
  siteEdits(edits: readonly Edit[], rows: readonly number[]): SiteEdit[] {
    return edits.flatMap((edit) => {
      checkEdit(edit);
      const names = typeof edit.at === "string" ? [edit.at] : edit.at;
      const sites = new Set(names.flatMap((name) => this.context.sites.match(name)));
      return Array.from(sites, (site) => ({ site, parts: [{ edit, rows }] }));
    });
  }

  /** The sites that names and globs stand for, each once. */
  wrt(names: readonly string[]): Site[] {
    return [...new Set(names.flatMap((name) => this.context.sites.match(name)))];
  }

  captures(names: NonNullable<Parameters<typeof resolveCaptures>[1]>): SiteCapture[] {
    return resolveCaptures(this.context.sites, names);
  }

  prepare(input: Input, options: InputOptions): Batch {
    return prepareBatch(this.context.input, input, options);
  }

  /** What a batch gave, as a caller sees it: hooks by name, in the layout of the input. */
  present(work: Work, outcome: Outcome): Pick<GradientResult, "gradients" | "cache"> {
    const { sites } = this.context;
    const shown = work.shown ?? work.batch;
    const moved = (site: Site, tensor: Tensor): Tensor => relay(site, tensor, work.batch, shown);
    const captured = work.captures.map((capture, i): [string, Tensor] => {
      const tensor = moved(capture.site, outcome.captured[i]);
      return [capture.site.name, presentCapture(capture, tensor, shown)];
    });
    const slopes = work.wrt.map((site): [string, Tensor] => {
      const tensor = moved(site, outcome.gradients.get(site.name)!);
      return [site.name, { ...tensor, axes: site.axes }];
    });
    const mask = batchMask(shown);
    return {
      gradients: new TensorCache(new Map(slopes), mask, sites),
      cache: new TensorCache(new Map(captured), mask, sites),
    };
  }

  #dims(site: Site, batch: Batch): number[] {
    return this.context.sites.dims(site, batch.rows.length, batch.length, batch.past?.length);
  }

  /** Every site that a piece of work names. */
  #sites({ edits, captures, wrt, targets }: Work): Site[] {
    const read = targets.flat().flatMap((target) => this.valueSites(target));
    return [...[...edits, ...captures].map(({ site }) => site), ...wrt, ...read];
  }

  /** The sites that a target reads. */
  valueSites(target: Target): Site[] {
    return linearTerms(target, 1).flatMap((term) =>
      term.target.kind === "value" ? [this.context.sites.find(term.target.at)] : [],
    );
  }

  #demand(work: Work): string[] {
    const names = this.#sites(work)
      .filter((site) => site.onDemand)
      .map((site) => site.name);
    return [...new Set(names)].sort();
  }

  #readsUnembedding(work: Work): boolean {
    return this.#sites(work).some((site) => this.context.sites.isUnembedded(site));
  }
}

/** Work that asks for nothing yet. */
export function plainWork(batch: Batch): Work {
  return {
    batch,
    shown: null,
    edits: [],
    targets: [],
    wrt: [],
    captures: [],
    heads: [],
    slots: null,
    from: null,
    past: null,
    signal: undefined,
  };
}

function outcomeOf(work: Work, { tensors: results, present }: Ran): Outcome {
  return {
    heads: new Map(work.heads.map((head) => [head, results[`head:${head}`]])),
    values: work.targets.map((_, i) => results[`target:${i}`]),
    gradients: new Map(work.wrt.map(({ name }) => [name, results[`gradient:${name}`]])),
    captured: work.captures.map((_, i) => results[`capture:${i}`]),
    present,
  };
}

function isSingle({ rows, length }: Batch): boolean {
  return rows.length === 1 && length === 1;
}

/** The token that begins a text: BOS, or CLS where the family has that instead. */
function beginningOf(tokenizer: Tokenizer | null): number | null {
  return tokenizer?.specialIds.bos ?? tokenizer?.specialIds.cls ?? null;
}

/** Flat indices `[batch, slot]` of padded positions `[slot][row]`. */
function selectFeed(slots: readonly (readonly number[])[], batch: Batch): Tensor {
  const flat = batch.rows.flatMap((_, b) => slots.map((slot) => b * batch.length + slot[b]));
  return int64([batch.rows.length, slots.length], flat);
}
