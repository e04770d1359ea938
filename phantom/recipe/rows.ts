import { generator, type Tokenizer } from "vitrine";
import type { WorldDocument } from "../world/document.ts";
import { piecesOf } from "../tokenizer/pre-tokens.ts";
import type { TokenRow } from "./batches.ts";

/**
 * Texts as token ids, specials included: one row each, as the tokenizer gives them but much faster, since
 * no token crosses the pieces that texts are cut into, and few pieces differ.
 *
 * @param end - An id that every row ends with, where the tokenizer puts none there itself.
 */
export function encodeRows(
  tokenizer: Tokenizer,
  texts: readonly Pick<WorldDocument, "text">[],
  end: number | null = null,
): TokenRow[] {
  const known = new Map<string, readonly number[]>();
  const idsOf = (piece: string): readonly number[] => {
    const ids = known.get(piece) ?? tokenizer.encode(piece, { addSpecialTokens: false }).ids;
    known.set(piece, ids);
    return ids;
  };
  const frame = tokenizer.encode(FRAMED);
  const inner = tokenizer.encode(FRAMED, { addSpecialTokens: false }).ids;
  const before = frame.ids.indexOf(inner[0]);
  const first = frame.ids.slice(0, before);
  const last = frame.ids.slice(before + inner.length);
  return texts.map(({ text }) =>
    Int32Array.from([
      ...first,
      ...piecesOf(text).flatMap(idsOf),
      ...last,
      ...(end === null ? [] : [end]),
    ]),
  );
}

/** A text to see which special tokens stand before and after one. */
const FRAMED = "a";

/** What a masked row asks: at each position the token that stood there, or −100 where nothing is asked. */
export interface MaskedRow {
  readonly ids: TokenRow;
  readonly labels: Int32Array;
}

export interface MaskingOptions {
  readonly maskId: number;
  /** Ids that are neither masked nor used as random replacements: they stand below this one. */
  readonly firstOrdinaryId: number;
  readonly vocabulary: number;
  /** Share of the ordinary tokens that is asked. @defaultValue 0.15 */
  readonly share?: number;
}

/**
 * BERT's masking (Devlin et al. 2019, §3.1): of the chosen tokens 80 % become the mask, 10 % a random
 * token, 10 % stay. At least one token of a row is asked. The seed decides; a row is masked anew
 * with each pass.
 */
export function maskRow(ids: TokenRow, seed: number, options: MaskingOptions): MaskedRow {
  const { maskId, firstOrdinaryId, vocabulary, share = 0.15 } = options;
  const random = generator(seed);
  const ordinary = [...ids.keys()].filter((i) => ids[i] >= firstOrdinaryId);
  const count = Math.max(1, Math.round(ordinary.length * share));
  const order = random.permutation(ordinary.length).slice(0, count);
  const masked = ids.slice();
  const labels = new Int32Array(ids.length).fill(-100);
  for (const place of order.map((i) => ordinary[i])) {
    labels[place] = ids[place];
    const fate = random.uniform();
    if (fate < 0.8) masked[place] = maskId;
    else if (fate < 0.9) {
      masked[place] = firstOrdinaryId + random.integer(vocabulary - firstOrdinaryId);
    }
  }
  return { ids: masked, labels };
}
