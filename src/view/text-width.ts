/** Wide: East Asian Wide and Fullwidth blocks (UAX #11) and emoji, two cells each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /^(?:\p{Mn}|\p{Me}|\p{Cf})/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Characters as a reader counts them: a letter with its marks, or a joined emoji, is one. */
export function graphemes(text: string): readonly string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Cells that a grapheme takes in a terminal or a monospaced font: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) || grapheme.includes("\ufe0f") ? 2 : 1;
}

/** Cells that a text takes in a terminal or a monospaced font. */
export function textWidth(text: string): number {
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
}

/** The text, or its beginning and `…` where it is wider than `limit` cells. */
export function fitText(text: string, limit: number): string {
  if (textWidth(text) <= limit) return text;
  if (limit < 1) return "";
  let kept = "";
  let width = 0;
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
    if (width > limit - 1) break;
    kept += grapheme;
  }
  return `${kept}…`;
}

/** Between two words, or two Chinese characters unless the second closes something. */
const BREAK =
  /(?<= )|(?<=[\u3000-\u9fff\uff00-\uffef])(?<![（《「『【])(?![，。、；：？！）》」』】”’…])/u;

/** Lines of at most `limit` cells, broken at spaces or between Chinese characters, else anywhere. */
export function wrapText(text: string, limit: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BREAK)) {
    if (line !== "" && textWidth(line + word.trimEnd()) > limit) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
    while (textWidth(line.trimEnd()) > limit) {
      const head = cut(line, limit);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  if (line !== "") lines.push(line.trimEnd());
  return lines;
}

function cut(text: string, limit: number): string {
  let head = "";
  let width = 0;
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
    if (width > limit && head !== "") break;
    head += grapheme;
  }
  return head;
}
