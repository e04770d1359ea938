import { VitrineError } from "../errors.ts";
import type { Edit, Selector, Where } from "./edit.ts";
import type { PerRow, Target } from "./target.ts";

/** The entry of a value that may be given once or per row. */
export function perRow<T>(value: PerRow<T> | undefined, row: number): T | undefined {
  refuseCase(value);
  if (!isPerRow(value)) return value as T | undefined;
  if (row < value.rows.length) return value.rows[row];
  throw new VitrineError(
    "BAD_OPTION",
    `{ rows }: no entry for row ${row}; expected one per row, got ${value.rows.length}.`,
  );
}

/** A `where` as it reads for one row. */
export function whereFor<W extends Where | undefined>(where: W, row: number): W {
  if (where === undefined) return where;
  const own = Object.entries(where).map(([axis, selector]): [string, Selector] => [
    axis,
    perRow<Selector>(selector as PerRow<Selector>, row)!,
  ]);
  return Object.fromEntries(own) as W;
}

/** A target as it reads for one row: nothing in it is per row any more. */
export function targetFor(target: Target, row: number): Target {
  if (target.kind === "diff") {
    return { kind: "diff", a: targetFor(target.a, row), b: targetFor(target.b, row) };
  }
  if (target.kind === "sum") {
    const terms = target.terms.map((term) => ({ ...term, target: targetFor(term.target, row) }));
    return { kind: "sum", terms };
  }
  if (target.kind === "value") return { ...target, ...whereOf(target, row) };
  const own = Object.entries(target).map(([key, value]: [string, unknown]) => [
    key,
    perRow(value, row),
  ]);
  return Object.fromEntries(own) as Target;
}

/** An edit as it reads for one row. */
export function editFor(edit: Edit, row: number): Edit {
  if (typeof edit.do === "function") return edit;
  const own = { ...edit, ...whereOf(edit, row) };
  const source = "with" in edit ? edit.with : undefined;
  if (typeof source !== "object" || !("run" in source)) return own;
  return { ...own, with: { ...source, ...whereOf(source, row) } } as Edit;
}

function whereOf(holder: { readonly where?: Where }, row: number): { readonly where?: Where } {
  return holder.where === undefined ? {} : { where: whereFor(holder.where, row) };
}

function refuseCase(value: unknown): void {
  if (typeof value !== "object" || value === null || !("answer" in value || "slot" in value))
    return;
  throw new VitrineError(
    "BAD_OPTION",
    `${JSON.stringify(value)}: only a suite's case says what this stands for. Run a method on a suite, or use targetFor and editFor of vitrine/suites.`,
    { id: "error.per-case", details: { value: JSON.stringify(value) } },
  );
}

function isPerRow(value: unknown): value is { readonly rows: readonly never[] } {
  return (
    typeof value === "object" && value !== null && "rows" in value && Array.isArray(value.rows)
  );
}
