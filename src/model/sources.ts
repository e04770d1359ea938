import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Batch } from "./batch.ts";
import type { Edit, MeanSource, RunSource } from "./edit.ts";
import type { SourceValue } from "./edit-values.ts";
import { IdentityKeys } from "./identity-key.ts";
import { perRow } from "./target-values.ts";
import type { Target } from "./target.ts";
import type { Input, Site } from "./types.ts";

/** A run that others read from: its captured sites and its logits. */
export interface SourceRun {
  readonly batch: Batch;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** `[batch, pos, vocab]`, where asked for. */
  readonly logits: Tensor | null;
}

export type RunSourceInput = (
  input: Input,
  edits: readonly Edit[],
  sites: readonly Site[],
  logits: boolean,
) => Promise<SourceRun>;

interface Wanted {
  readonly input: Input;
  readonly edits: readonly Edit[];
  readonly sites: Map<string, Site>;
  logits: boolean;
}

/**
 * The runs that edits and targets take values from. First everything says what it wants, then
 * each distinct run is made once, with all its sites captured together.
 */
export class SourceRuns {
  readonly #keys: IdentityKeys;
  readonly #wanted = new Map<string, Wanted>();
  readonly #done = new Map<string, SourceRun>();
  readonly #running = new Set<string>();

  constructor(keys: IdentityKeys = new IdentityKeys()) {
    this.#keys = keys;
  }

  /** Notes what an edit at a site reads. */
  wantEdit(edit: Edit, site: Site, siteOf: (name: string) => Site): void {
    const value = "with" in edit ? edit.with : undefined;
    if (typeof value !== "object" || value === null) return;
    if ("run" in value) {
      this.#want(
        value.run,
        value.edits ?? [],
        value.at === undefined ? site : siteOf(value.at),
        false,
      );
    }
    if ("mean" in value) {
      if (!Array.isArray(value.mean) || value.mean.length === 0) {
        throw new VitrineError(
          "BAD_EDIT",
          `${site.name}: the mean is over no inputs; give at least one.`,
        );
      }
      for (const input of value.mean) this.#want(input, [], site, false);
    }
  }

  /** Notes what a target reads. */
  wantTarget(target: Target): void {
    if (target.kind === "kl") this.#want(target.to.run, target.to.edits ?? [], null, true);
    if (target.kind === "diff") [target.a, target.b].forEach((side) => this.wantTarget(side));
    if (target.kind === "sum") target.terms.forEach((term) => this.wantTarget(term.target));
  }

  /** Makes every run that is wanted and not yet there. */
  async fetch(run: RunSourceInput): Promise<void> {
    for (const [key, { input, edits, sites, logits }] of this.#wanted) {
      if (this.#running.has(key)) continue; // a source of this source is being made
      const before = this.#done.get(key);
      const missing = [...sites.values()].filter((site) => !before?.tensors.has(site.name));
      if (before !== undefined && missing.length === 0 && (!logits || before.logits !== null))
        continue;
      this.#running.add(key);
      try {
        this.#done.set(key, await run(input, edits, [...sites.values()], logits));
      } finally {
        this.#running.delete(key);
      }
    }
  }

  /** Values for an edit. */
  values(
    source: RunSource | MeanSource,
    site: Site,
    siteOf: (name: string) => Site,
  ): SourceValue[] {
    if ("mean" in source) return source.mean.map((input) => this.#value(input, [], site));
    const from = source.at === undefined ? site : siteOf(source.at);
    return [this.#value(source.run, source.edits ?? [], from)];
  }

  /** Logits `[vocab]` of a source at a position of its row. */
  reference(source: RunSource, row: number, position: number): Float32Array {
    const { batch, logits } = this.#find(source.run, source.edits ?? []);
    const b = batch.rows.length === 1 ? 0 : row;
    const places = batch.places[b];
    const at = places?.[position < 0 ? position + places.length : position];
    if (at === undefined || logits === null) {
      throw new VitrineError(
        "BAD_TARGET",
        `kl: the reference run has no position ${position} in row ${b}; it has ${places?.length ?? 0} tokens.`,
      );
    }
    const size = logits.dims[2];
    const start = (b * batch.length + at) * size;
    return Float32Array.from((logits.data as Float32Array).subarray(start, start + size));
  }

  #value(input: Input, edits: readonly Edit[], site: Site): SourceValue {
    const { batch, tensors } = this.#find(input, edits);
    return { site, batch, tensor: tensors.get(site.name)! };
  }

  #find(input: Input, edits: readonly Edit[]): SourceRun {
    return this.#done.get(this.#keys.of([input, edits]))!;
  }

  #want(input: Input, edits: readonly Edit[], site: Site | null, logits: boolean): void {
    const key = this.#keys.of([input, edits]);
    const known = this.#wanted.get(key) ?? { input, edits, sites: new Map<string, Site>(), logits };
    if (site !== null) known.sites.set(site.name, site);
    known.logits ||= logits;
    this.#wanted.set(key, known);
  }
}

/** Token ids that a `span` target appends to a row; null where the target has none. */
export function continuationOf(
  target: Target,
  row: number,
  encode: (text: string) => readonly number[],
): readonly number[] | null {
  if (target.kind === "span") {
    const ids = perRow<readonly number[]>(target.ids, row);
    if (ids !== undefined) return ids;
    const text = perRow(target.text, row);
    if (text !== undefined) return encode(text);
    throw new VitrineError("BAD_TARGET", `target: "span" names no continuation; give text or ids.`);
  }
  const inside =
    target.kind === "diff"
      ? [target.a, target.b]
      : target.kind === "sum"
        ? target.terms.map((term) => term.target)
        : [];
  const found = inside.flatMap((part) => {
    const ids = continuationOf(part, row, encode);
    return ids === null ? [] : [ids];
  });
  const [first] = found;
  if (first === undefined) return null;
  if (found.every((ids) => ids.join() === first.join())) return first;
  throw new VitrineError(
    "UNSUPPORTED",
    "target: one target holds two unlike continuations, which need two runs. Evaluate each span by itself and combine the values.",
  );
}
