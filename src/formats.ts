/** Readers and writers of files that others read too. */
export { writeCsv, type CsvCell } from "./formats/csv.ts";
export { readNpy, writeNpy } from "./formats/npy.ts";
export { readNpz, writeNpz } from "./formats/npz.ts";
export { tensorFromJson, tensorToJson, type EncodedTensor } from "./formats/tensor-json.ts";
export { writeSafetensors } from "./weights/safetensors-write.ts";
export { eventFileStart, scalarRecord, type ScalarEvent } from "./formats/tensorboard.ts";
