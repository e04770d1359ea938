/** GPT-2's pattern: contractions, letters, digits, the rest, each with the space before it. */
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const STAND_INS: readonly string[] = standIns();

/** GPT-2's 256 printable stand-ins of the bytes, in the order of their code points. */
export const ALPHABET: readonly string[] = [...STAND_INS].sort();

/** The pieces that tokens never cross, which together are the text. */
export function piecesOf(text: string): readonly string[] {
  return text.match(GPT2) ?? [];
}

/**
 * The same of all texts, in bytes' stand-ins, and how often each stands in the texts;
 * in the order in which they come first.
 *
 * @see https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
export function countPreTokens(texts: Iterable<string>): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const text of texts) {
    for (const piece of piecesOf(text)) pieces.set(piece, (pieces.get(piece) ?? 0) + 1);
  }
  return new Map(Array.from(pieces, ([piece, count]) => [toStandIns(piece), count]));
}

function toStandIns(piece: string): string {
  return Array.from(new TextEncoder().encode(piece), (byte) => STAND_INS[byte]).join("");
}

/** Printable Latin-1 characters stand for themselves, the other bytes, in order, for U+0100 and up. */
function standIns(): string[] {
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrintable(byte) ? byte : next++),
  );
}
