import { throwIfAborted, VitrineError } from "../errors.ts";
import type { Feeds, TensorRef } from "../runtime/session.ts";
import { generator, type Generator } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { layOut, type Batch } from "./batch.ts";
import { scopeOf } from "./edit-values.ts";
import type { Edit } from "./edit.ts";
import { plainWork, type Outcome, type Runner, type Work } from "./runner.ts";
import { checkSampling, sampleToken } from "./sample.ts";
import { SourceRuns } from "./sources.ts";
import { TokenText, type StopReason } from "./token-text.ts";
import { startingFromNothing } from "./prompt.ts";
import type {
  ActivationCache,
  GenerateOptions,
  GenerateResult,
  GenerateStep,
  Input,
  PreparedRow,
} from "./types.ts";

const DEFAULT_NEW_TOKENS = 20;

interface Ran {
  readonly outcome: Outcome;
  readonly cache: ActivationCache;
}

/** One row while it grows. */
interface GrowingRow {
  readonly prompt: PreparedRow;
  readonly ids: number[];
  readonly text: TokenText;
  readonly random: Generator;
  stopped: StopReason | null;
}

/**
 * Writes on from prompts, one token a step. With a cache, each step runs the new positions only and
 * the keys and values of earlier ones, as they were after edits, stay with the engine, until every
 * row has ended or the reader of the steps turns away.
 */
export class Generation {
  readonly #runner: Runner;
  readonly #options: GenerateOptions;
  readonly #sources: SourceRuns;
  readonly #rows: readonly GrowingRow[];
  /** Prompts side by side, aligned at their ends. */
  readonly #prompt: Batch;
  readonly #limit: number;
  #past: Readonly<Record<string, TensorRef>> | null = null;
  /** Keys and values that are in the next ones too. */
  #outdated: readonly TensorRef[] = [];

