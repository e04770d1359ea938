import { access, constants } from "node:fs/promises";
import { VitrineError } from "../errors.ts";
import { pngSize } from "../view/png-size.ts";
import { MONO, SANS, svg } from "../view/svg.ts";
import { undrawable } from "./missing-glyphs.ts";
import type { Picture } from "./picture.ts";

export interface PngOptions {
  /** Pixels of the file per pixel of the picture. */
  readonly scale: number;
  /** Files of fonts beside the system's. */
  readonly fonts: readonly string[];
  /** @defaultValue true */
  readonly systemFonts?: boolean;
}

/**
 * A picture as the bytes of a PNG file, drawn by resvg with the system's fonts.
 *
 * @throws VitrineError `UNSUPPORTED` where resvg is not installed, where no font has a character of the
 *   picture, or where the picture is too large; `IO` for a file of a font that cannot be read.
 */
export async function png(
  { marks, ...picture }: Picture,
  { scale, fonts, systemFonts = true }: PngOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  pngSize(picture, scale);
  for (const file of fonts) await checkReadable(file);
  const { Resvg } = await loadResvg();
  const options = { font: { loadSystemFonts: systemFonts, fontFiles: [...fonts] } };
  const missing = undrawable(marks, HAN, (source) => new Resvg(source, options).toString());
  if (missing.length > 0) throw missingFont(missing);
  const source = svg(marks, { ...picture, standalone: true, style: HAN });
  const image = new Resvg(source, { ...options, fitTo: { mode: "zoom", value: scale } });
  return new Uint8Array(image.render().asPng());
}

/** Where a font lacks a letter resvg takes the first that has it, be it serif: better to name some. */
const HAN = [
  `.vh{font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","WenQuanYi Micro Hei",${SANS}}`,
  `.vm.vh{font-family:"Noto Sans Mono CJK SC","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",${MONO}}`,
].join("");

/**
 * The package that draws, an optional one.
 * @throws VitrineError `UNSUPPORTED` where it is not installed.
 */
export async function loadResvg(): Promise<typeof import("@resvg/resvg-js")> {
  try {
    return (await import("@resvg/resvg-js")).default;
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new VitrineError(
      "UNSUPPORTED",
      `png: the optional package @resvg/resvg-js, which draws PNG in Node, does not load (${reason}). Run npm install @resvg/resvg-js, or write .svg.`,
      { id: "error.png-package", details: { reason }, cause },
    );
  }
}

/** resvg goes on without a font that is not there. */
async function checkReadable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((cause: unknown) => {
    const message = `png: the font ${file} cannot be read. Check the path.`;
    throw new VitrineError("IO", message, {
      id: "error.file-missing",
      details: { path: file },
      cause,
    });
  });
}

/** As many as a sentence can hold. */
const NAMED = 8;

function missingFont(missing: readonly string[]): VitrineError {
  const named = missing.slice(0, NAMED).map((text) => JSON.stringify(text));
  const letters = [...named, ...(missing.length > NAMED ? ["…"] : [])].join(", ");
  return new VitrineError(
    "UNSUPPORTED",
    `png: no installed font draws ${letters}. Install one that does, such as Noto, or write .svg, which is drawn with its reader's fonts.`,
    { id: "error.png-fonts", details: { missing, letters } },
  );
}
