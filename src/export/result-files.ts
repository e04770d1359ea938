import type { Method } from "../methods/define.ts";
import { loadMethod } from "../methods/registry.ts";
import type { Result } from "../methods/result.ts";
import type { Ground } from "../view/colour.ts";
import type { Language } from "../view/text.ts";
import { formatOf, type ResultFormat } from "./endings.ts";
import { type ExportedFile, formats } from "./formats.ts";

export interface ExportOptions {
  /** Default: what the ending of the name says. */
  readonly format?: ResultFormat;
  /** Of titles, summaries and columns. @defaultValue "en" */
  readonly language?: Language;
  /** Colours of `.svg` and `.png`. @defaultValue "light" */
  readonly ground?: Ground;
  /** Room for the views in `.svg` and `.png`, in pixels. @defaultValue 720 */
  readonly width?: number;
  /** Pixels of a `.png` per pixel of the picture. @defaultValue 2 */
  readonly scale?: number;
  /**
   * Files of fonts (`.ttf`, `.otf`) that a `.png` is drawn with where the system's do not suffice; in
   * Node only, a page draws with the fonts that it has.
   */
  readonly fonts?: readonly string[];
  /** The result's method, where it is not one of this package. */
  readonly method?: Method;
}

/**
 * A result as files; the ending of `name` says what they hold:
 *
 * - `.json`: everything, to be read again with `readResult`. Tensors of more than 32 MB together are
 *   beside it: `heads.json` and `heads.npz`, which `readResult` takes as `readNpz` gives it;
 * - `.html`: a page that needs nothing else; `.svg` and `.png`: its pictures, one under the other;
 * - `.csv`: the numbers behind each view, in full, as UTF-8. The first view is in `name`; those of
 *   more views are beside it: `heads.csv`, `heads.2.csv`, … Of views with slices it is the slice drawn;
 * - `.npz`: the tensors of its data by their paths, as NumPy reads them.
 *
 * The same call works in Node and in a page.
 *
 * @throws VitrineError `BAD_OPTION` for another ending; `UNSUPPORTED` for an `.npz` of a result without
 *   tensors, and for a `.png` that cannot be drawn here: in Node it takes the optional package
 *   `@resvg/resvg-js` and fonts that have every character.
 */
export async function exportResult(
  result: Result,
  name: string,
  options: ExportOptions = {},
): Promise<readonly ExportedFile[]> {
  const { format = formatOf(name), method = await loadMethod(result.method), ...given } = options;
  const defaults = { language: "en", ground: "light", width: 720, scale: 2, fonts: [] } as const;
  return formats[format](method, result, { ...defaults, ...given, name });
}
