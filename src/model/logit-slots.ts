import { VitrineError } from "../errors.ts";
import { layOut, type Batch } from "./batch.ts";
import type { PreparedRow } from "./types.ts";

/** Padded positions to unembed, `[slot][row]`, from positions among each row's real tokens. */
export function logitSlots(positions: "last" | readonly number[], batch: Batch): number[][] {
  const wanted = positions === "last" ? [-1] : positions;
  if (wanted.length === 0) {
    throw new VitrineError("BAD_OPTION", 'run: "logits" lists no positions; use "none".');
  }
  return wanted.map((position) =>
    batch.places.map((places, row) => {
      const at = places[position < 0 ? position + places.length : position];
      if (at !== undefined) return at;
      throw new VitrineError(
        "BAD_OPTION",
        `run: logits asked for at position ${position}; row ${row} has ${places.length} tokens.`,
      );
    }),
  );
}

/** The batch with each row's continuation appended, where the target scores one. */
export function batchWithSpans(
  batch: Batch,
  padding: "left" | "right",
  append: (row: PreparedRow) => PreparedRow,
): Batch {
  const rows = batch.rows.map(append);
  if (rows.every((row, b) => row === batch.rows[b])) return batch;
  return { ...layOut(rows, padding), own: batch.own };
}
