import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TrainingBatch } from "./batch.ts";
import type { Answers, Loss } from "./losses/define.ts";

/** Rows of a batch as the graph is fed, and what kind of graph they take. */
export interface FedRows {
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly padded: boolean;
  readonly picked: boolean;
  /** Real tokens. */
  readonly tokens: number;
}

export interface FeedSpec {
  readonly isCausal: boolean;
  /** The model takes token types. */
  readonly hasTypes: boolean;
  /** Longest row, in tokens. */
  readonly nCtx: number;
  readonly losses: readonly Loss[];
  /** Parts that the rows are split into, each a pass of its own; fewer where there are fewer rows. */
  readonly parts: number;
}

/** Share of the cells from which on unembedding all of them is as fast as picking. */
const MOST = 0.75;

/**
 * Lays a batch out, each part padded on the right to its own longest row. Each answer counts one in
 * all that the whole batch asks, so that the parts' losses add up to the batch's mean. A causal model
 * needs no mask for padding, since no real token sees what comes after it.
 */
export function feedsOf(batch: TrainingBatch, spec: FeedSpec): FedRows[] {
  checkBatch(batch);
  const laid = splitRows(batch, spec.parts).map((part) => layOut(part, spec));
  const totals = new Map(spec.losses.map((loss) => [loss, asked(loss, laid)]));
  return laid.map(({ answers, length, feeds, ...rest }) => {
    const rows = feeds.ids.dims[0];
    const all: Record<string, Tensor> = { ...feeds };
    let picked = false;
    for (const [loss, own] of answers) {
      const cells = loss.head === "lm" ? rows * length : rows;
      const count = own.cells.length;
      const picks = loss.head === "lm" && count > 0 && count < MOST * cells;
      if (picks) all.select = ints([1, count], own.cells);
      const share = 1 / totals.get(loss)!;
      Object.assign(all, answerFeeds(loss.name, own, { share, cells: picks ? null : cells }));
      picked ||= picks;
    }
    return { ...rest, feeds: all, picked };
  });
}

interface LaidRows {
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly padded: boolean;
  readonly tokens: number;
  /** Positions run. */
  readonly length: number;
  readonly answers: ReadonlyMap<Loss, Answers>;
}

function layOut(batch: TrainingBatch, spec: FeedSpec): LaidRows {
  const { rows, typeIds } = batch;
  const lengths = rows.map((row) => row.length);
  const unread = Math.min(...spec.losses.map((loss) => loss.unread));
  const length = Math.max(...lengths) - unread;
  checkLength(length, spec);
  const padded = !spec.isCausal && lengths.some((own) => own !== length);
  const places = countTo(length);
  const feeds = {
    ids: grid(rows, length),
    positions: grid(
      rows.map(() => places),
      length,
    ),
    ...(padded && { mask: maskOf(lengths, length) }),
    ...(spec.hasTypes && { type_ids: grid(typeIds ?? rows.map(() => []), length) }),
  };
  const answers = new Map(spec.losses.map((loss) => [loss, loss.answers(batch, length)]));
  return { feeds, padded, length, answers, tokens: lengths.reduce((a, b) => a + b, 0) };
}

/** Consecutive rows, as many in each part as can be. */
function splitRows(batch: TrainingBatch, parts: number): TrainingBatch[] {
  const count = Math.min(parts, batch.rows.length);
  const edge = (part: number): number => Math.round((part * batch.rows.length) / count);
  return Array.from({ length: count }, (_, part) => {
    const cut = <T>(all: ArrayLike<T>): T[] => Array.from(all).slice(edge(part), edge(part + 1));
    return {
      rows: cut(batch.rows),
      ...(batch.labels !== undefined && { labels: cut(batch.labels) }),
      ...(batch.typeIds !== undefined && { typeIds: cut(batch.typeIds) }),
      ...(batch.classes !== undefined && { classes: cut(batch.classes) }),
    };
  });
}

/** Answers that a loss asks of all parts together. */
function asked(loss: Loss, laid: readonly LaidRows[]): number {
  const count = laid.reduce((sum, { answers }) => sum + answers.get(loss)!.cells.length, 0);
  if (count > 0) return count;
  throw new VitrineError(
    "BAD_INPUT",
    `${loss.name}: the batch asks nothing; expected at least one label that is not −100.`,
  );
}

interface AnswerLayout {
  /** What each answer counts. */
  readonly share: number;
  /** Number of cells where each has its place; null where only those asked are there. */
  readonly cells: number | null;
}

function answerFeeds(
  name: string,
  answers: Answers,
  { share, cells }: AnswerLayout,
): Record<string, Tensor> {
  const count = cells ?? answers.cells.length;
  const classes = new BigInt64Array(count);
  const weights = new Float32Array(count);
  answers.cells.forEach((cell, i) => {
    const at = cells === null ? i : cell;
    classes[at] = BigInt(answers.classes[i]);
    weights[at] = share;
  });
  return {
    [`${name}.classes`]: { dtype: "int64", dims: [count, 1], data: classes },
    [`${name}.weights`]: { dtype: "float32", dims: [count, 1], data: weights },
  };
}

/** int64 `[rows, length]`; what a row lacks is 0, what it has beyond is dropped. */
function grid(rows: readonly ArrayLike<number>[], length: number): Tensor {
  const data = new BigInt64Array(rows.length * length);
  rows.forEach((row, b) => {
    const own = Math.min(row.length, length);
    for (let i = 0; i < own; i++) data[b * length + i] = BigInt(row[i]);
  });
  return { dtype: "int64", dims: [rows.length, length], data };
}

function maskOf(lengths: readonly number[], length: number): Tensor {
  const data = new Uint8Array(lengths.length * length);
  lengths.forEach((own, b) => data.fill(1, b * length, b * length + own));
  return { dtype: "bool", dims: [lengths.length, length], data };
}

function ints(dims: readonly number[], values: readonly number[]): Tensor {
  return { dtype: "int64", dims, data: BigInt64Array.from(values, BigInt) };
}

function countTo(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function checkLength(length: number, { nCtx }: FeedSpec): void {
  if (length >= 1 && length <= nCtx) return;
  throw new VitrineError(
    "BAD_INPUT",
    `train: the rows of a batch do not fit the model; expected 1 to ${nCtx} positions, got ${length}.`,
  );
}

function checkBatch({ rows, labels, typeIds }: TrainingBatch): void {
  if (rows.length === 0) {
    throw new VitrineError("BAD_INPUT", "train: a batch has no rows; expected at least one.");
  }
  for (const [name, given] of Object.entries({ labels, typeIds })) {
    const fits = given?.every((row, i) => row.length === rows[i]?.length) ?? true;
    if (fits && (given?.length ?? rows.length) === rows.length) continue;
    throw new VitrineError(
      "BAD_INPUT",
      `train: "${name}" does not fit the rows of its batch; expected one entry for each token of each row.`,
    );
  }
}
