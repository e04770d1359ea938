import { VitrineError } from "../../errors.ts";
import type { Input, Model, Row } from "../../model/types.ts";
import type { Texts } from "../subject.ts";

/** The rows of an input, one by one, as cases take them. */
export function rowsOf(input: Input): readonly (string | Row)[] {
  if (typeof input === "string") return [input];
  if (Array.isArray(input)) return (input as readonly (string | Row)[]).flatMap(unbatched);
  return unbatched(input as Row);
}

/**
 * The only row of an input.
 * @throws VitrineError `BAD_INPUT` for more than one.
 */
export function onlyRow(where: string, input: Input): string | Row {
  const rows = rowsOf(input);
  if (rows.length === 1) return rows[0];
  throw new VitrineError(
    "BAD_INPUT",
    `${where}: expected one text, got ${rows.length}. Call it once for each.`,
  );
}

/**
 * How many tokens a row has, for methods that have nothing to say about a single one.
 * @throws VitrineError `BAD_INPUT` for fewer than two.
 */
export function severalTokens(where: string, model: Model, row: string | Row): number {
  const { length } = model.prepare(row)[0].ids;
  if (length > 1) return length;
  throw new VitrineError(
    "BAD_INPUT",
    `${where}: a token alone can only look at itself; expected a text of at least 2 tokens, got ${length}. Give a longer text.`,
    { details: { tokens: length } },
  );
}

/** Texts in groups of at most `size`, as they come. */
export async function* groupsOf(texts: Texts, size: number): AsyncGenerator<string[]> {
  let group: string[] = [];
  for await (const text of texts) {
    group.push(text);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** A row whose ids hold a batch, `[batch][pos]`, taken apart. */
function unbatched(row: string | Row): (string | Row)[] {
  if (typeof row === "string" || !isBatch(row.ids)) return [row];
  const { mask, typeIds } = row;
  return row.ids.map((ids, i) => ({
    ids,
    ...(isBatch(mask) ? { mask: mask[i] } : {}),
    ...(isBatch(typeIds) ? { typeIds: typeIds[i] } : {}),
  }));
}

function isBatch(ids: Row["ids"]): ids is readonly (readonly number[])[] {
  return ids !== undefined && Array.isArray(ids[0]);
}
