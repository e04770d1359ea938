import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
import type { SpecialIds } from "../../tokenizer/special-ids.ts";
import type { Context } from "../context.ts";
import { embeddingSite } from "./sites.ts";
import { numbers } from "./tensors.ts";
import { tokenizerOf } from "./tokens.ts";

/** Where a path of embeddings may start. */
export type BaselineName = "auto" | "bos" | "pad" | "unk" | "mask" | "mean" | "zero";

/** Baselines that are a token's embedding, in the order that `auto` tries them. */
const TOKENS = ["bos", "pad", "unk", "mask"] as const satisfies readonly (keyof SpecialIds)[];

/** A row's token embeddings and those of its baseline, both `[pos, unit]`. */
export interface Embeddings {
  readonly input: Float64Array;
  readonly start: Float64Array;
  readonly dims: readonly [number, number];
  readonly baseline: Exclude<BaselineName, "auto">;
}

/**
 * The embeddings of a row and of its baseline. `auto` is the first of BOS, padding, unknown and mask
 * token that the tokenizer has, else the mean: an embedding the model knows, since near zero the scale
 * of a norm makes gradients meaningless.
 * @throws VitrineError `BAD_OPTION` for a token that the tokenizer does not have.
 */
export async function embeddings(
  context: Context,
  model: Model,
  row: string | Row,
  { baseline, keepSpecial }: { readonly baseline: BaselineName; readonly keepSpecial: boolean },
): Promise<Embeddings> {
  const { ids, units } = model.prepare(row)[0];
  const input = await look(context, model, row);
  const name = baseline === "auto" ? firstKnown(model) : baseline;
  const start = await startOf(context, model, name, { ids, input });
  const size = input.length / ids.length;
  units.forEach((unit, pos) => {
    const from = pos * size;
    if (keepSpecial && unit.special === true) {
      start.set(input.subarray(from, from + size), from);
    }
  });
  return { input, start, dims: [ids.length, size], baseline: name };
}

function firstKnown(model: Model): Embeddings["baseline"] {
  const special = tokenizerOf(model)?.specialIds;
  return TOKENS.find((name) => typeof special?.[name] === "number") ?? "mean";
}

interface Given {
  readonly ids: readonly number[];
  readonly input: Float64Array;
}

async function startOf(
  context: Context,
  model: Model,
  name: Embeddings["baseline"],
  { ids, input }: Given,
): Promise<Float64Array> {
  if (name === "zero") return new Float64Array(input.length);
  if (name === "mean") return repeated(await meanEmbedding(model, ids, input), ids.length);
  const id = tokenizerOf(model)?.specialIds[name] ?? null;
  if (id === null) {
    throw new VitrineError(
      "BAD_OPTION",
      `${context.where}: the tokenizer of "${model.name}" has no ${name} token for the baseline; expected auto, mean, zero or ${knownTokens(model)}.`,
      { details: { baseline: name } },
    );
  }
  return repeated(await look(context, model, { ids: [id] }), ids.length);
}

function knownTokens(model: Model): string {
  const special = tokenizerOf(model)?.specialIds;
  const known = TOKENS.filter((name) => typeof special?.[name] === "number");
  return known.length > 0 ? known.join(", ") : "(no token)";
}

/** The look-up's output for a row, `[pos, unit]`. */
async function look(context: Context, model: Model, row: string | Row): Promise<Float64Array> {
  const at = embeddingSite(context.where, model).name;
  const [{ cache }] = await context.evaluate([{ input: row, capture: [at] }]);
  return Float64Array.from(numbers(cache!.get(at)));
}

/** The mean row of W_E, times the factor by which the family scales its look-up. */
async function meanEmbedding(
  model: Model,
  ids: readonly number[],
  input: Float64Array,
): Promise<Float64Array> {
  const weight = await model.weight("W_E"); // [vocab, unit]
  const [count, size] = weight.dims;
  const values = numbers(weight);
  const mean = new Float64Array(size);
  for (let i = 0; i < values.length; i++) mean[i % size] += values[i] / count;
  const own = values.subarray(ids[0] * size, (ids[0] + 1) * size);
  const square = inner(own, own);
  const scale = square === 0 ? 1 : inner(own, input.subarray(0, size)) / square;
  return mean.map((value) => value * scale);
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function repeated(vector: Float64Array, times: number): Float64Array {
  const out = new Float64Array(vector.length * times);
  for (let i = 0; i < times; i++) out.set(vector, i * vector.length);
  return out;
}
