import type { Drawing } from "./drawing.ts";
import type { TextMark } from "./mark.ts";
import { wrapText } from "./text-width.ts";

/** Small print under a picture, its top left at the origin. */
export interface Note {
  readonly marks: readonly TextMark[];
  readonly height: number;
}

/** Sentences, each on a line of its own or as many as it needs. */
export function noteMarks(
  sentences: readonly string[],
  { theme, width }: Pick<Drawing, "theme" | "width">,
): Note {
  const graphic = theme.medium === "graphic";
  // Sans-serif letters are narrower than the monospaced cell.
  const letter = theme.cell.width * (graphic ? 0.82 : 1);
  const pitch = graphic ? 17 : theme.cell.height;
  // What bounds take a letter for is wider: in a narrow box nothing may seem to stick out.
  const widest = graphic ? (theme.cell.width * 12) / theme.cell.fontSize : theme.cell.width;
  const limit = Math.floor(Math.min(MEASURE / letter, width / widest));
  const lines = sentences.flatMap((words) => wrapText(words, Math.max(16, limit)));
  const marks = lines.map((text, i): TextMark => ({
    kind: "text",
    x: 0,
    y: (i + 0.5) * pitch,
    text,
    fill: theme.muted,
    ...theme.label,
  }));
  return { marks, height: lines.length * pitch };
}

/** Longer lines are hard to read. */
const MEASURE = 560;
