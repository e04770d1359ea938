import { VitrineError } from "../../errors.ts";
import type { PerRow, Target } from "../../model/target.ts";
import type { Model, Row } from "../../model/types.ts";
import type { Context } from "../context.ts";
import { logitsSite } from "./sites.ts";
import { largestIndices, numbers } from "./tensors.ts";
import { tokenText, tokenizerOf } from "./tokens.ts";

/**
 * The target given, else the logit of what the model itself says: the most likely next token (at the
 * mask, for a masked model) or class.
 */
export async function targetOrTop(
  context: Context,
  model: Model,
  row: string | Row,
): Promise<Target> {
  if (context.target !== null) return context.target;
  return (await best(context, model, row, 1))[0];
}

/** The target given, else the logit of what the model says minus that of its second choice, if any. */
export async function targetOrContrast(
  context: Context,
  model: Model,
  row: string | Row,
): Promise<Target> {
  if (context.target !== null) return context.target;
  const [a, b] = await best(context, model, row, 2);
  return b === undefined ? a : { kind: "diff", a, b };
}

/** A target in the notation of a formula: `logit(" She") − logit(" One")`. */
export function describeTarget(model: Model, target: Target): string {
  switch (target.kind) {
    case "logit":
    case "logprob":
    case "logodds":
      return `${target.kind}(${describeToken(model, target)})`;
    case "class":
      return `${target.of ?? "logit"}(${describeClass(model, target)})`;
    case "diff":
      return `${describeTarget(model, target.a)} − ${describeTarget(model, target.b)}`;
    case "sum":
      return target.terms
        .map((term) => `${term.weight} ${describeTarget(model, term.target)}`)
        .join(" + ");
    case "span":
      return `logprob(${JSON.stringify(target.text ?? target.ids)})`;
    case "value":
      return `${target.reduce}(${target.at})`;
    case "entropy":
    case "kl":
      break;
  }
  return target.kind;
}

function describeToken(
  model: Model,
  { token, id }: { readonly token?: PerRow<string>; readonly id?: PerRow<number> },
): string {
  const [answer] = [token, id].filter((one) => typeof one === "object" && "answer" in one);
  if (answer !== undefined) return `answer ${answer.answer}`;
  const text = typeof id === "number" ? tokenText(model, id) : token;
  return JSON.stringify(text ?? id);
}

function describeClass(
  model: Model,
  { label, index }: { readonly label?: PerRow<string>; readonly index?: PerRow<number> },
): string {
  return JSON.stringify(
    label ?? (typeof index === "number" ? (model.labels[index] ?? index) : index),
  );
}

async function best(
  context: Context,
  model: Model,
  row: string | Row,
  k: number,
): Promise<Target[]> {
  if (model.heads[0] === "class") return bestClasses(context, model, row, k);
  const position = model.isCausal ? -1 : maskPosition(context.where, model, row);
  const at = logitsSite(context.where, model).name;
  const [{ cache }] = await context.evaluate([
    { input: row, capture: [{ at, where: { pos: position } }] },
  ]);
  const ids = largestIndices(numbers(cache!.get(at)), k);
  return ids.map((id) => ({ kind: "logit", id, position }));
}

async function bestClasses(
  context: Context,
  model: Model,
  row: string | Row,
  k: number,
): Promise<Target[]> {
  const classes = model.labels.map((_, index): Target => ({ kind: "class", index }));
  const [{ values }] = await context.evaluate([{ input: row, targets: classes }]);
  return largestIndices(values!, k).map((index) => classes[index]);
}

function maskPosition(where: string, model: Model, row: string | Row): number {
  const mask = tokenizerOf(model)?.specialIds.mask ?? null;
  const { ids } = model.prepare(row)[0];
  const found = [...ids.keys()].filter((at) => ids[at] === mask);
  if (found.length === 1) return found[0];
  throw new VitrineError(
    "BAD_TARGET",
    `${where}: no target was given and the text does not ask for one token; expected one mask token, got ${found.length}. Give a target with a position.`,
  );
}
