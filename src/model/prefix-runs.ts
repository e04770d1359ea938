import type { Tensor } from "../tensor/tensor.ts";
import { layOut, type Batch } from "./batch.ts";
import type { Chunk, PlannedCase } from "./case-plan.ts";
import { plainWork, type Runner, type Work } from "./runner.ts";
import type { SourceRuns } from "./sources.ts";
import type { Site } from "./types.ts";

/**
 * The layers below the first edit, run once per distinct input: cases that differ in their edits
 * only start from there. Worth it where a chunk holds the same input more than once, or other
 * chunks start from the same input.
 */
export class PrefixRuns {
  readonly #runner: Runner;
  readonly #sources: SourceRuns;
  readonly #signal: AbortSignal | undefined;
  /** Input key → block inputs that some chunk starts from, and how many cases do. */
  readonly #plans = new Map<string, { sites: Map<string, Site>; cases: number }>();
  readonly #values = new Map<string, ReadonlyMap<string, Tensor>>();
  #rows = 0;

  constructor(
    runner: Runner,
    sources: SourceRuns,
    chunks: readonly Chunk[],
    signal: AbortSignal | undefined,
  ) {
    this.#runner = runner;
    this.#sources = sources;
    this.#signal = signal;
    for (const { cases, start } of chunks) {
      if (start === null) continue;
      for (const one of cases) this.#note(keyOf(one), start);
    }
  }

  /** Where a chunk starts: block inputs of its distinct rows, and which row each case takes. */
  async from(chunk: Chunk, batch: Batch): Promise<Work["from"]> {
    const { start, cases } = chunk;
    if (start === null) return null;
    const keys = cases.map(keyOf);
    const distinct = [...new Set(keys)];
    const uses = distinct.reduce((sum, key) => sum + this.#plans.get(key)!.cases, 0);
    if (uses < 2 * distinct.length) return null;
    const tensors = [];
    for (const key of distinct) {
      tensors.push((await this.#run(cases[keys.indexOf(key)], key)).get(start.name)!);
    }
    const offset = (key: string): number => batch.places[keys.indexOf(key)][0];
    const value = padded(tensors, distinct.map(offset), batch.length);
    return { site: start, value, rows: keys.map((key) => distinct.indexOf(key)) };
  }

  /** Rows run since this was last asked. */
  takeRows(): number {
    const rows = this.#rows;
    this.#rows = 0;
    return rows;
  }

  #note(key: string, start: Site): void {
    const plan = this.#plans.get(key) ?? { sites: new Map<string, Site>(), cases: 0 };
    plan.sites.set(start.name, start);
    plan.cases++;
    this.#plans.set(key, plan);
  }

  async #run(one: PlannedCase, key: string): Promise<ReadonlyMap<string, Tensor>> {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const sites = [...this.#plans.get(key)!.sites.values()];
    const batch = layOut([one.row], "right");
    const captures = sites.map((site) => ({ site, spec: { at: site.name } }));
    const work = { ...plainWork(batch), captures, signal: this.#signal };
    const { captured } = await this.#runner.run(work, this.#sources);
    this.#rows++;
    const values = new Map(sites.map((site, i) => [site.name, captured[i]]));
    this.#values.set(key, values);
    return values;
  }
}

function keyOf(one: PlannedCase): string {
  return `${one.row.ids.join()}|${one.row.typeIds.join()}`;
}

/** `[1, own length, d]` each → `[n, length, d]`, each from its offset on. */
function padded(tensors: readonly Tensor[], offsets: readonly number[], length: number): Tensor {
  const d = tensors[0].dims[2];
  const data = new Float32Array(tensors.length * length * d);
  tensors.forEach((tensor, i) =>
    data.set(tensor.data as Float32Array, (i * length + offsets[i]) * d),
  );
  return { dtype: "float32", dims: [tensors.length, length, d], data };
}
