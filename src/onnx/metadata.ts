import type { Init, StringStringEntryProto } from "./schema.ts";

/**
 * What ONNX has no field for and a file of ours still says, under keys of our own in
 * `metadata_props`; other readers pass over it.
 */
export type MetadataKey =
  | "vitrine.op" // the op that an Identity stands for: Hook, StopGradient
  | "vitrine.attrs" // its attributes, as JSON
  | "vitrine.path" // where in the model a node was written
  | "vitrine.exact" // float attributes that float32 does not hold, as JSON
  | "vitrine.role" // "output": an Identity that only names a graph output
  | "vitrine.params" // pairs of our name and the file's name of each weight, as JSON
  | "vitrine.outputs"; // our names of the outputs, as JSON

type Entry = Init<"StringStringEntryProto">;

export function metadata(key: MetadataKey, value: string): Entry {
  return { key, value };
}

export function readMetadata(
  entries: readonly StringStringEntryProto[],
  key: MetadataKey,
): string | undefined {
  return entries.find((entry) => entry.key === key)?.value;
}
