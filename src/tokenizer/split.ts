import { sliceAligned, type AlignedText } from "./aligned-text.ts";

/** What becomes of the delimiters when text is split. */
export type SplitBehavior =
  "Removed" | "Isolated" | "MergedWithPrevious" | "MergedWithNext" | "Contiguous";

interface Part {
  readonly from: number;
  to: number;
  readonly isDelimiter: boolean;
}

/**
 * Splits at the matches of a global pattern. With `invert` the matches are the pieces and what lies
 * between them the delimiters.
 */
export function splitAligned(
  aligned: AlignedText,
  pattern: RegExp,
  behavior: SplitBehavior,
  invert = false,
): AlignedText[] {
  const parts = MERGE[behavior](partsOf(aligned.text, pattern, invert));
  return parts.map(({ from, to }) => sliceAligned(aligned, from, to));
}

/** The matches and what lies between them, in order; none is empty. */
function partsOf(text: string, pattern: RegExp, invert: boolean): Part[] {
  const parts: Part[] = [];
  let at = 0;
  const push = (to: number, isMatch: boolean): void => {
    if (to > at) parts.push({ from: at, to, isDelimiter: isMatch !== invert });
    at = to;
  };
  for (const match of text.matchAll(pattern)) {
    push(match.index, false);
    push(match.index + match[0].length, true);
  }
  push(text.length, false);
  return parts;
}

const MERGE: Readonly<Record<SplitBehavior, (parts: readonly Part[]) => readonly Part[]>> = {
  Removed: (parts) => parts.filter((part) => !part.isDelimiter),
  Isolated: (parts) => parts,
  // The first delimiter of a run joins its neighbor; the others stand alone.
  MergedWithPrevious: (parts) =>
    joined(parts, (before, part) => part.isDelimiter && !before.isDelimiter),
  MergedWithNext: (parts) =>
    joined(parts, (before, part) => before.isDelimiter && !part.isDelimiter),
  Contiguous: (parts) => joined(parts, (before, part) => before.isDelimiter === part.isDelimiter),
};

/** Joins each part to the one before it where `joins` says so of the two. */
function joined(
  parts: readonly Part[],
  joins: (before: Part, part: Part) => boolean,
): readonly Part[] {
  const result: Part[] = [];
  for (const [i, part] of parts.entries()) {
    if (i > 0 && joins(parts[i - 1], part)) result[result.length - 1].to = part.to;
    else result.push({ ...part });
  }
  return result;
}
