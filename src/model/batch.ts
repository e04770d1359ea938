import { type ErrorOptions, VitrineError } from "../errors.ts";
import { bool, int64, type Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Input, InputOptions, PreparedRow, Row, Unit } from "./types.ts";

/** What turning text into ids needs to know of a model. */
export interface InputContext {
  readonly tokenizer: Tokenizer | null;
  readonly nCtx: number;
  readonly dVocab: number;
  readonly nTypes: number;
}

/** Rows laid out side by side, as the graph is fed. */
export interface Batch {
  readonly rows: readonly PreparedRow[];
  /** Padded length. */
  readonly length: number;
  /** Some cell is padding. */
  readonly padded: boolean;
  /** Padded index of each real token, per row. */
  readonly places: readonly (readonly number[])[];
  /** Tokens of each row's own input; real tokens after them were appended by a `span` target. */
  readonly own: readonly number[];
  /** What came before, where these positions continue others. */
  readonly past?: Past;
}

/** The keys a continued batch looks at: those of earlier positions, then its own. */
export interface Past {
  /** Padded length, earlier and own. */
  readonly length: number;
  /** Padded index of each real key, per row. */
  readonly places: readonly (readonly number[])[];
  /** Position of each row's first own token among its real tokens. */
  readonly first: readonly number[];
}

/** One row of ids, and where it stood if the caller laid it out. */
interface LaidRow extends PreparedRow {
  readonly mask: readonly number[] | null;
}

/** Reads any form of input into rows of real tokens. */
export function prepareRows(
  context: InputContext,
  input: Input,
  options: InputOptions = {},
): PreparedRow[] {
  return laidRows(context, input, options).map(({ ids, typeIds, text, units }) => ({
    ids,
    typeIds,
    text,
    units,
  }));
}

/** Reads any form of input into one batch. */
export function prepareBatch(context: InputContext, input: Input, options: InputOptions): Batch {
  const rows = laidRows(context, input, options);
  const given = rows.every((row) => row.mask !== null && row.mask.length === rows[0].mask?.length);
  const places = given ? rows.map((row) => realPlaces(row.mask!)) : null;
  return layOut(rows, options.padding ?? "right", places, given ? rows[0].mask!.length : null);
}

/** Puts rows of unlike lengths side by side. */
export function layOut(
  rows: readonly PreparedRow[],
  padding: "left" | "right",
  places: readonly (readonly number[])[] | null = null,
  given: number | null = null,
): Batch {
  const length = given ?? Math.max(...rows.map((row) => row.ids.length));
  const shift = (row: PreparedRow): number => (padding === "left" ? length - row.ids.length : 0);
  const where = places ?? rows.map((row) => row.ids.map((_, i) => i + shift(row)));
  const own = rows.map((row) => row.ids.length);
  return { rows, length, places: where, own, padded: where.some((at) => at.length < length) };
}

/** The tensors of a batch, by input name. `mask` is 1 for a real token. */
export function batchFeeds(batch: Batch): Record<string, Tensor> {
  const { rows, length, places } = batch;
  const dims = [rows.length, length];
  const cells = { ids: fill(dims), positions: fill(dims), type_ids: fill(dims) };
  rows.forEach((row, b) =>
    places[b].forEach((at, i) => {
      cells.ids[b * length + at] = row.ids[i];
      cells.positions[b * length + at] = (batch.past?.first[b] ?? 0) + i;
      cells.type_ids[b * length + at] = row.typeIds[i];
    }),
  );
  const feeds = Object.entries(cells).map(([name, values]) => [name, int64(dims, values)]);
  const mask = batch.padded ? { mask: realMask(batch.past ?? batch) } : {};
  return { ...Object.fromEntries(feeds), ...mask };
}

/** Which of the batch's own tokens are real, bool `[batch, pos]`. */
export function batchMask(batch: Batch): Tensor {
  return { ...realMask(batch), axes: ["batch", "pos"] };
}

