import { VitrineError } from "../../errors.ts";
import type { PerRow, Target } from "../../model/target.ts";
import type { Model, Row } from "../../model/types.ts";
import { positionIn, readingPosition } from "./reading-position.ts";

/**
 * The one position at which a target reads a text.
 * @throws VitrineError `BAD_TARGET` for one that reads several, or that names no position.
 */
export function targetPosition(
  where: string,
  model: Model,
  row: string | Row,
  target: Target,
): number {
  const found = new Set(positionsOf(where, model, row, target));
  const [first] = found;
  if (found.size === 1 && first !== null) return first;
  throw new VitrineError(
    "BAD_TARGET",
    `${where}: the target is not read at one position; expected one, got ${[...found].map((at) => at ?? "none").join(", ")}. Choose one with "position".`,
    { details: { target } },
  );
}

/** Null stands for a part of the target that names no position. */
function positionsOf(
  where: string,
  model: Model,
  row: string | Row,
  target: Target,
): (number | null)[] {
  const again = (part: Target): (number | null)[] => positionsOf(where, model, row, part);
  const { length } = model.prepare(row)[0].ids;
  switch (target.kind) {
    case "diff":
      return [...again(target.a), ...again(target.b)];
    case "sum":
      return target.terms.flatMap((term) => again(term.target));
    case "class":
      return [model.isCausal ? length - 1 : 0];
    case "span":
    case "value":
      return [null];
    case "logit":
    case "logprob":
    case "logodds":
    case "entropy":
    case "kl":
      break;
  }
  const at = single(target.position);
  if (at === undefined) return [readingPosition(model, row)];
  return [at === null ? null : positionIn(where, "target.position", at, length)];
}

/** Of a single row; undefined where left out, null where only a suite's case would tell. */
function single(position: PerRow<number> | undefined): number | null | undefined {
  if (typeof position !== "object") return position;
  return "rows" in position ? position.rows[0] : null;
}
