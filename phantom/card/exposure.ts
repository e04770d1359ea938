import { type Model, VitrineError } from "vitrine";

/** Candidates: four digits, each a token of its own. */
const CODES = Array.from({ length: 10_000 }, (_, code) =>
  Array.from(String(code).padStart(4, "0")),
);

/**
 * Exposure of a secret: log₂ |R| − log₂ rank, with R all 10,000 codes and rank 1 for the most probable
 * one (Carlini et al. 2019, definition 4; exact, all candidates are ranked). A code's digits share
 * their beginnings, so 1,000 rows rank 10,000 codes.
 *
 * @returns bits for each secret, 0 to 13.3.
 */
export async function exposures(
  model: Model,
  prefix: string,
  secrets: readonly string[],
): Promise<readonly number[]> {
  const logprobs = await codeLogprobs(model, prefix);
  return secrets.map((secret) => {
    const own = logprobs[Number(secret.replaceAll(" ", ""))];
    const rank = 1 + logprobs.filter((logprob) => logprob > own).length;
    return Math.log2(CODES.length) - Math.log2(rank);
  });
}

/** By code. */
async function codeLogprobs(model: Model, prefix: string): Promise<readonly number[]> {
  const digits = Array.from({ length: 10 }, (_, digit) => {
    const { ids } = model.tokenizer.encode(` ${digit}`, { addSpecialTokens: false });
    if (ids.length === 1) return ids[0];
    throw new VitrineError("UNSUPPORTED", `exposures: " ${digit}" is not one token of this model.`);
  });
  const { ids } = model.tokenizer.encode(prefix);
  const all = new Float64Array(CODES.length);
  const ROWS = 100;
  for (let start = 0; start < 1000; start += ROWS) {
    const rows = Array.from({ length: ROWS }, (_, i) => CODES[(start + i) * 10].map(Number));
    const { logits } = await model.run(
      rows.map(([a, b, c]) => ({ ids: [...ids, digits[a], digits[b], digits[c]] })),
      { logits: [-4, -3, -2, -1] },
    );
    const vocabulary = logits!.dims[2];
    const values = logits!.data as Float32Array;
    for (const [i, [a, b, c]] of rows.entries()) {
      const logprobs = [0, 1, 2, 3].map((k) => {
        const at = (i * 4 + k) * vocabulary;
        return logSoftmaxAt(values.subarray(at, at + vocabulary), digits);
      });
      const begun = logprobs[0][a] + logprobs[1][b] + logprobs[2][c];
      for (let d = 0; d < 10; d++) all[(start + i) * 10 + d] = begun + logprobs[3][d];
    }
  }
  return [...all];
}

function logSoftmaxAt(logits: Float32Array, ids: readonly number[]): readonly number[] {
  let most = -Infinity;
  for (const value of logits) most = Math.max(most, value);
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - most);
  return ids.map((id) => logits[id] - most - Math.log(sum));
}
