import { readFileIfAny, replaceFile } from "#bytes";

/**
 * Where checkpoints are kept: the last one replaces the one before. `folderStore` keeps them on
 * disk; a page may give an object of its own.
 */
export interface CheckpointStore {
  /** The bytes last saved; null where there are none. */
  load(): Promise<Uint8Array | null>;
  /** Replaces them, wholly or not at all. The bytes come in pieces. */
  save(pieces: readonly Uint8Array[]): Promise<void>;
}

/**
 * A store that is one file, `checkpoint.safetensors` in a folder that is made when first saved to. A
 * save that is cut off leaves the checkpoint before it whole.
 */
export function folderStore(folder: string): CheckpointStore {
  const file = `${folder}/checkpoint.safetensors`;
  return {
    load: () => readFileIfAny(file),
    save: (pieces) => replaceFile(file, pieces),
  };
}
