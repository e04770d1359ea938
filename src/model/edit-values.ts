import { VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { firstNotFinite } from "../weights/finite.ts";
import type { Batch } from "./batch.ts";
import { orthonormal } from "./directions.ts";
import type { EditShape } from "./edit-graph.ts";
import type { Edit, EditValue, MeanSource, RunSource, TensorJson, Where } from "./edit.ts";
import { isPosition, select, type Scope, type Selection } from "./selection.ts";
import { meanOf } from "./mean-values.ts";
import { extract, layOver, maskOf, type Part } from "./slice.ts";
import { whereFor } from "./per-row.ts";
import { checkSplice } from "./splice.ts";
import type { Site } from "./types.ts";

/** A site's value in a source run, as it was laid out there. */
export interface SourceValue {
  readonly site: Site;
  readonly tensor: Tensor;
  readonly batch: Batch;
}

/** An edit that is data, and the rows of the batch it applies to. */
export interface RowEdit {
  readonly edit: Exclude<Edit, { readonly do: (...args: never[]) => unknown }>;
  readonly rows: readonly number[];
}

export interface EditContext {
  readonly batch: Batch;
  /** The values a source stands for: one, or for a mean one per input. */
  readonly source: (source: RunSource | MeanSource, site: Site) => readonly SourceValue[];
  /** Id of the token that begins a text; null where the tokenizer has none, or is not there. */
  readonly bos: number | null;
  /** Reads a printed graph. */
  readonly parse: (text: string) => Graph;
}

/** What one edit position of a graph needs: its shape, and the tensors to feed by suffix. */
export interface ResolvedEdit {
  readonly shape: EditShape;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/**
 * Resolves edits of one site and one kind, each for its own rows, into one place in the graph:
 * which cells change, and into what.
 */
export function resolveEdit(
  site: Site,
  dims: readonly number[],
  parts: readonly RowEdit[],
  context: EditContext,
): ResolvedEdit {
  const selections = parts.map(({ edit, rows }) =>
    select(site, dims, edit.where, context.batch, rows, scopeOf(edit)),
  );
  const everyRow = parts.reduce((n, part) => n + part.rows.length, 0) === context.batch.rows.length;
  const plain = everyRow && selections.every((selection) => !selection.listed.includes(true));
  const alike = everyRow && parts.length === 1;
  const restricted = alike ? selections : selections.map(restrictedToRows);
  const mask = plain ? null : maskOf(restricted, dims);
  const kind = kindOf(parts[0].edit);
  const base = { at: site.name, kind, mask: mask?.whole ?? null };
  const feeds = mask === null ? {} : { mask: mask.tensor };
  if (kind === "zero") return { shape: { ...base, value: null }, feeds };
  if (kind === "splice") return spliced(site, dims, parts[0].edit, base, feeds, context);
  if (kind === "remove-direction") {
    const value = orthonormal(asTensor((parts[0].edit as { with: TensorJson }).with), dims.at(-1)!);
    return {
      shape: { ...base, value: null, directions: value.dims[0] },
      feeds: { ...feeds, value },
    };
  }
  const values = parts.flatMap((part, i) => valueParts(site, part, restricted[i], context));
  const { whole, tensor } = layOver(values, dims, site.name);
  return { shape: { ...base, value: whole }, feeds: { ...feeds, value: tensor } };
}

function restrictedToRows(selection: Selection): Selection {
  return { ...selection, listed: selection.listed.map((listed, i) => listed || i === 0) };
}

/** A patch or a mean per position has values for the input's own tokens only. */
export function scopeOf(edit: Edit): Scope {
  const { scope = "all" } = edit;
  const source: unknown = "with" in edit ? edit.with : undefined;
  if (scope !== "all" || typeof source !== "object" || source === null) return scope;
  const isBound = "run" in source || ("mean" in source && (source as MeanSource).over === "pos");
  return isBound ? "prompt" : scope;
}

function kindOf(edit: RowEdit["edit"]): EditShape["kind"] {
  return edit.do === "patch" || edit.do === "mean" ? "set" : edit.do;
}

function spliced(
  site: Site,
  dims: readonly number[],
  edit: RowEdit["edit"],
  base: Omit<EditShape, "value">,
  feeds: Readonly<Record<string, Tensor>>,
  context: EditContext,
): ResolvedEdit {
  const { text, tensors } = (edit as Extract<Edit, { do: "splice" }>).with.graph;
  const graph = context.parse(text);
  const named = Object.entries(tensors).map(([name, value]) => [name, asTensor(value)] as const);
  const given = Object.fromEntries(named);
  checkSplice(graph, given, site, dims);
  return { shape: { ...base, value: null, graph }, feeds: { ...feeds, ...given } };
}

/** The value of an edit for its rows: one part where it is the same for all, else one per row. */
function valueParts(
  site: Site,
  { edit }: RowEdit,
  selection: Selection,
  context: EditContext,
): Part[] {
  const value = (edit as { readonly with: EditValue }).with;
  const times = edit.do === "add" ? (edit.times ?? 1) : 1;
  if (typeof value === "number") return [{ value: scalar(value * times), selection }];
  if ("run" in value) return runParts(site, edit.where, value, selection, context, times);
  if ("mean" in value) return meanParts(site, value, selection, context, times);
  return [{ value: scaled(asTensor(value), times), selection }];
}

/** Each row takes the slice of its own row in the source run, or of its only row. */
function runParts(
  site: Site,
  where: Where | undefined,
  source: RunSource,
  selection: Selection,
  context: EditContext,
  times: number,
): Part[] {
  const found = context.source(source, site)[0];
  const { batch: named, ...cells } = source.where ?? where ?? {};
  const isOneRow = found.batch.rows.length === 1;
  const sourceRows = isOneRow || named === undefined ? undefined : { batch: named };
  const { rows } = select(found.site, found.tensor.dims, sourceRows, found.batch);
  if (rows.length !== 1 && rows.length !== selection.rows.length) {
    throw unlikeRows(site, selection.rows.length, rows.length);
  }
  return selection.rows.map((row, i) => {
    const given = rows[rows.length === 1 ? 0 : i];
    const own = whereFor(cells, row);
    const from = select(found.site, found.tensor.dims, own, found.batch, [given]);
    const value = extract(found.tensor, from.indices(given));
    const wanted = selection.indices(row).map((indices) => indices.length);
    if (value.dims.some((dim, axis) => dim !== wanted[axis])) {
      throw unlikeSlices(site, wanted, found.site, value.dims);
    }
    return { value: scaled(value, times), selection: oneRow(selection, row) };
  });
}

function meanParts(
  site: Site,
  source: MeanSource,
  selection: Selection,
  context: EditContext,
  times: number,
): Part[] {
  const mean = scaled(meanOf(site, source, context.source(source, site), context.bos), times);
  return selection.rows.map((row) => {
    const wanted = selection.indices(row);
    const indices = site.axes.map((axis, i) => {
      if (axis === "batch") return [0];
      if (!isPosition(axis)) return wanted[i];
      if (source.over === "all") return [0];
      const places = context.batch.places[row].slice(0, context.batch.own[row]);
      if (places.length !== mean.dims[i]) throw unlikeMean(site, places.length, mean.dims[i]);
      return wanted[i].map((at) => places.indexOf(at));
    });
    return { value: extract(mean, indices), selection: oneRow(selection, row) };
  });
}

function oneRow(selection: Selection, row: number): Selection {
  return {
    ...selection,
    rows: [row],
    listed: selection.listed.map((listed, i) => listed || i === 0),
  };
}

function scalar(value: number): Tensor {
  return { dtype: "float32", dims: [], data: Float32Array.of(value) };
}

function scaled(value: Tensor, times: number): Tensor {
  if (times === 1) return value;
  return {
    ...value,
    data: Float32Array.from(value.data as ArrayLike<number>, (x) => x * times),
  };
}

/** A tensor written as JSON, checked. */
export function asTensor(json: TensorJson | Tensor): Tensor {
  const size = json.dims.reduce((a, b) => a * b, 1);
  if (!Array.isArray(json.dims) || json.data.length !== size) {
    throw new VitrineError(
      "BAD_EDIT",
      `edit: a tensor's data does not fill its dims; expected ${size} values for [${json.dims.join(", ")}], got ${json.data.length}.`,
    );
  }
  const data =
    json.data instanceof Float32Array
      ? json.data
      : Float32Array.from(json.data as ArrayLike<number>, Number);
  const odd = firstNotFinite({ dtype: "float32", dims: json.dims, data });
  if (odd === null) return { dtype: "float32", dims: json.dims, data };
  throw new VitrineError(
    "NOT_FINITE",
    `edit: a tensor is not finite at element ${odd}; expected finite numbers, got ${data[odd]}.`,
  );
}

function unlikeRows(site: Site, wanted: number, got: number): VitrineError {
  return new VitrineError(
    "BAD_EDIT",
    `${site.name}: the source has another number of rows; expected ${wanted} or 1, got ${got}.`,
  );
}

function unlikeSlices(
  site: Site,
  wanted: readonly number[],
  from: Site,
  got: readonly number[],
): VitrineError {
  return new VitrineError(
    "BAD_EDIT",
    `patch: slices of unlike size; ${site.name} takes [${wanted.join(", ")}], ${from.name} of the source gives [${got.join(", ")}]. Give both a "where" that means as many cells.`,
    { details: { wanted, got } },
  );
}

function unlikeMean(site: Site, wanted: number, got: number): VitrineError {
  return new VitrineError(
    "BAD_EDIT",
    `${site.name}: the mean per position is over inputs of ${got} tokens, this row has ${wanted}. Use inputs of the same length, or over: "all".`,
  );
}
