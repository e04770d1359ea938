import { layOut, type Batch } from "./batch.ts";
import { withContinuation } from "./continuation.ts";
import { targetFor } from "./per-row.ts";
import type { Runner, Work } from "./runner.ts";
import type { Target } from "./target.ts";

/**
 * A target of a batch: read per row, and the rows with the continuation it scores, if it does.
 * What runs then is longer than what is shown.
 */
export function spanned(
  target: Target,
  batch: Batch,
  runner: Runner,
): Pick<Work, "batch" | "shown" | "targets"> {
  const perRow = batch.rows.map((_, row) => targetFor(target, row));
  const rows = batch.rows.map((row, b) => withContinuation(row, [perRow[b]], runner.context.input));
  const isLonger = rows.some((row, b) => row !== batch.rows[b]);
  const longer = isLonger ? { ...layOut(rows, "right"), own: batch.own } : batch;
  return { batch: longer, shown: isLonger ? batch : null, targets: [perRow] };
}