  constructor(runner: Runner, input: Input, options: GenerateOptions) {
    checkSampling(options);
    checkStops(options.stop);
    (options.edits ?? []).forEach(checkScope);
    this.#runner = runner;
    this.#options = options;
    this.#sources = new SourceRuns(options);
    const prompts = startingFromNothing(input, options, runner.context.tokenizer);
    const { rows } = runner.prepare(prompts, options);
    this.#prompt = layOut(rows, "left");
    this.#rows = rows.map((prompt, b) => ({
      prompt,
      ids: [],
      text: new TokenText(runner.context.tokenizer, options.stop ?? []),
      random: generator((options.seed ?? 0) * 65_537 + b), // a row's numbers do not depend on others
      stopped: null,
    }));
    this.#limit = checkLength(options.maxNewTokens ?? DEFAULT_NEW_TOKENS);
    checkCausal(runner);
  }

  /** Every step; ends when each row has. */
  async *steps(): AsyncGenerator<GenerateStep, void, void> {
    try {
      for (let step = 0; this.#rows.some((row) => row.stopped === null); step++) {
        throwIfAborted(this.#options.signal, "generate");
        yield this.#advance(step, await this.#run(step));
      }
    } finally {
      await this.#free();
    }
  }

  async result(): Promise<GenerateResult> {
    const caches: ActivationCache[] = [];
    try {
      for await (const { cache } of this.steps()) caches.push(cache);
    } catch (error) {
      throw this.#withWhatIsDone(error, caches);
    }
    return this.#result(caches);
  }

  #result(caches: readonly ActivationCache[]): GenerateResult {
    return {
      prompts: this.#rows.map((row) => row.prompt),
      ids: this.#rows.map((row) => row.ids),
      texts: this.#rows.map((row) => row.text.whole),
      stopped: this.#rows.map((row) => row.stopped ?? "aborted"),
      caches: (this.#options.capture ?? []).length > 0 ? caches : [],
    };
  }

  /** A caller who stops the work may still want what there is. */
  #withWhatIsDone(error: unknown, caches: readonly ActivationCache[]): unknown {
    if (!(error instanceof VitrineError) || error.code !== "ABORTED") return error;
    this.#rows.forEach((row) => row.text.finish());
    const details = { ...error.details, result: this.#result(caches) };
    return new VitrineError("ABORTED", error.message, { details, cause: error.cause });
  }

  async #run(step: number): Promise<Ran> {
    const cached = this.#isCached();
    const batch = !cached
      ? this.#whole()
      : step === 0
        ? continued(this.#prompt, null)
        : this.#next(step);
    const rows = batch.rows.map((_, row) => row);
    const edits = cached ? editsOf(this.#options.edits ?? [], step) : (this.#options.edits ?? []);
    const work: Work = {
      ...plainWork(batch),
      edits: this.#runner.siteEdits(edits, rows),
      captures: this.#runner.captures(this.#options.capture ?? []),
      heads: ["lm"],
      slots: [batch.places.map((places) => places[places.length - 1])],
      past: cached ? (this.#past ?? this.#nothingBefore()) : null,
      signal: this.#options.signal,
    };
    const [outcome] = await Promise.all([
      this.#runner.run(work, this.#sources),
      this.#dropOutdated(),
    ]);
    if (cached) this.#keep(outcome);
    return { outcome, cache: this.#runner.present(work, outcome).cache };
  }

  /** Samples each row's next token; a row that has ended is fed its last token and ignored. */
  #advance(step: number, { outcome: { heads }, cache }: Ran): GenerateStep {
    const { data, dims } = heads.get("lm")!;
    const vocab = dims[2];
    const chosen = this.#rows.map((row, b) => {
      if (row.stopped !== null) return null;
      const logits = (data as Float32Array).subarray(b * vocab, (b + 1) * vocab);
      const before = [...row.prompt.ids, ...row.ids];
      const id = sampleToken(logits, before, this.#options, row.random);
      row.ids.push(id);
      const text = this.#isEnd(id) ? "" : row.text.add(id);
      row.stopped = this.#reasonToStop(row, id);
      return { id, text: row.stopped === null ? text : text + row.text.finish() };
    });
    return {
      step,
      ids: chosen.map((one) => one?.id ?? null),
      texts: chosen.map((one) => one?.text ?? ""),
      stopped: this.#rows.map((row) => row.stopped),
      cache,
    };
  }

  #isEnd(id: number): boolean {
    return (this.#options.stopAtEos ?? true) && this.#runner.context.endIds.has(id);
  }

  #reasonToStop({ prompt, ids, text }: GrowingRow, id: number): StopReason | null {
    if (this.#isEnd(id)) return "eos";
    if (text.isStopped) return "stop";
    if (ids.length === this.#limit) return "length";
    return prompt.ids.length + ids.length > this.#runner.context.input.nCtx ? "context" : null;
  }

  /** A function that may look at several positions needs them all, every time. */
  #isCached(): boolean {
    if (this.#options.cache === false) return false;
    return (this.#options.edits ?? []).every(
      (edit) => typeof edit.do !== "function" || ("positionwise" in edit && edit.positionwise),
    );
  }

  /** The new tokens alone, after everything before them. */
  #next(step: number): Batch {
    const { length, places } = this.#prompt;
    const added = Array.from({ length: step }, (_, i) => length + i);
    const rows = this.#rows.map(({ ids }) => rowOf([ids[step - 1] ?? ids[ids.length - 1]]));
    const batch = { ...layOut(rows, "right"), own: this.#prompt.own, padded: this.#prompt.padded };
    return continued(batch, {
      length: length + step,
      places: places.map((row) => [...row, ...added]),
      // a row that has ended goes along with the others, within the context
      first: places.map((row) => Math.min(row.length + step, this.#runner.context.input.nCtx) - 1),
    });
  }

  /** Prompts and all new tokens. */
  #whole(): Batch {
    const longest = Math.max(...this.#rows.map(({ ids }) => ids.length));
    const { nCtx } = this.#runner.context.input;
    const rows = this.#rows.map(({ prompt, ids }) => {
      const length = Math.min(longest, nCtx - prompt.ids.length);
      const filled = Array.from({ length }, (_, i) => ids[Math.min(i, ids.length - 1)]);
      return rowOf([...prompt.ids, ...filled]);
    });
    return { ...layOut(rows, "left"), own: this.#prompt.own };
  }

  #nothingBefore(): Feeds {
    const { nLayers, nKeyValueHeads, dHead } = this.#runner.context.config;
    const dims = [this.#rows.length, nKeyValueHeads, 0, dHead];
    const empty: Tensor = { dtype: "float32", dims, data: new Float32Array(0) };
    const names = Array.from({ length: nLayers }, (_, l) => [`past.${l}.k`, `past.${l}.v`]).flat();
    return Object.fromEntries(names.map((name) => [name, empty]));
  }

  #keep({ present }: Outcome): void {
    this.#outdated = Object.values(this.#past ?? {});
    const renamed = Object.entries(present).map(([name, ref]) => [
      name.replace("present", "past"),
      ref,
    ]);
    this.#past = Object.fromEntries(renamed) as Record<string, TensorRef>;
  }

  async #dropOutdated(): Promise<void> {
    const refs = this.#outdated;
    this.#outdated = [];
    await this.#runner.executor.engine.drop(refs);
  }

  async #free(): Promise<void> {
    this.#outdated = [...this.#outdated, ...Object.values(this.#past ?? {})];
    this.#past = null;
    await this.#dropOutdated();
  }
}

