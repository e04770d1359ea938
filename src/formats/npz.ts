import { unzipSync, zipSync } from "fflate";
import { asVitrineError, VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { readNpy, writeNpy } from "./npy.ts";

/** Deflate never shrinks data further than this; a file that says so would fill the memory. */
const MAX_RATIO = 1032;

/**
 * Named tensors as the bytes of a `.npz` file, uncompressed, as `numpy.savez` writes it. The same
 * tensors give the same bytes.
 *
 * @throws VitrineError `UNSUPPORTED` for bfloat16, which NumPy has not.
 */
export function writeNpz(tensors: ReadonlyMap<string, Tensor>): Uint8Array<ArrayBuffer> {
  const files = Array.from(tensors, ([name, tensor]) => [`${name}.npy`, writeNpy(tensor)] as const);
  // A fixed date: the earliest that zip knows, in the local time that it uses.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}

/**
 * The tensors of a `.npz` file, compressed or not, by name.
 *
 * @throws VitrineError `BAD_FILE` for bytes that are no sound `.npz` file, `UNSUPPORTED` for element
 *   types without a counterpart.
 */
export function readNpz(bytes: Uint8Array, name = "npz"): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [file, content] of Object.entries(unzip(bytes, name))) {
    const key = file.replace(/\.npy$/, "");
    tensors.set(key, readNpy(content, `${name}: "${key}"`));
  }
  return tensors;
}

function unzip(bytes: Uint8Array, name: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, {
      filter: ({ name: file, size, originalSize }) => {
        if (originalSize <= size * MAX_RATIO) return true;
        const message = `${name}: "${file}" cannot be ${originalSize} bytes long; expected at most ${size * MAX_RATIO}.`;
        throw new VitrineError("BAD_FILE", message);
      },
    });
  } catch (error) {
    throw asVitrineError(error, "BAD_FILE", `${name}: not a sound .npz file`);
  }
}
