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
interface Row {
  readonly prompt: PreparedRow;
  readonly ids: number[];
  readonly text: TokenText;
  readonly random: Generator;
  stopped: StopReason | null;
}

/**
 * Writes on from prompts, one token a step. With a cache, each step runs the new positions only and
 * the keys and values of earlier ones, as they were after edits, stay with the engine.
 */
export class Generation {
  readonly #runner: Runner;
  readonly #options: GenerateOptions;
  readonly #sources: SourceRuns;
  readonly #rows: readonly Row[];
  /** Prompts side by side, aligned at their ends. */
  readonly #prompt: Batch;
  readonly #limit: number;
  #past: Readonly<Record<string, TensorRef>> | null = null;

  constructor(runner: Runner, input: Input, options: GenerateOptions) {
    checkSampling(options);
    (options.edits ?? []).forEach(checkScope);
    this.#runner = runner;
    this.#options = options;
    this.#sources = new SourceRuns(options);
    const { rows } = runner.prepare(input, options);
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

  /** Every step; ends when each row has, or at the limit. */
  async *steps(): AsyncGenerator<GenerateStep> {
    try {
      for (let step = 0; step < this.#limit; step++) {
        throwIfAborted(this.#options.signal, "generate");
        if (this.#prompt.length + step > this.#runner.context.input.nCtx) {
          this.#rows.forEach((row) => (row.stopped ??= "context"));
        }
        if (this.#rows.every((row) => row.stopped !== null)) return;
        yield this.#advance(step, await this.#run(step));
      }
    } finally {
      await this.#drop();
    }
  }

  async result(): Promise<GenerateResult> {
    const caches = [];
    for await (const { cache } of this.steps()) caches.push(cache);
    return {
      ids: this.#rows.map((row) => row.ids),
      texts: this.#rows.map((row) => row.text.whole),
      stopped: this.#rows.map((row) => row.stopped ?? "length"),
      caches: (this.#options.capture ?? []).length > 0 ? caches : [],
    };
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
    const outcome = await this.#runner.run(work, this.#sources);
    if (cached) await this.#keep(outcome);
    return { outcome, cache: this.#runner.present(work, outcome).cache };
  }

  /** Samples each row's next token; a row that has ended is fed its last token and ignored. */
  #advance(step: number, { outcome: { heads }, cache }: Ran): GenerateStep {
    const { data, dims } = heads.get("lm")!;
    const vocab = dims[2];
    const { stopAtEos = true } = this.#options;
    const eos = stopAtEos ? (this.#runner.context.tokenizer?.specialIds.eos ?? null) : null;
    const chosen = this.#rows.map((row, b) => {
      if (row.stopped !== null) return null;
      const logits = (data as Float32Array).subarray(b * vocab, (b + 1) * vocab);
      const before = [...row.prompt.ids, ...row.ids];
      const id = sampleToken(logits, before, this.#options, row.random);
      row.ids.push(id);
      const text = id === eos ? "" : row.text.add(id);
      row.stopped = id === eos ? "eos" : row.text.isStopped ? "stop" : null;
      return { id, text };
    });
    return {
      step,
      ids: chosen.map((one) => one?.id ?? null),
      texts: chosen.map((one) => one?.text ?? ""),
      cache,
    };
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
      first: places.map((row) => row.length + step - 1),
    });
  }

  /** Prompts and all new tokens. */
  #whole(): Batch {
    const longest = Math.max(...this.#rows.map(({ ids }) => ids.length));
    const rows = this.#rows.map(({ prompt, ids }) => {
      const filled = [
        ...ids,
        ...Array.from({ length: longest - ids.length }, () => ids[ids.length - 1]),
      ];
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

  async #keep({ present }: Outcome): Promise<void> {
    await this.#drop();
    const renamed = Object.entries(present).map(([name, ref]) => [
      name.replace("present", "past"),
      ref,
    ]);
    this.#past = Object.fromEntries(renamed) as Record<string, TensorRef>;
  }

  async #drop(): Promise<void> {
    if (this.#past !== null) await this.#runner.executor.engine.drop(Object.values(this.#past));
    this.#past = null;
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

function checkCausal({ context }: Runner): void {
  if (context.config.attentionDir === "causal" && context.heads.includes("lm")) return;
  throw new VitrineError(
    "UNSUPPORTED",
    `generate: needs a causal language model; this one is ${context.config.attentionDir} with the heads ${context.heads.join(", ")}.`,
  );
}
