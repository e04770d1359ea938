import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
import { tokenText } from "./tokens.ts";

/**
 * Positions at which the tokens of two rows differ. Rows are aligned token by token, so they must be
 * equally long, and not the same.
 *
 * @throws VitrineError `BAD_INPUT` naming the first position at which they differ.
 */
export function differingPositions(
  where: string,
  model: Model,
  clean: string | Row,
  corrupted: string | Row,
): number[] {
  const a = model.prepare(clean)[0].ids;
  const b = model.prepare(corrupted)[0].ids;
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i);
  const differing = at.filter((i) => a[i] !== b[i]);
  if (a.length === b.length && differing.length > 0) return differing;
  if (a.length === b.length) {
    throw new VitrineError("BAD_INPUT", `${where}: clean and corrupted are the same tokens.`, {
      id: "error.pair-same",
    });
  }
  const first = differing[0];
  const token = (ids: readonly number[]): string =>
    first < ids.length ? JSON.stringify(tokenText(model, ids[first])) : "nothing";
  throw new VitrineError(
    "BAD_INPUT",
    `${where}: clean and corrupted must have equally many tokens; got ${a.length} and ${b.length}. They first differ at position ${first}: ${token(a)} against ${token(b)}. Change words for others of as many tokens.`,
    {
      id: "error.pair-lengths",
      details: {
        clean: a.length,
        corrupted: b.length,
        position: first,
        here: token(a),
        there: token(b),
      },
    },
  );
}
