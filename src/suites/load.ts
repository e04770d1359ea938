import { unknownName, VitrineError } from "../errors.ts";
import type { Target } from "../model/target.ts";
import type { Model } from "../model/types.ts";
import type { SuiteDefinition, SuiteVariant } from "./define.ts";
import { hasSlots } from "./draw.ts";
import { expand, type Expansion } from "./expand.ts";
import { english, type SuiteMessage } from "./messages.ts";
import { isFileName, readSuiteFile } from "./read-file.ts";
import { suites } from "./registry.generated.ts";
import type { Suite } from "./suite.ts";

/** A suite by name (`indirect-object`, `indirect-object:phantom`), a `.json` or `.csv` file, or one given. */
export type SuiteSource = string | SuiteDefinition;

export interface LoadSuiteOptions {
  /** The model it is expanded for: its tokenizer decides what fits. */
  readonly model: Model;
  /** @defaultValue 0 */
  readonly seed?: number;
  /** Cases, at most. @defaultValue 32, or all where nothing is drawn */
  readonly count?: number;
  /** Which variant; default: the one that names the model, else the first that fits. */
  readonly variant?: string;
}

const DEFAULT_COUNT = 32;
/** Cases that show whether a variant fits. */
const TRIAL = 8;
/** Problems for which another word is looked for: each may take a hundred encodings. */
const EXPLAINED = 5;

/**
 * A suite expanded for a model: the same seed gives the same cases, in Node and in browsers.
 *
 * @throws VitrineError `UNKNOWN_NAME` for a name that no suite or variant has, `BAD_FILE` with the line
 *   and column of each mistake in a file, `UNSUPPORTED` where no variant fits the model.
 */
export async function loadSuite(source: SuiteSource, options: LoadSuiteOptions): Promise<Suite> {
  const found = await findSuite(source);
  const { model, seed = 0, count } = options;
  if (!model.hasTokenizer) {
    throw new VitrineError(
      "UNSUPPORTED",
      `loadSuite: the model "${model.name}" has no tokenizer. Load a folder that contains tokenizer.json.`,
      { id: "error.needs", details: { need: "tokenizer", model: model.name } },
    );
  }
  checkCount(seed, count);
  const { definition } = found;
  const wanted = options.variant ?? found.variant;
  const variant = chooseVariant(definition, model, seed, wanted);
  const limit = count ?? (hasSlots(variant) ? DEFAULT_COUNT : variant.templates.length);
  const expansion = expand(variant, model, { seed, count: limit, explained: EXPLAINED });
  if (expansion.cases.length === 0) {
    throw unfit(definition, model, [[variant, expansion]]);
  }
  const { of = "token" } = variant.templates[0];
  const { name, title, about, expected } = definition;
  const { cases, problems } = expansion;
  return {
    ...{ name, variant: variant.name, seed, count: limit, source: found.file },
    ...{ title, about, expected, of, cases, problems, target: answerContrast(of) },
  };
}

interface Found {
  readonly definition: SuiteDefinition;
  readonly variant: string | undefined;
  readonly file: string | null;
}

/**
 * What a source stands for, before anything is expanded.
 * @throws VitrineError `UNKNOWN_NAME` naming the nearest suites, `BAD_FILE`, `IO`.
 */
export async function findSuite(source: SuiteSource): Promise<Found> {
  if (typeof source !== "string") return { definition: source, variant: undefined, file: null };
  if (isFileName(source)) {
    return { definition: await readSuiteFile(source), variant: undefined, file: source };
  }
  const [name, variant] = source.split(":") as [string, string?];
  const definition = suites.find((one) => one.name === name);
  if (definition !== undefined) return { definition, variant, file: null };
  throw unknownName(
    "suites",
    "suite",
    name,
    suites.map((one) => one.name),
  );
}

/** Answer 0 less answer 1. */
function answerContrast(of: Suite["of"]): Target {
  const answer = (i: number): Target =>
    of === "class" ? { kind: "class", index: { answer: i } } : { kind: "logit", id: { answer: i } };
  return { kind: "diff", a: answer(0), b: answer(1) };
}

/** The variant asked for, else the one written for the model, else the first in which most draws fit. */
function chooseVariant(
  definition: SuiteDefinition,
  model: Model,
  seed: number,
  wanted: string | undefined,
): SuiteVariant {
  const { variants } = definition;
  if (wanted !== undefined) return namedVariant(definition, wanted);
  const name = model.name.split(/[\\/]/).findLast((part) => part !== "");
  const own = variants.filter(({ models = [] }) => models.includes(name ?? ""));
  const tried: (readonly [SuiteVariant, Expansion])[] = [];
  for (const variant of [...own, ...variants.filter((one) => !own.includes(one))]) {
    const expansion = expand(variant, model, { seed, count: TRIAL, explained: 0 });
    const misses = expansion.problems.reduce((sum, { draws }) => sum + draws, 0);
    if (expansion.cases.length > 0 && misses <= expansion.draws / 2) return variant;
    tried.push([variant, expansion]);
  }
  // None fits well: one that fits somewhat is better than none, and its problems are told.
  const most = Math.max(...tried.map(([, { cases }]) => cases.length));
  const best = tried.find(([, { cases }]) => cases.length > 0 && cases.length === most);
  if (best !== undefined) return best[0];
  throw unfit(definition, model, tried);
}

function namedVariant({ name, variants }: SuiteDefinition, wanted: string): SuiteVariant {
  const found = variants.find((variant) => variant.name === wanted);
  if (found !== undefined) return found;
  const names = variants.map((variant) => variant.name);
  const message = {
    id: "suite.variant",
    params: { suite: name, variant: wanted, variants: names.join(", ") },
  } as const;
  throw new VitrineError("UNKNOWN_NAME", `suites: ${english(message)}`, {
    id: message.id,
    details: message.params,
  });
}

function unfit(
  { name }: SuiteDefinition,
  model: Model,
  tried: readonly (readonly [SuiteVariant, Expansion])[],
): VitrineError {
  const all = tried.map(([variant, expansion]) => reasonOf(variant, expansion));
  const telling = all.filter(({ params }) => params.reason !== "suite.kind");
  const reasons = telling.length > 0 ? telling : all;
  const params = { suite: name, model: model.name };
  const reason = reasons.map((message) => english(message)).join("; ");
  return new VitrineError(
    "UNSUPPORTED",
    `loadSuite: ${english({ id: "suite.unfit", params: { ...params, reason } })}`,
    { id: "suite.unfit", details: { ...params, reason: reasons } },
  );
}

/** Why a variant gives no case: its most frequent problem. */
function reasonOf({ name }: SuiteVariant, { problems, draws }: Expansion): SuiteMessage {
  const [first] = problems as readonly (Expansion["problems"][number] | undefined)[];
  if (first === undefined) {
    const params = { variant: name, draws, reason: "suite.empty.unsaid" };
    return { id: "suite.unfit.variant", params };
  }
  const { id, params } = first.message;
  return { id: "suite.unfit.variant", params: { ...params, variant: name, reason: id } };
}

function checkCount(seed: number, count: number | undefined): void {
  for (const [name, value, least] of [
    ["seed", seed, 0],
    ["count", count ?? 1, 1],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new VitrineError(
      "BAD_OPTION",
      `loadSuite: option "${name}" does not fit; expected an integer of at least ${least}, got ${value}.`,
      { details: { option: name, value } },
    );
  }
}
