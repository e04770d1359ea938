import { exportResult } from "vitrine/export";
import { readResult } from "vitrine/methods";
import { type Mark, svg } from "vitrine/view";
import { drawCanvas, fitCanvas, pngBlob } from "vitrine/view/canvas";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How unlike two pictures are. */
export interface Difference extends Size {
  /** Share of the pixels in which a channel is off by more than a quarter. */
  readonly unlike: number;
  /** Share of the pixels that are not the ground's. */
  readonly inked: number;
}

/** What a test of canvases calls in the page. */
export interface CanvasApi {
  /** The marks drawn on a canvas against the same marks as an SVG file. */
  againstSvg(marks: readonly Mark[], ground: string, size: Size): Promise<Difference>;
  /** A canvas in the page: its size in CSS and in device pixels, and whether anything is on it. */
  fitted(marks: readonly Mark[], size: Size): readonly [string, number, boolean];
  /** The exported PNG of a result: its sides and the share of its pixels that are inked. */
  exported(json: unknown, ground: "light" | "dark"): Promise<Difference>;
  /** Colour of a pixel of a canvas. */
  colour(marks: readonly Mark[], x: number, y: number): readonly number[];
}

declare global {
  interface Window {
    canvases: CanvasApi;
  }
}

const SCALE = 2;

window.canvases = {
  async againstSvg(marks, ground, size) {
    const painted = await pixels(await pngBlob(marks, { ...size, ground, scale: SCALE }));
    const source = svg(marks, { label: "", standalone: true, ground, ...size });
    const drawn = await pixels(new Blob([source], { type: "image/svg+xml" }), size);
    return compare(painted, drawn);
  },
  fitted(marks, { width, height }) {
    const canvas = document.createElement("canvas");
    document.body.append(canvas);
    const context = fitCanvas(canvas, width, height);
    drawCanvas(marks, context);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return [canvas.style.width, canvas.width, data.some((value) => value > 0)];
  },
  async exported(json, ground) {
    const [file] = await exportResult(await readResult(json), "a.png", { ground });
    const image = await pixels(new Blob([file.content], { type: file.type }));
    return compare(image, image);
  },
  colour(marks, x, y) {
    const context = new OffscreenCanvas(100, 100).getContext("2d")!;
    drawCanvas(marks, context);
    return [...context.getImageData(x, y, 1, 1).data];
  },
};

/** What a file shows, an SVG at twice its size. */
async function pixels(file: Blob, size?: Size): Promise<ImageData> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  const width = size === undefined ? image.naturalWidth : size.width * SCALE;
  const height = size === undefined ? image.naturalHeight : size.height * SCALE;
  const context = new OffscreenCanvas(width, height).getContext("2d")!;
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

function compare(a: ImageData, b: ImageData): Difference {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`${a.width} × ${a.height} against ${b.width} × ${b.height}`);
  }
  let [unlike, inked] = [0, 0];
  for (let i = 0; i < a.data.length; i += 4) {
    if (apart(a.data, i, b.data, i) > 64) unlike++;
    if (apart(b.data, i, b.data, 0) > 64) inked++;
  }
  const all = a.width * a.height;
  return { width: a.width, height: a.height, unlike: unlike / all, inked: inked / all };
}

/** The largest difference of a channel, 0 to 255. */
function apart(a: Uint8ClampedArray, i: number, b: Uint8ClampedArray, j: number): number {
  return Math.max(...[0, 1, 2].map((channel) => Math.abs(a[i + channel] - b[j + channel])));
}
