import { VitrineError } from "../errors.ts";
import type { Batch } from "./batch.ts";
import type { Selector, Where } from "./edit.ts";
import type { Site } from "./types.ts";

/** Axes counted in a row's own real tokens. */
const POSITIONS = new Set(["pos", "query", "key"]);

/**
 * Which tokens are meant where positions are not named: the row's own (`prompt`), those that
 * generation or a span target appended (`generated`), or both.
 */
export type Scope = "all" | "prompt" | "generated";

/** Which cells of a site's value an edit or a capture is about. */
export interface Selection {
  /** Per axis: whether its indices are spelled out; otherwise all of it is meant. */
  readonly listed: readonly boolean[];
  /** Rows of the batch. */
  readonly rows: readonly number[];
  /** Indices per row and axis; the batch axis holds the row itself. */
  readonly indices: (row: number) => readonly (readonly number[])[];
}

export function isPosition(axis: string): boolean {
  return POSITIONS.has(axis);
}

/**
 * Resolves a `where` against a batch: positions count a row's real tokens, negatives from its
 * last. An axis that is not named is taken whole: every real token, every head, every unit.
 *
 * @param dims - Dims of the site's value for this batch.
 * @param among - The rows this `where` speaks of.
 * @throws VitrineError `BAD_EDIT` for an axis the site does not have or an index out of range.
 */
export function select(
  site: Site,
  dims: readonly number[],
  where: Where | undefined,
  batch: Batch,
  among: readonly number[] = batch.rows.map((_, row) => row),
  scope: Scope = "prompt",
): Selection {
  for (const axis of Object.keys(where ?? {})) {
    if (site.axes.includes(axis)) continue;
    throw bad(site, `it has no axis "${axis}"`, `one of ${site.axes.join(", ")}`, axis);
  }
  const selectors = site.axes.map((axis) => where?.[axis]);
  const batchSelector = selectors[site.axes.indexOf("batch")];
  const rows = pick(site, "batch", batchSelector, among.length, 0).map((i) => among[i]);
  const indices = rows.map((row) =>
    site.axes.map((axis, i) => {
      if (axis === "batch") return [row];
      if (!isPosition(axis)) return pick(site, axis, selectors[i], dims[i], row);
      const places = placesOf(batch, row, scope, axis);
      if (selectors[i] === undefined) return places;
      const real = realPlaces(batch, row, axis);
      const named = pick(site, axis, selectors[i], batch.own[row], row).map((at) => real[at]);
      return named.filter((at) => places.includes(at));
    }),
  );
  const byRow = new Map(rows.map((row, i) => [row, indices[i]]));
  return {
    listed: listedAxes(site, selectors, batch, scope),
    rows,
    indices: (row) => byRow.get(row)!,
  };
}

/** A padded batch spells out positions, so that padding is never touched; rows go with them. */
function listedAxes(
  site: Site,
  selectors: readonly (Selector | undefined)[],
  batch: Batch,
  scope: Scope,
): boolean[] {
  const whole = !batch.padded && batch.rows.every((row, b) => row.ids.length === batch.own[b]);
  const everywhere = scope === "all" ? !batch.padded : whole && scope === "prompt";
  const named = site.axes.map(
    (axis, i) => selectors[i] !== undefined || (!everywhere && isPosition(axis)),
  );
  const perRow = site.axes.some((axis, i) => named[i] && isPosition(axis));
  return site.axes.map((axis, i) => named[i] || (axis === "batch" && perRow));
}

/** Padded indices of a row's tokens; as keys, those of earlier runs are among them. */
function realPlaces(batch: Batch, row: number, axis: string): readonly number[] {
  return axis === "key" && batch.past !== undefined ? batch.past.places[row] : batch.places[row];
}

/** Padded indices along an axis of positions. Generated queries see every key. */
function placesOf(batch: Batch, row: number, scope: Scope, axis: string): readonly number[] {
  const places = realPlaces(batch, row, axis);
  const own = batch.own[row];
  if (scope === "all" || (scope === "generated" && axis === "key")) return places;
  return scope === "prompt" ? places.slice(0, own) : places.slice(own);
}

function pick(
  site: Site,
  axis: string,
  selector: Selector | undefined,
  length: number,
  row: number,
): number[] {
  if (selector === undefined) return Array.from({ length }, (_, i) => i);
  const at = (index: unknown): number => checked(site, axis, index, length);
  if (typeof selector === "number") return [at(selector)];
  if (Array.isArray(selector)) return selector.map(at);
  if ("rows" in selector) {
    if (row < selector.rows.length) return [at(selector.rows[row])];
    throw bad(
      site,
      `where.${axis}.rows has no entry for row ${row}`,
      "one per row",
      `${selector.rows.length}`,
    );
  }
  return range(site, axis, selector as { readonly from?: number; readonly to?: number }, length);
}

function range(
  site: Site,
  axis: string,
  bounds: { readonly from?: number; readonly to?: number },
  length: number,
): number[] {
  const { from = 0, to = length } = bounds;
  const start = from < 0 ? from + length : from;
  const end = to < 0 ? to + length : to;
  const valid = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= length;
  if (!valid || start > end) {
    throw bad(site, `where.${axis} is out of range`, `within 0 to ${length}`, `${from} to ${to}`);
  }
  return Array.from({ length: end - start }, (_, i) => start + i);
}

function checked(site: Site, axis: string, index: unknown, length: number): number {
  if (Number.isInteger(index)) {
    const at = (index as number) < 0 ? (index as number) + length : (index as number);
    if (at >= 0 && at < length) return at;
  }
  throw bad(site, `where.${axis} is out of range`, `${-length} to ${length - 1}`, String(index));
}

function bad(site: Site, wrong: string, expected: string, got: string): VitrineError {
  return new VitrineError("BAD_EDIT", `${site.name}: ${wrong}; expected ${expected}, got ${got}.`, {
    details: { site: site.name, axes: site.axes },
  });
}
