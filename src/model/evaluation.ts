import { asVitrineError, throwIfAborted, VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { layOut, prepareRows, type Batch } from "./batch.ts";
import { TensorCache } from "./cache.ts";
import { presentCaptureRow, type SiteCapture } from "./capture.ts";
import { planCases, rowBytes, type Chunk, type PlannedCase } from "./case-plan.ts";
import { onAxis } from "./gradient-results.ts";
import { presentRow } from "./present-row.ts";
import { PrefixRuns } from "./prefix-runs.ts";
import { plainWork, type Outcome, type Runner, type Work } from "./runner.ts";
import { SourceRuns } from "./sources.ts";
import type {
  Case,
  CaseResult,
  Estimate,
  EvaluateOptions,
  Evaluation,
  Input,
  PreparedRow,
  Site,
} from "./types.ts";

/** Peak bytes of activations at once, unless the caller says otherwise. */
export const DEFAULT_BUDGET: number = 512 * 2 ** 20;
const DEFAULT_BATCH = 16;

/**
 * Runs many cases: equal ones once, alike ones together, from the first layer that differs on.
 * Results come in case order; a case that fails carries its error and the rest go on.
 */
export class CaseEvaluation implements Evaluation {
  readonly #runner: Runner;
  readonly #cases: readonly Case[];
  readonly #options: EvaluateOptions;
  readonly #sources: SourceRuns;
  #rows = 0;

  constructor(runner: Runner, cases: readonly Case[], options: EvaluateOptions) {
    requirePositive("budget", options.budget);
    requirePositive("batchSize", options.batchSize);
    this.#runner = runner;
    this.#cases = cases;
    this.#options = options;
    this.#sources = new SourceRuns(options);
  }

  get rows(): number {
    return this.#rows + this.#sources.rows;
  }

  async all(): Promise<CaseResult[]> {
    const results: CaseResult[] = [];
    try {
      for await (const result of this) results.push(result);
    } catch (error) {
      throw withResults(error, results);
    }
    return results;
  }

  async estimate(): Promise<Estimate> {
    const { chunks } = this.#plan();
    const [first] = chunks;
    if (first === undefined) return { rows: 0, seconds: 0, peakBytes: 0 };
    const cases = chunks.reduce((sum, chunk) => sum + chunk.cases.length, 0);
    const read = this.#sources.inputs().map((input) => this.#prepare(input).length);
    const rows = read.reduce((sum, count) => sum + count, cases);
    const peak = chunks.map((chunk) => chunk.cases.length * this.#bytesOf(chunk.cases.at(-1)!));
    const perRow = await this.#secondsPerRow(first.cases[0]);
    return { rows, seconds: rows * perRow, peakBytes: Math.max(...peak) };
  }

  async *[Symbol.asyncIterator](): AsyncIterator<CaseResult> {
    const { chunks, failed, copies } = this.#plan();
    const ready = new Map<number, CaseResult>(failed.map((result) => [result.index, result]));
    const prefixes = new PrefixRuns(this.#runner, this.#sources, chunks, this.#options.signal);
    let next = 0;
    const release = function* (): Generator<CaseResult> {
      for (let result = ready.get(next); result !== undefined; result = ready.get(next)) {
        ready.delete(next++);
        yield result;
      }
    };
    yield* release();
    for (const chunk of chunks) {
      try {
        throwIfAborted(this.#options.signal, "evaluate");
        for (const result of await this.#runChunk(chunk, prefixes)) {
          for (const index of copies.get(result.index)!) ready.set(index, { ...result, index });
        }
      } catch (error) {
        // what is done is kept, though cases before it are not
        yield* [...ready.values()].sort((a, b) => a.index - b.index);
        throw error;
      } finally {
        this.#rows += prefixes.takeRows();
      }
      yield* release();
      this.#report(next);
    }
  }

  /** Of a plain forward pass, compiled before it is timed. */
  async #secondsPerRow(one: PlannedCase): Promise<number> {
    const batch = layOut([one.row], "right");
    const stream = this.#runner.captures(["blocks.*.hook_resid_post"]).slice(-1);
    const work = { ...plainWork(batch), captures: stream, signal: this.#options.signal };
    await this.#runner.run(work, this.#sources);
    const started = performance.now();
    await this.#runner.run(work, this.#sources);
    return (performance.now() - started) / 1000;
  }

  /** A chunk that fails is run again row by row, so that only the guilty case carries the error. */
  async #runChunk(chunk: Chunk, prefixes: PrefixRuns): Promise<CaseResult[]> {
    try {
      return await this.#run(chunk, prefixes);
    } catch (error) {
      throwIfAborted(this.#options.signal, "evaluate");
      if (chunk.cases.length === 1) {
        const { index } = chunk.cases[0];
        return [{ index, error: asVitrineError(error, "RUNTIME", `evaluate, case ${index}`) }];
      }
      const results: CaseResult[] = [];
      for (const one of chunk.cases) {
        results.push(...(await this.#runChunk({ ...chunk, cases: [one] }, prefixes)));
      }
      return results;
    }
  }

  async #run(chunk: Chunk, prefixes: PrefixRuns): Promise<CaseResult[]> {
    const { cases } = chunk;
    const [first] = cases;
    const laid = layOut(
      cases.map((one) => one.row),
      this.#options.padding ?? "right",
    );
    const batch: Batch = { ...laid, own: cases.map((one) => one.own) };
    const work: Work = {
      ...plainWork(batch),
      edits: mergeEdits(cases),
      captures: first.captures,
      wrt: first.wrt,
      from: await prefixes.from(chunk, batch),
      signal: this.#options.signal,
    };
    const targets = first.targets.map((_, t) => cases.map((one) => one.targets[t]));
    if (first.wrt.length === 0 || first.single) {
      const outcome = await this.#outcome({ ...work, targets });
      return cases.map((one, row) => this.#resultOf(one, row, outcome, batch));
    }
    const runs: Outcome[] = [];
    for (const target of targets) runs.push(await this.#outcome({ ...work, targets: [target] }));
    return cases.map((one, row) => this.#stackedResult(one, row, runs, batch));
  }

  async #outcome(work: Work): Promise<Outcome> {
    this.#rows += work.batch.rows.length;
    return this.#runner.run(work, this.#sources);
  }

  #resultOf(one: PlannedCase, row: number, outcome: Outcome, batch: Batch): CaseResult {
    const values = outcome.values.map((tensor) => Number(tensor.data[row]));
    const { index, single } = one;
    return {
      index,
      ...(values.length > 0 && (single ? { value: values[0] } : { values })),
      ...(one.wrt.length > 0 && {
        gradients: this.#rowTensors(
          one.wrt.map((site) => [site, outcome.gradients.get(site.name)!]),
          row,
          batch,
        ),
      }),
      ...(one.captures.length > 0 && {
        cache: this.#captured(one.captures, row, outcome, batch),
      }),
    };
  }

  /** Several targets, each differentiated: values and gradients get a leading axis. */
  #stackedResult(
    one: PlannedCase,
    row: number,
    runs: readonly Outcome[],
    batch: Batch,
  ): CaseResult {
    const parts = runs.map((run) => this.#resultOf({ ...one, single: true }, row, run, batch));
    const tensors = one.wrt.map((site): [string, Tensor] => {
      const each = parts.map((part) => part.gradients!.get(site.name));
      return [site.name, onAxis(each)];
    });
    const [{ cache }] = parts;
    return {
      index: one.index,
      values: parts.map((part) => part.value!),
      gradients: new TensorCache(new Map(tensors), rowMask(batch, row), this.#runner.context.sites),
      ...(cache !== undefined && { cache }),
    };
  }

  #rowTensors(
    tensors: readonly (readonly [Site, Tensor])[],
    row: number,
    batch: Batch,
  ): TensorCache {
    const own = tensors.map(
      ([site, tensor]) => [site.name, presentRow(site, tensor, row, batch)] as const,
    );
    return new TensorCache(new Map(own), rowMask(batch, row), this.#runner.context.sites);
  }

  #captured(
    captures: readonly SiteCapture[],
    row: number,
    outcome: Outcome,
    batch: Batch,
  ): TensorCache {
    const tensors = captures.map((capture, i): [string, Tensor] => [
      capture.site.name,
      presentCaptureRow(capture, outcome.captured[i], batch, row),
    ]);
    return new TensorCache(new Map(tensors), rowMask(batch, row), this.#runner.context.sites);
  }

  #plan(): ReturnType<typeof planCases> {
    return planCases(this.#cases, {
      runner: this.#runner,
      sources: this.#sources,
      row: (one) => this.#prepare(one.input),
      bytesOf: (one) => this.#bytesOf(one),
      budget: this.#options.budget ?? DEFAULT_BUDGET,
      batchSize: this.#options.batchSize ?? DEFAULT_BATCH,
    });
  }

  #prepare(input: Input): PreparedRow[] {
    return prepareRows(this.#runner.context.input, input, this.#options);
  }

  #bytesOf(one: PlannedCase): number {
    return rowBytes(one, this.#runner.context.config);
  }

  #report(done: number): void {
    this.#options.onProgress?.({
      done,
      total: this.#cases.length,
      unit: "cases",
      label: "evaluate",
    });
  }
}

/** Edits of alike cases, joined: one place in the graph, one part per case. */
function mergeEdits(cases: readonly PlannedCase[]): Work["edits"] {
  return cases[0].edits.map(({ site }, i) => ({
    site,
    parts: cases.map((one, row) => ({ edit: one.edits[i].edit, rows: [row] })),
  }));
}

function rowMask(batch: Batch, row: number): Tensor {
  const length = batch.own[row];
  return {
    dtype: "bool",
    dims: [1, length],
    data: new Uint8Array(length).fill(1),
    axes: ["batch", "pos"],
  };
}

function requirePositive(name: string, value: number | undefined): void {
  if (value === undefined || value > 0) return;
  throw new VitrineError(
    "BAD_OPTION",
    `evaluate: "${name}" is wrong; expected a positive number, got ${value}.`,
  );
}

/** An abort tells what was done before it. */
function withResults(error: unknown, results: readonly CaseResult[]): unknown {
  if (!(error instanceof VitrineError) || error.code !== "ABORTED") return error;
  const details = { ...error.details, results };
  return new VitrineError("ABORTED", error.message, { details, cause: error.cause });
}