function rowOf(ids: readonly number[]): PreparedRow {
  return { ids, typeIds: ids.map(() => 0), text: null, units: ids.map((id) => ({ id })) };
}

function continued(batch: Batch, past: Batch["past"] | null): Batch {
  const own = { length: batch.length, places: batch.places, first: batch.places.map(() => 0) };
  return { ...batch, past: past ?? own };
}

/**
 * The edits of a step, by their scope: the prompt's positions are run first, the new ones after.
 * Positions are the prompt's, so an edit that names some has nothing to do later.
 */
function editsOf(edits: readonly Edit[], step: number): Edit[] {
  return edits
    .filter((edit) => {
      const scope = scopeOf(edit);
      return step === 0 ? scope !== "generated" : scope !== "prompt" && !namesPositions(edit);
    })
    .map((edit) => ({ ...edit, scope: "all" }));
}

function namesPositions({ where }: Edit): boolean {
  return where?.pos !== undefined || where?.query !== undefined;
}

function checkScope(edit: Edit): void {
  if (edit.scope !== "generated" || !namesPositions(edit)) return;
  throw new VitrineError(
    "BAD_EDIT",
    'generate: an edit of scope "generated" names positions; positions are the prompt\'s, so it would do nothing. Leave one of the two out.',
  );
}

function checkLength(maxNewTokens: number): number {
  if (Number.isInteger(maxNewTokens) && maxNewTokens >= 1) return maxNewTokens;
  throw new VitrineError(
    "BAD_OPTION",
    `generate: maxNewTokens out of range; expected a whole number from 1, got ${String(maxNewTokens)}.`,
  );
}

function checkStops(stop: unknown = []): void {
  if (Array.isArray(stop) && stop.every((text) => typeof text === "string")) return;
  throw new VitrineError(
    "BAD_OPTION",
    `generate: stop is wrong; expected a list of texts, got ${JSON.stringify(stop)}.`,
  );
}

function checkCausal({ context }: Runner): void {
  if (context.config.attentionDir === "causal" && context.heads.includes("lm")) return;
  throw new VitrineError(
    "UNSUPPORTED",
    `generate: needs a causal language model; this one is ${context.config.attentionDir} with the heads ${context.heads.join(", ")}.`,
  );
}
