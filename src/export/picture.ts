import type { Method } from "../methods/define.ts";
import type { Result } from "../methods/result.ts";
import { markBounds, moved } from "../view/bounds.ts";
import type { Ground } from "../view/colour.ts";
import type { Mark } from "../view/mark.ts";
import { viewMessages } from "../view/messages.ts";
import { plainViews, scene } from "../view/scene.ts";
import { type Language, translator } from "../view/text.ts";
import { darkTheme, lightTheme } from "../view/theme.ts";

/** All views of a result, one under the other, ready to be drawn into a file. */
export interface Picture {
  readonly marks: readonly Mark[];
  /** In pixels of a screen, margins included. */
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  /** What it shows, for people who cannot see it. */
  readonly label: string;
}

export interface PictureOptions {
  readonly language: Language;
  readonly ground: Ground;
  /** Room for the views; a picture of many columns takes more. */
  readonly width: number;
}

/** Between the edge of a file and what is drawn in it. */
const MARGIN = 16;

export function picture(method: Method, result: Result, options: PictureOptions): Picture {
  const text = translator(options.language, method.messages, viewMessages);
  const theme = options.ground === "dark" ? darkTheme : lightTheme;
  const view = result.view();
  const marks = scene(view, result, { width: options.width, theme, text });
  const bounds = markBounds(marks, theme.cell);
  return {
    marks: moved(marks, MARGIN, MARGIN),
    width: Math.ceil(bounds.width + 2 * MARGIN),
    height: Math.ceil(bounds.height + 2 * MARGIN),
    ground: theme.ground,
    label: plainViews(view)
      .map(({ summary }) => text(summary.id, summary.params))
      .join(" "),
  };
}
