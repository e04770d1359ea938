import type { ModelConfig } from "../architectures/define.ts";
import { VitrineError } from "../errors.ts";
import { parseGraph } from "../graph/parse.ts";
import type { OpTable } from "../graph/op.ts";
import type { Feeds, TensorRef } from "../runtime/session.ts";
import { int64, type Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { GraphSpec } from "./assemble.ts";
import { batchMask, prepareBatch, type Batch, type InputContext } from "./batch.ts";
import { TensorCache } from "./cache.ts";
import { captureShape, presentCapture, resolveCaptures, type SiteCapture } from "./capture.ts";
import type { EditShape } from "./edit-graph.ts";
import { resolveEdit, type RowEdit } from "./edit-values.ts";
import type { Edit } from "./edit.ts";
import type { Executor, FunctionEdit } from "./executor.ts";
import type { SiteTable } from "./sites.ts";
import { SourceRuns, type SourceRun } from "./sources.ts";
import { TargetReader } from "./target-values.ts";
import type { Target } from "./target.ts";
import type { ActivationCache, Input, InputOptions, Site } from "./types.ts";

/** What a runner knows of its model. */
export interface RunnerContext {
  readonly config: ModelConfig;
  readonly heads: readonly string[];
  readonly tokenizer: Tokenizer | null;
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
  /** Per target, one entry per row. */
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
  readonly cache: ActivationCache;
  /** Keys and values that stayed with the engine, by the name the next step feeds them under. */
  readonly present: Readonly<Record<string, TensorRef>>;
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
    await this.fetchSources(work, sources);
    const { spec, feeds, functions } = this.resolve(work, sources);
    const given = { ...feeds, ...work.past };
    const ran = await this.executor.run(spec, work.batch, given, functions, work.signal);
    return { ...this.#present(work, spec, ran.tensors), present: ran.present };
  }

  /** Makes every run that the work's edits and targets read from. */
  async fetchSources(
    work: Pick<Work, "edits" | "targets" | "signal">,
    sources: SourceRuns,
  ): Promise<void> {
    const siteOf = (name: string): Site => this.context.sites.find(name);
    for (const { site, parts } of work.edits) {
      for (const { edit } of parts) sources.wantEdit(edit, site, siteOf);
    }
    for (const targets of work.targets) targets.forEach((target) => sources.wantTarget(target));
    await sources.fetch((input, edits, sites, logits) =>
      this.#runSource(input, edits, sites, logits, sources, work.signal),
    );
  }

  /** The spec and the feeds of a piece of work. */
  resolve(
    work: Work,
    sources: SourceRuns,
  ): { spec: GraphSpec; feeds: Record<string, Tensor>; functions: FunctionEdit[] } {
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
      reference: (source, row, position) => sources.reference(source, row, position),
    });
  }

  async #runSource(
    input: Input,
    edits: readonly Edit[],
    sites: readonly Site[],
    logits: boolean,
    sources: SourceRuns,
    signal: AbortSignal | undefined,
  ): Promise<SourceRun> {
    const batch = prepareBatch(this.context.input, input, {});
    const work: Work = {
      ...plainWork(batch),
      edits: this.siteEdits(
        edits,
        batch.rows.map((_, row) => row),
      ),
      captures: sites.map((site) => ({ site, spec: { at: site.name } })),
      heads: logits ? ["lm"] : [],
      signal,
    };
    await this.fetchSources(work, sources);
    const { spec, feeds, functions } = this.resolve(work, sources);
    const ran = await this.executor.run(spec, batch, feeds, functions, signal);
    const results = ran.tensors;
    const tensors = new Map(sites.map((site, i) => [site.name, results[`capture:${i}`]]));
    return { batch, tensors, logits: results["head:lm"] ?? null };
  }

  /** Expands edits to the sites they name, in order. */
  siteEdits(edits: readonly Edit[], rows: readonly number[]): SiteEdit[] {
    return edits.flatMap((edit) => {
      const names = typeof edit.at === "string" ? [edit.at] : edit.at;
      if (!Array.isArray(names) || names.length === 0) throw badEdit(edit);
      checkEdit(edit);
      const sites = names.flatMap((name) => this.context.sites.match(name));
      return sites.map((site) => ({ site, parts: [{ edit, rows }] }));
    });
  }

  captures(names: NonNullable<Parameters<typeof resolveCaptures>[1]>): SiteCapture[] {
    return resolveCaptures(this.context.sites, names);
  }

  prepare(input: Input, options: InputOptions): Batch {
    return prepareBatch(this.context.input, input, options);
  }

  #present(
    work: Work,
    spec: GraphSpec,
    results: Readonly<Record<string, Tensor>>,
  ): Omit<Outcome, "present"> {
    const { batch } = work;
    const tensors = new Map(
      work.captures.map((capture, i) => [
        capture.site.name,
        presentCapture(capture, results[`capture:${i}`], batch),
      ]),
    );
    return {
      heads: new Map(work.heads.map((head) => [head, results[`head:${head}`]])),
      values: spec.targets.map((_, i) => results[`target:${i}`]),
      gradients: new Map(
        work.wrt.map((site) => [
          site.name,
          { ...results[`gradient:${site.name}`], axes: site.axes },
        ]),
      ),
      cache: new TensorCache(tensors, batchMask(batch), this.context.sites),
    };
  }

  #dims(site: Site, batch: Batch): number[] {
    return this.context.sites.dims(site, batch.rows.length, batch.length, batch.past?.length);
  }

  #sites(work: Work): Site[] {
    return [...work.edits, ...work.captures].map(({ site }) => site).concat(work.wrt);
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

/** Flat indices `[batch, slot]` of padded positions `[slot][row]`. */
function selectFeed(slots: readonly (readonly number[])[], batch: Batch): Tensor {
  const flat = batch.rows.flatMap((_, b) => slots.map((slot) => b * batch.length + slot[b]));
  return int64([batch.rows.length, slots.length], flat);
}

const ACTIONS = ["zero", "set", "add", "scale", "patch", "mean", "remove-direction", "splice"];

function checkEdit(edit: Edit): void {
  if (typeof edit.do === "function") {
    if (edit.where === undefined) return;
    throw new VitrineError(
      "BAD_EDIT",
      'edit: a function edit sees the whole value; it takes no "where".',
    );
  }
  if (!ACTIONS.includes(edit.do)) {
    throw new VitrineError(
      "BAD_EDIT",
      `edit: unknown action ${JSON.stringify(edit.do)}; expected one of ${ACTIONS.join(", ")}, or a function.`,
    );
  }
  const value: unknown = "with" in edit ? edit.with : undefined;
  if (edit.do === "zero") return;
  const key = { patch: "run", mean: "mean", splice: "graph" }[edit.do as string] ?? null;
  const isObject = typeof value === "object" && value !== null;
  const fits = key === null ? typeof value === "number" || isObject : isObject && key in value;
  if (fits) return;
  const expected = key === null ? "a number, a tensor or a source" : `an object with "${key}"`;
  throw new VitrineError(
    "BAD_EDIT",
    `edit: "${edit.do}" has no usable "with"; expected ${expected}, got ${JSON.stringify(value) ?? "nothing"}.`,
  );
}

function badEdit(edit: Edit): VitrineError {
  return new VitrineError(
    "BAD_EDIT",
    `edit: "at" names no hook; expected a name, a glob or a list, got ${JSON.stringify(edit.at)}.`,
  );
}
