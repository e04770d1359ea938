import { VitrineError } from "../errors.ts";
import { type Distribution, distributionOf, probability } from "../methods/shared/distribution.ts";
import { largestIndices, numbers } from "../methods/shared/tensors.ts";
import { tokenText } from "../methods/shared/tokens.ts";
import type { Model, PreparedRow } from "../model/types.ts";

export interface NextToken {
  readonly id: number;
  /** What it reads inside a text. */
  readonly text: string;
  readonly probability: number;
}

/** What a model expects after a prompt. */
export interface Expected {
  /** The likeliest tokens first. */
  readonly next: readonly NextToken[];
  /** Of each continuation asked about. */
  readonly probabilities: readonly number[];
}

export interface ExpectedOptions {
  /** Tokens to name. */
  readonly top: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a model expects after a prompt, and how likely it finds some continuations: the product of the
 * probabilities of their tokens. A masked model reads a mask in the place of each token of the
 * continuation, all at once, and a full stop after them.
 */
export async function expectedAfter(
  model: Model,
  prompt: string,
  continuations: readonly string[],
  options: ExpectedOptions,
): Promise<Expected> {
  return model.isCausal
    ? causal(model, prompt, continuations, options)
    : masked(model, prompt, continuations, options);
}

async function causal(
  model: Model,
  text: string,
  continuations: readonly string[],
  { top, signal }: ExpectedOptions,
): Promise<Expected> {
  const stop = signal === undefined ? {} : { signal };
  const { logits } = await model.run({ text }, { logits: "last", ...stop });
  const cases = continuations.map((each) => ({
    input: { text },
    target: { kind: "span", text: each } as const,
  }));
  const results = await model.evaluate(cases, stop).all();
  const probabilities = results.map(({ value, error }) => {
    if (error !== undefined) throw error;
    return Math.exp(value!);
  });
  return { next: likeliest(model, distributionOf(numbers(logits!)), top), probabilities };
}

async function masked(
  model: Model,
  text: string,
  continuations: readonly string[],
  { top, signal }: ExpectedOptions,
): Promise<Expected> {
  const [row] = model.prepare({ text });
  const kept = row.ids.length - trailingSpecials(row);
  const tokens = continuations.map((each) => {
    const [{ ids }] = model.prepare({ text: text + each });
    return ids.slice(kept, ids.length - trailingSpecials(row));
  });
  const at = async (masks: number): Promise<Distribution[]> => {
    const ids = withMasks(model, row, kept, masks);
    const logits = Array.from({ length: masks }, (_, i) => kept + i);
    const run = await model.run({ ids }, { logits, ...(signal !== undefined && { signal }) });
    const all = numbers(run.logits!);
    const size = all.length / masks;
    return logits.map((_, i) => distributionOf(all.subarray(i * size, (i + 1) * size)));
  };
  const byCount = new Map<number, Distribution[]>();
  for (const count of new Set([1, ...tokens.map(({ length }) => length)])) {
    byCount.set(count, await at(count));
  }
  return {
    next: likeliest(model, byCount.get(1)![0], top),
    probabilities: tokens.map((ids) => {
      const places = byCount.get(ids.length)!;
      return ids.reduce((product, id, i) => product * probability(places[i], id), 1);
    }),
  };
}

function trailingSpecials({ units }: PreparedRow): number {
  return units.length - 1 - units.findLastIndex(({ special }) => special !== true);
}

function withMasks(model: Model, row: PreparedRow, kept: number, count: number): number[] {
  const { mask } = model.tokenizer.specialIds;
  if (mask === null) {
    throw new VitrineError(
      "UNSUPPORTED",
      `ask: the tokenizer of "${model.name}" has no mask token; expected one in a model that is not causal.`,
    );
  }
  const [stop] = model.prepare({ text: ".", addSpecialTokens: false });
  return [
    ...row.ids.slice(0, kept),
    ...Array<number>(count).fill(mask),
    ...stop.ids,
    ...row.ids.slice(kept),
  ];
}

function likeliest(model: Model, distribution: Distribution, top: number): NextToken[] {
  return largestIndices(distribution.logits, top).map((id) => ({
    id,
    text: tokenText(model, id),
    probability: probability(distribution, id),
  }));
}
