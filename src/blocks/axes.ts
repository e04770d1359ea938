/** Axis names of what the blocks hook; `where`, views and exports speak of them. */
export const STREAM: readonly string[] = ["batch", "pos", "unit"];
export const HEADS: readonly string[] = ["batch", "pos", "head", "unit"];
export const PATTERN: readonly string[] = ["batch", "head", "query", "key"];
export const VOCABULARY: readonly string[] = ["batch", "pos", "token"];
