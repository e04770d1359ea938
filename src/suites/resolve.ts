import { VitrineError } from "../errors.ts";
import type { Edit, Where } from "../model/edit.ts";
import type { Target } from "../model/target.ts";
import type { SuiteCase } from "./suite.ts";

/**
 * A target as it reads for a case: `{ answer: i }` is the i-th answer, as a token, a class or a text;
 * `{ slot }` is the position of the slot's last token.
 *
 * @throws VitrineError `BAD_TARGET` for an answer or a slot that the case does not have.
 */
export function targetFor(target: Target, one: SuiteCase): Target {
  return resolved(target, one, "") as Target;
}

/** An edit as it reads for a case, where in it and in its source's. */
export function editFor(edit: Edit, one: SuiteCase): Edit {
  if (typeof edit.do === "function") return edit;
  return {
    ...edit,
    ...whereOf(edit, one),
    ...("with" in edit && { with: sourceFor(edit.with, one) }),
  } as Edit;
}

function sourceFor(source: unknown, one: SuiteCase): unknown {
  if (typeof source !== "object" || source === null || !("run" in source)) return source;
  const { edits } = source as { readonly edits?: readonly Edit[] };
  return {
    ...source,
    ...whereOf(source as { readonly where?: Where }, one),
    ...(edits !== undefined && { edits: edits.map((edit) => editFor(edit, one)) }),
  };
}

function whereOf(
  { where }: { readonly where?: Where },
  one: SuiteCase,
): { readonly where?: Where } {
  return where === undefined ? {} : { where: resolved(where, one, "where") as Where };
}

/** Fields under which tensors, runs and texts stand: nothing in them is a case's. */
const OPAQUE = new Set(["to", "ids", "with"]);

function resolved(value: unknown, one: SuiteCase, field: string): unknown {
  if (typeof value !== "object" || value === null || OPAQUE.has(field)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => resolved(item, one, field));
  if ("answer" in value) return answerAt(one, value.answer, field);
  if ("slot" in value) return positionOf(one, String(value.slot));
  const entries = Object.entries(value).map(([name, inner]: [string, unknown]) => {
    const own = resolved(inner, one, name);
    // An answer is known by its id: its text may be that of several tokens.
    const isAnswer = own !== inner && typeof own === "number";
    return [isAnswer ? (BY_ID[name] ?? name) : name, own];
  });
  return Object.fromEntries(entries);
}

const BY_ID: Readonly<Record<string, string>> = { token: "id", label: "index" };

function answerAt(one: SuiteCase, index: unknown, field: string): number | string {
  const answer = one.answers.at(Number(index));
  if (answer !== undefined && Number.isInteger(index) && Number(index) >= 0) {
    return field === "text" ? answer.text : answer.id;
  }
  throw new VitrineError(
    "BAD_TARGET",
    `target: the suite's cases have no answer ${JSON.stringify(index)}; expected 0 (the right one) to ${one.answers.length - 1}.`,
    { id: "error.no-answer", details: { index: String(index), last: one.answers.length - 1 } },
  );
}

function positionOf(one: SuiteCase, slot: string): number {
  const span = one.spans.find((candidate) => candidate.slot === slot);
  if (span !== undefined) return span.tokens[1] - 1;
  const known = one.spans.map((candidate) => candidate.slot);
  throw new VitrineError(
    "BAD_TARGET",
    `target: the suite's prompt "${one.clean}" has no slot "${slot}"; expected ${known.join(", ") || "none: it has no slots"}.`,
    { id: "error.no-slot", details: { slot, known } },
  );
}
