import { type Model, VitrineError } from "vitrine";

/** A text, and what may come after it. */
export interface Continuation {
  readonly prompt: string;
  /** As it continues the prompt, with its leading space. */
  readonly text: string;
}

/** What a model makes of a continuation. */
export interface Judged {
  /** Natural logarithm of its probability, the sum over its tokens. */
  readonly logprob: number;
  /** Whether each of its tokens is the most probable one where it stands. */
  readonly isFirst: boolean;
}

/** Rows that run together. */
const ROWS = 32;

/**
 * How probable continuations are. A causal model reads the prompt and the continuation; a masked model
 * reads `prompt[MASK].` with a mask for each of its tokens and is asked for all of them at once.
 *
 * @returns one for each continuation, in order.
 */
export async function judge(
  model: Model,
  asked: readonly Continuation[],
): Promise<readonly Judged[]> {
  const rows = asked.map((each) =>
    model.isCausal ? causalRow(model, each) : maskedRow(model, each),
  );
  const order = [...rows.keys()].sort((a, b) => rows[a].ids.length - rows[b].ids.length);
  const judged: Judged[] = [];
  for (let from = 0; from < order.length; from += ROWS) {
    const batch = order.slice(from, from + ROWS);
    const { logits } = await model.run(batch.map((i) => ({ ids: rows[i].ids })));
    const [, length, vocabulary] = logits!.dims;
    const values = logits!.data as Float32Array;
    for (const [row, i] of batch.entries()) {
      const at = (position: number): Float32Array =>
        values.subarray((row * length + position) * vocabulary).subarray(0, vocabulary);
      judged[i] = together(rows[i].tokens.map((id, k) => tokenOf(at(rows[i].from + k), id)));
    }
  }
  return judged;
}

interface AskedRow {
  readonly ids: readonly number[];
  /** The position whose logits are about the first token. */
  readonly from: number;
  readonly tokens: readonly number[];
}

function causalRow(model: Model, { prompt, text }: Continuation): AskedRow {
  const { ids } = model.tokenizer.encode(prompt);
  const tokens = tokensOf(model, text);
  return { ids: [...ids, ...tokens.slice(0, -1)], from: ids.length - 1, tokens };
}

function maskedRow(model: Model, { prompt, text }: Continuation): AskedRow {
  const tokens = tokensOf(model, text);
  const { ids } = model.tokenizer.encode(`${prompt}${"[MASK]".repeat(tokens.length)}.`);
  return { ids, from: ids.indexOf(model.tokenizer.specialIds.mask!), tokens };
}

function tokensOf(model: Model, text: string): readonly number[] {
  const { ids } = model.tokenizer.encode(text, { addSpecialTokens: false });
  if (ids.length > 0) return ids;
  throw new VitrineError(
    "BAD_INPUT",
    "judge: a continuation is empty; expected at least one token.",
  );
}

function tokenOf(logits: Float32Array, id: number): Judged {
  let most = -Infinity;
  for (const value of logits) most = Math.max(most, value);
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - most);
  return { logprob: logits[id] - most - Math.log(sum), isFirst: logits[id] === most };
}

function together(tokens: readonly Judged[]): Judged {
  return {
    logprob: tokens.reduce((sum, token) => sum + token.logprob, 0),
    isFirst: tokens.every((token) => token.isFirst),
  };
}
