import { VitrineError } from "../errors.ts";
import type { Batch } from "./batch.ts";

/** Which positions a run's `logits` option asks for; null for all or none. */
export function slotsOf(logits: unknown, batch: Batch): number[][] | null {
  if (logits === "all" || logits === "none") return null;
  if (logits === "last" || Array.isArray(logits)) return logitSlots(logits, batch);
  throw new VitrineError(
    "BAD_OPTION",
    `run: "logits" is wrong; expected "all", "last", "none" or a list of positions, got ${JSON.stringify(logits)}.`,
  );
}

/** Padded positions to unembed, `[slot][row]`, from positions among each row's real tokens. */
function logitSlots(positions: "last" | readonly number[], batch: Batch): number[][] {
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
