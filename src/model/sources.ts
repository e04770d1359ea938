import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Batch } from "./batch.ts";
import type { Edit, MeanSource, RunSource } from "./edit.ts";
import type { SourceValue } from "./edit-values.ts";
import { IdentityKeys } from "./identity-key.ts";
import { meanInputs } from "./mean-values.ts";
import type { Input, InputOptions, Site } from "./types.ts";

/** A run that others read from: its captured sites and its logits. */
export interface SourceRun {
  readonly batch: Batch;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** `[batch, pos, vocab]`, where asked for. */
  readonly logits: Tensor | null;
}

/** What a source run is made of, and what is read from it. */
export interface SourceWork {
  readonly input: Input;
  readonly edits: readonly Edit[];
  readonly sites: readonly Site[];
  readonly logits: boolean;
}

interface Wanted {
  readonly input: Input;
  readonly edits: readonly Edit[];
  readonly sites: Map<string, Site>;
  logits: boolean;
}

/**
 * The runs that edits and targets take values from. First everything says what it wants, then
 * each distinct run is made once, with all that anything wants of it.
 */
export class SourceRuns {
  /** How texts become ids, in sources as in what reads them. */
  readonly reading: Pick<InputOptions, "prependBos" | "truncate">;
  readonly #keys = new IdentityKeys();
  readonly #wanted = new Map<string, Wanted>();
  readonly #done = new Map<string, SourceRun>();
  #rows = 0;

  constructor({ prependBos, truncate }: InputOptions = {}) {
    this.reading = {
      ...(prependBos !== undefined && { prependBos }),
      ...(truncate !== undefined && { truncate }),
    };
  }

  /** Rows run so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Inputs of every run that is wanted. */
  inputs(): Input[] {
    return Array.from(this.#wanted.values(), ({ input }) => input);
  }

  /** Notes that a site (or the logits, where null) of a run is read. Returns the run's key. */
  want(input: Input, edits: readonly Edit[], site: Site | null): string {
    const key = this.#keys.of([input, edits]);
    const known = this.#wanted.get(key) ?? { input, edits, sites: new Map(), logits: false };
    if (site === null) known.logits = true;
    else known.sites.set(site.name, site);
    this.#wanted.set(key, known);
    return key;
  }

  /** Makes the runs of these keys that are not there yet. */
  async fetch(
    keys: Iterable<string>,
    run: (work: SourceWork) => SourceRun | Promise<SourceRun>,
  ): Promise<void> {
    for (const key of keys) {
      if (this.#isThere(key)) continue;
      const { sites, ...rest } = this.#wanted.get(key)!;
      const made = await run({ ...rest, sites: [...sites.values()] });
      this.#done.set(key, made);
      this.#rows += made.batch.rows.length;
    }
  }

  /** Puts values in place of runs that are not made, where only their dims matter. */
  standIn(keys: Iterable<string>, run: (work: SourceWork) => SourceRun): void {
    for (const key of keys) {
      const { sites, ...rest } = this.#wanted.get(key)!;
      this.#done.set(key, run({ ...rest, sites: [...sites.values()] }));
    }
  }

  /** Values for an edit. */
  values(
    source: RunSource | MeanSource,
    site: Site,
    siteOf: (name: string) => Site,
  ): SourceValue[] {
    if ("mean" in source) return meanInputs(source).map((input) => this.#value(input, [], site));
    const from = source.at === undefined ? site : siteOf(source.at);
    return [this.#value(source.run, source.edits ?? [], from)];
  }

  /** The run that a target compares with. */
  reference(source: RunSource): SourceRun {
    return this.#find(source.run, source.edits ?? []);
  }

  #isThere(key: string): boolean {
    const done = this.#done.get(key);
    const { sites, logits } = this.#wanted.get(key)!;
    if (done === undefined || (logits && done.logits === null)) return false;
    return [...sites.keys()].every((name) => done.tensors.has(name));
  }

  #value(input: Input, edits: readonly Edit[], site: Site): SourceValue {
    const { batch, tensors } = this.#find(input, edits);
    return { site, batch, tensor: tensors.get(site.name)! };
  }

  #find(input: Input, edits: readonly Edit[]): SourceRun {
    return this.#done.get(this.#keys.of([input, edits]))!;
  }
}

/** Logits `[vocab]` of a row of a run, at a position among its real tokens. */
export function logitsAt(
  { batch, logits }: SourceRun,
  row: number,
  position: number,
): Float32Array {
  const places = batch.places[row];
  const at = places[position < 0 ? position + places.length : position];
  if (at === undefined || logits === null) {
    throw new VitrineError(
      "BAD_TARGET",
      `kl: the reference run has no position ${position} in row ${row}; it has ${places.length} tokens.`,
    );
  }
  const size = logits.dims[2];
  const start = (row * batch.length + at) * size;
  return Float32Array.from((logits.data as Float32Array).subarray(start, start + size));
}
