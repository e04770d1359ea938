import { VitrineError } from "../errors.ts";

/** Browsers draw nothing on a canvas with a longer side. */
const LONGEST_SIDE = 16_384;

/**
 * The sides in pixels of a picture's file.
 *
 * @throws VitrineError `BAD_OPTION` for a scale that is no positive number, `UNSUPPORTED` where a side
 *   gets too long.
 */
export function pngSize(
  { width, height }: { readonly width: number; readonly height: number },
  scale: number,
): { readonly width: number; readonly height: number } {
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw new VitrineError("BAD_OPTION", `png: scale expects a number above 0, got ${scale}.`);
  }
  const size = { width: pixels(width * scale), height: pixels(height * scale) };
  if (Math.max(size.width, size.height) <= LONGEST_SIDE) return size;
  throw new VitrineError(
    "UNSUPPORTED",
    `png: the picture is too large; expected sides of at most ${LONGEST_SIDE} pixels, got ${size.width} × ${size.height}. Take a smaller scale, or write .svg.`,
    { id: "error.png-size", details: { ...size, limit: LONGEST_SIDE } },
  );
}

function pixels(length: number): number {
  return Math.max(1, Math.ceil(length));
}
