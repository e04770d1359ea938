/**
 * Text that knows where it came from: each of its UTF-16 units carries the span of the source that
 * it stands for. Spans never decrease and never cut a character of the source. Inserted text has an
 * empty span.
 */
export interface AlignedText {
  readonly text: string;
  /** Start of each unit's span in the source. */
  readonly starts: readonly number[];
  /** End (exclusive) of each unit's span in the source. */
  readonly ends: readonly number[];
}

/** A span of UTF-16 units, end exclusive. */
export type Span = readonly [start: number, end: number];

/** A source text, every character standing for itself. */
export function alignSource(text: string): AlignedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const end = at + character.length;
    for (let unit = at; unit < end; unit++) {
      starts.push(at);
      ends.push(end);
    }
    at = end;
  }
  return { text, starts, ends };
}

/** The units `from` to `to`, exclusive. */
export function sliceAligned(aligned: AlignedText, from: number, to: number): AlignedText {
  const { text, starts, ends } = aligned;
  if (from === 0 && to === text.length) return aligned;
  return { text: text.slice(from, to), starts: starts.slice(from, to), ends: ends.slice(from, to) };
}

/** What the units `from` to `to` stand for. Where there are none, the place between. */
export function spanOf({ text, starts, ends }: AlignedText, from: number, to: number): Span {
  if (from < to) return [starts[from], ends[to - 1]];
  const place = from < text.length ? starts[from] : (ends[text.length - 1] ?? 0);
  return [place, place];
}

/** Text with `prefix`, which stands for nothing, before it. Empty text stays empty. */
export function prepend(aligned: AlignedText, prefix: string): AlignedText {
  if (aligned.text === "") return aligned;
  const place = Array.from<number>({ length: prefix.length }).fill(aligned.starts[0]);
  return {
    text: prefix + aligned.text,
    starts: [...place, ...aligned.starts],
    ends: [...place, ...aligned.ends],
  };
}

/** New text for the units `from` to `to`. */
export interface Rewrite {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Applies rewrites, in order and without overlap. New text stands for what all it replaces did. */
export function applyRewrites(aligned: AlignedText, rewrites: readonly Rewrite[]): AlignedText {
  if (rewrites.length === 0) return aligned;
  const starts: number[] = [];
  const ends: number[] = [];
  let text = "";
  let at = 0;
  const keepUntil = (end: number): void => {
    text += aligned.text.slice(at, end);
    for (; at < end; at++) {
      starts.push(aligned.starts[at]);
      ends.push(aligned.ends[at]);
    }
  };
  for (const rewrite of rewrites) {
    keepUntil(rewrite.from);
    const [start, end] = spanOf(aligned, rewrite.from, rewrite.to);
    for (let unit = 0; unit < rewrite.text.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
    text += rewrite.text;
    at = rewrite.to;
  }
  keepUntil(aligned.text.length);
  return { text, starts, ends };
}

/** Rewrites every match of a global pattern. */
export function replaceMatches(
  aligned: AlignedText,
  pattern: RegExp,
  replace: (match: string) => string,
): AlignedText {
  const rewrites = Array.from(aligned.text.matchAll(pattern), (match) => ({
    from: match.index,
    to: match.index + match[0].length,
    text: replace(match[0]),
  }));
  return applyRewrites(aligned, rewrites);
}