function realMask({ length, places }: Pick<Batch, "length" | "places">): Tensor {
  const real = Array.from({ length: places.length * length }, () => false);
  places.forEach((row, b) => row.forEach((at) => (real[b * length + at] = true)));
  return bool([places.length, length], real);
}

function fill(dims: readonly number[]): number[] {
  return Array.from({ length: dims[0] * dims[1] }, () => 0);
}

function realPlaces(mask: readonly number[]): number[] {
  return mask.flatMap((real, at) => (real === 0 ? [] : [at]));
}

function laidRows(context: InputContext, input: Input, options: InputOptions): LaidRow[] {
  checkOption("padding", options.padding, ["right", "left"]);
  checkOption("truncate", options.truncate, ["right", "left"]);
  const list = typeof input === "string" || !Array.isArray(input) ? [input] : (input as unknown[]);
  if (list.length === 0) throw bad("the input is empty", "at least one text or row", "none");
  return list.flatMap((item) => splitRow(item).map((row) => laidRow(context, row, options)));
}

function checkOption(name: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  throw new VitrineError(
    "BAD_OPTION",
    `input: "${name}" is wrong; expected ${known.join(" or ")}, got ${JSON.stringify(value)}.`,
  );
}

const FIELDS = ["text", "pair", "ids", "mask", "typeIds", "addSpecialTokens"];

/** A string is a row of text; a row may hold a whole batch of ids. */
function splitRow(item: unknown): Row[] {
  if (typeof item === "string") return [{ text: item }];
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    throw bad("a row is of the wrong kind", "a text or { text } or { ids }", describe(item));
  }
  const row = item as Row;
  const odd = Object.keys(row).find((key) => !FIELDS.includes(key));
  if (odd !== undefined) throw bad("a row has an unknown field", FIELDS.join(", "), odd);
  if (row.ids !== undefined && (row.text ?? row.pair) !== undefined) {
    throw bad("a row has both text and ids", "one of the two", "both");
  }
  if (row.ids !== undefined && !Array.isArray(row.ids)) {
    throw bad("ids are not a list", "whole numbers", describe(row.ids));
  }
  if (row.ids === undefined || !Array.isArray(row.ids[0])) return [row];
  const { mask, typeIds } = row;
  return (row.ids as readonly (readonly number[])[]).map((ids, b) => ({
    ids,
    ...(mask !== undefined && { mask: rowOf(mask, b) }),
    ...(typeIds !== undefined && { typeIds: rowOf(typeIds, b) }),
  }));
}

function rowOf(values: NonNullable<Row["mask"]>, b: number): readonly number[] {
  const row: unknown = values[b];
  if (Array.isArray(row)) return row as readonly number[];
  throw bad("ids are a batch but mask or typeIds are not", "[batch, pos] for each", "[pos]");
}

function laidRow(context: InputContext, row: Row, options: InputOptions): LaidRow {
  const read = row.ids !== undefined ? fromIds(context, row) : fromText(context, row, options);
  const fitted = fit(read, context.nCtx, options);
  checkIds(fitted, context);
  return fitted;
}

function fromIds({ tokenizer }: InputContext, row: Row): LaidRow {
  const ids = row.ids as readonly number[];
  const mask = (row.mask ?? null) as readonly number[] | null;
  const types = (row.typeIds ?? ids.map(() => 0)) as readonly number[];
  for (const [name, values] of [["mask", mask ?? ids] as const, ["typeIds", types] as const]) {
    if (values.length !== ids.length) {
      throw bad(`${name} does not fit the ids`, `${ids.length} values`, `${values.length}`);
    }
  }
  const odd = mask?.find((cell) => cell !== 0 && cell !== 1);
  if (odd !== undefined) throw bad("a mask holds another number", "0 or 1", String(odd));
  const real = mask === null ? ids.map((_, i) => i) : realPlaces(mask);
  return {
    ids: real.map((at) => ids[at]),
    typeIds: real.map((at) => types[at]),
    text: null,
    units: real.map((at) => ({ id: ids[at], ...surfaceOf(tokenizer, ids[at]) })),
    mask,
  };
}

