/** Arabic letters that join nothing, or only what comes before them (Unicode's joining types U and R). */
const JOINS_NOT_ON =
  /[\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef]/;
const LETTER = /^(?=\p{Script=Arabic})\p{L}/u;
const LAST_LETTER = /(\p{L})\p{M}*$/u;
const JOINER = "\u200d";

/**
 * Pieces of Arabic words drawn apart, each letter in the shape that it has in the whole word: where one
 * piece joins the next, both get an invisible joiner (U+200D).
 *
 * @param leads - Spaces before each piece; a piece joins only what it follows without one.
 */
export function joinedPieces(
  pieces: readonly string[],
  leads: readonly number[],
): readonly string[] {
  const joins = pieces.map((piece, i) => i > 0 && leads[i] === 0 && joinsOn(pieces[i - 1], piece));
  return pieces.map((piece, i) => {
    const begin = joins[i] ? JOINER : "";
    return `${begin}${piece}${joins[i + 1] ? JOINER : ""}`;
  });
}

function joinsOn(before: string, after: string): boolean {
  const last = LAST_LETTER.exec(before)?.[1] ?? "";
  return (
    LETTER.test(last) &&
    !JOINS_NOT_ON.test(last) &&
    LETTER.test(after) &&
    !after.startsWith("\u0621")
  );
}
