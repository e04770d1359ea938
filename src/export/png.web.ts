import { pngBlob } from "../view/canvas.web.ts";
import type { Picture } from "./picture.ts";

/** A picture as the bytes of a PNG file, drawn on a canvas with the browser's fonts. */
export async function png(
  { marks, width, height, ground }: Picture,
  { scale }: { readonly scale: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await pngBlob(marks, { width, height, ground, scale });
  return new Uint8Array(await blob.arrayBuffer());
}
