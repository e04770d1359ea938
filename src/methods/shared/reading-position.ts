import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
import { tokenizerOf } from "./tokens.ts";

/**
 * The position whose answer is looked at where nobody says: the last of a causal model, the only mask
 * of a masked one, else the first, from which classifiers read.
 */
export function readingPosition(model: Model, row: string | Row): number {
  const { ids } = model.prepare(row)[0];
  if (model.isCausal) return ids.length - 1;
  const mask = tokenizerOf(model)?.specialIds.mask ?? null;
  const masks = [...ids.keys()].filter((at) => ids[at] === mask);
  return masks.length === 1 ? masks[0] : 0;
}

/**
 * A position of an option among a text's tokens; negative ones count from the last.
 * @throws VitrineError `BAD_OPTION` outside the text.
 */
export function positionIn(where: string, option: string, given: number, length: number): number {
  const at = given < 0 ? given + length : given;
  if (at >= 0 && at < length) return at;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "${option}" lies outside the text; expected ${-length} to ${length - 1}, got ${given}.`,
    { details: { option, value: given, length } },
  );
}
