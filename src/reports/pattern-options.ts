import type { ModelConfig } from "../architectures/define.ts";
import { VitrineError } from "../errors.ts";

/** Of attention patterns in a report; a page of more opens slowly. */
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Which patterns a report of a text holds: every head's, or where these would be too much to read and
 * to send, the mean of each layer's heads.
 *
 * @throws VitrineError `UNSUPPORTED` where even the means would be too much.
 */
export function patternOptions(
  { nLayers, nHeads }: Pick<ModelConfig, "nLayers" | "nHeads">,
  tokens: number,
): { readonly reduce: "none" | "mean" } {
  const means = nLayers * tokens * tokens * Float32Array.BYTES_PER_ELEMENT;
  if (means * nHeads <= MOST_BYTES) return { reduce: "none" };
  if (means <= MOST_BYTES) return { reduce: "mean" };
  throw new VitrineError(
    "UNSUPPORTED",
    `attention-pattern: the patterns of ${tokens} tokens are too large for a report; expected at most ${MOST_BYTES} bytes, got ${means} for one per layer. Run attention-pattern by itself, for the layers you want.`,
    { details: { tokens, bytes: means } },
  );
}