function surfaceOf(tokenizer: Tokenizer | null, id: number): { text?: string } {
  const known = tokenizer !== null && Number.isInteger(id) && id >= 0 && id < tokenizer.vocabSize;
  return known ? { text: tokenizer.surface(id) } : {};
}

function fromText(context: InputContext, row: Row, options: InputOptions): LaidRow {
  const { tokenizer } = context;
  const { text, pair, addSpecialTokens } = row;
  if (typeof text !== "string") throw bad("a row holds nothing", "text or ids", describe(row));
  if (tokenizer === null) {
    throw new VitrineError(
      "UNSUPPORTED",
      "input: this model came without a tokenizer.json, so it cannot read text. Give ids, or add the file to its folder.",
      { id: "error.no-tokenizer" },
    );
  }
  const encoded = tokenizer.encode(text, {
    ...(pair !== undefined && { pair }),
    ...(addSpecialTokens !== undefined && { addSpecialTokens }),
    ...(options.prependBos !== undefined && { prependBos: options.prependBos }),
  });
  if (encoded.special.every(Boolean)) {
    throw bad("the text is empty", "a text with at least one token", JSON.stringify(text), {
      id: "error.text-empty",
    });
  }
  const units = encoded.ids.map((id, i): Unit => {
    const part = encoded.parts[i];
    return {
      id,
      text: tokenizer.surface(id),
      segment: encoded.typeIds[i],
      place: { text: encoded.offsets[i] },
      ...(part !== null && { part }),
      ...(encoded.special[i] && { special: true }),
    };
  });
  return { ids: encoded.ids, typeIds: encoded.typeIds, text, units, mask: null };
}

/** Cuts a row that is too long where the caller said, keeping special tokens at both ends. */
function fit(row: LaidRow, nCtx: number, { truncate }: InputOptions): LaidRow {
  const excess = row.ids.length - nCtx;
  if (excess <= 0) return row;
  if (truncate === undefined) {
    throw new VitrineError(
      "BAD_INPUT",
      `input: too long for this model; expected at most ${nCtx} tokens, got ${row.ids.length}. Shorten it, or pass truncate: "right" or "left".`,
      { id: "error.text-too-long", details: { tokens: row.ids.length, limit: nCtx } },
    );
  }
  const plain = row.units.flatMap((unit, i) => (unit.special === true ? [] : [i]));
  const cut = new Set(truncate === "right" ? plain.slice(-excess) : plain.slice(0, excess));
  const keep = <T>(values: readonly T[]): T[] => values.filter((_, i) => !cut.has(i));
  return {
    ...row,
    ids: keep(row.ids),
    typeIds: keep(row.typeIds),
    units: keep(row.units),
    mask: null,
  };
}

function checkIds(row: LaidRow, { dVocab, nTypes }: InputContext): void {
  if (row.ids.length === 0) {
    throw bad("a row has no tokens", "at least one real token", "none");
  }
  for (const id of row.ids) {
    if (Number.isInteger(id) && id >= 0 && id < dVocab) continue;
    throw bad(
      "an id is outside the vocabulary",
      `whole numbers from 0 to ${dVocab - 1}`,
      String(id),
      { id: "error.id-out-of-range", details: { got: String(id), last: dVocab - 1 } },
    );
  }
  for (const type of row.typeIds) {
    if (Number.isInteger(type) && type >= 0 && type < nTypes) continue;
    throw bad("a type id is out of range", `whole numbers from 0 to ${nTypes - 1}`, String(type));
  }
}

function describe(item: unknown): string {
  return item === null
    ? "null"
    : Array.isArray(item)
      ? "a list inside the list"
      : (JSON.stringify(item) ?? typeof item);
}

function bad(
  wrong: string,
  expected: string,
  got: string,
  options: ErrorOptions = {},
): VitrineError {
  const message = `input: ${wrong}; expected ${expected}, got ${got}.`;
  return new VitrineError("BAD_INPUT", message, options);
}
