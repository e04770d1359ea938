import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TrainingBatch } from "./batch.ts";
import type { Answers, Loss } from "./losses/define.ts";

/** A batch as the graph is fed, and what kind of graph it takes. */
export interface FedBatch {
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
}

/** Share of the cells from which on unembedding all of them is as fast as picking. */
const MOST = 0.75;

/**
 * Lays a batch out: rows padded on the right. A causal model needs no mask for that, since no real
 * token sees what comes after it.
 */
export function feedsOf(batch: TrainingBatch, spec: FeedSpec): FedBatch {
  const { rows } = batch;
  const lengths = rows.map((row) => row.length);
  const unread = Math.min(...spec.losses.map((loss) => loss.unread));
  const length = Math.max(0, ...lengths) - unread;
  checkLengths(batch, length, spec);
  const padded = !spec.isCausal && lengths.some((own) => own !== length);
  const feeds: Record<string, Tensor> = {
    ids: grid(rows, length),
    positions: grid(
      rows.map(() => countTo(length)),
      length,
    ),
    ...(padded && { mask: maskOf(lengths, length) }),
    ...(spec.hasTypes && { type_ids: grid(batch.typeIds ?? rows.map(() => []), length) }),
  };
  let picked = false;
  for (const loss of spec.losses) {
    const answers = loss.answers(batch, length);
    const cells = loss.head === "lm" ? rows.length * length : rows.length;
    const picks = loss.head === "lm" && answers.cells.length < MOST * cells;
    if (picks) feeds.select = ints([1, answers.cells.length], answers.cells);
    Object.assign(feeds, answerFeeds(loss.name, answers, picks ? null : cells));
    picked ||= picks;
  }
  const tokens = lengths.reduce((a, b) => a + b, 0);
  return { feeds, padded, picked, tokens };
}

/** @param cells - Number of cells where each has its place; null where only those asked are there. */
function answerFeeds(
  name: string,
  { cells, classes }: Answers,
  all: number | null,
): Record<string, Tensor> {
  if (cells.length === 0) {
    throw new VitrineError(
      "BAD_INPUT",
      `${name}: the batch asks nothing; expected at least one label that is not −100.`,
    );
  }
  const count = all ?? cells.length;
  const answers = new BigInt64Array(count);
  const weights = new Float32Array(count);
  cells.forEach((cell, i) => {
    answers[all === null ? i : cell] = BigInt(classes[i]);
    weights[all === null ? i : cell] = 1 / cells.length;
  });
  return {
    [`${name}.classes`]: { dtype: "int64", dims: [count, 1], data: answers },
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

function checkLengths(
  { rows, labels, typeIds }: TrainingBatch,
  length: number,
  { nCtx }: FeedSpec,
): void {
  if (length < 1 || length > nCtx) {
    throw new VitrineError(
      "BAD_INPUT",
      `train: the rows of a batch do not fit the model; expected 1 to ${nCtx} positions, got ${length}.`,
    );
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
