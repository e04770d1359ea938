import { throwIfAborted, unknownName } from "../errors.ts";
import type { Model } from "../model/types.ts";
import { version } from "../version.ts";
import {
  checkCommon,
  COMMON_OPTIONS,
  type CommonOptions,
  makeContext,
  type Tracked,
} from "./context.ts";
import type { MethodDefinition, Outcome } from "./define.ts";
import { checkNeeds } from "./needs.ts";
import { type OptionSchemas, readOptions } from "./options.ts";
import { reproduceCommand } from "./reproduce.ts";
import { type Evidence, makeResult, type ModelIdentity, type Result } from "./result.ts";
import { formOf, type LoadedSuiteSubject, modelsOf, type Subject } from "./subject.ts";
import { checkBehaviour, withMeans, withSuite } from "./suites.ts";
import { type Recorded, recordInput } from "./texts.ts";

type Values = Readonly<Record<string, unknown>>;

/** Checks everything, runs the method, and keeps the record of it. */
export async function callMethod<S extends Subject, O extends OptionSchemas, D>(
  definition: MethodDefinition<S, O, D>,
  subject: S,
  given: Values,
): Promise<Result<D>> {
  const where = definition.id;
  const form = formOf(where, definition.takes, subject);
  const models = modelsOf(subject);
  for (const model of models) checkNeeds(where, definition.needs, model);
  const { own, common } = divide(where, definition.options, given);
  const options = readOptions(where, definition.options, own);
  throwIfAborted(common.signal, where);

  const loaded = await withSuite(subject, common.seed);
  const edits = await withMeans(common.edits ?? [], models[0], common.seed);
  const recorded = recordInput(form, loaded);
  const tracked = makeContext(where, common.memo ?? models[0] ?? null, { ...common, edits });
  const suite = "suite" in loaded ? (loaded as LoadedSuiteSubject).suite : null;
  const behaviour = suite === null ? {} : await checkBehaviour(tracked.context, suite);
  const outcome = await definition.run(recorded.subject as S, options, tracked.context);
  if (common.target !== undefined && !tracked.targetRead()) {
    tracked.context.warn("common.target-unused");
  }
  return record(definition, { subject, options, common, recorded, tracked, outcome, behaviour });
}

interface Finished<D> {
  readonly subject: Subject;
  readonly options: Values;
  readonly common: CommonOptions;
  readonly recorded: Recorded;
  readonly tracked: Tracked;
  readonly outcome: Outcome<D>;
  /** How the model does on the suite; empty where there is none. */
  readonly behaviour: Evidence;
}

async function record<S extends Subject, O extends OptionSchemas, D>(
  definition: MethodDefinition<S, O, D>,
  { subject, options, common, recorded, tracked, outcome, behaviour }: Finished<D>,
): Promise<Result<D>> {
  const { id, options: schemas } = definition;
  const { seed } = tracked.context;
  const edits = common.edits ?? [];
  const target = outcome.target ?? common.target ?? null;
  const settings = { target, edits, seed };
  const call = { method: id, schemas, subject, options };
  return makeResult(
    {
      schema: 1,
      vitrine: version,
      method: id,
      model: single(await Promise.all(modelsOf(subject).map(identify))),
      input: await recorded.input(),
      options: { ...options, ...settings },
      data: outcome.data,
      evidence: { ...outcome.evidence, ...behaviour, rows: tracked.rows(), seed },
      warnings: tracked.warnings,
      reproduce: reproduceCommand({ ...call, common: { ...settings, budget: common.budget } }),
    },
    (result) => definition.view(result),
  );
}

/** The method's own options and the common ones, of an object that holds both. */
function divide(
  where: string,
  schemas: OptionSchemas,
  given: Values,
): { readonly own: Values; readonly common: CommonOptions } {
  const isCommon = (name: string): boolean => COMMON_OPTIONS.some((common) => common === name);
  const entries = Object.entries(given);
  for (const [name] of entries) {
    if (isCommon(name) || Object.hasOwn(schemas, name)) continue;
    throw unknownName(where, "option", name, [...Object.keys(schemas), ...COMMON_OPTIONS]);
  }
  const common: CommonOptions = Object.fromEntries(entries.filter(([name]) => isCommon(name)));
  checkCommon(where, common);
  return { own: Object.fromEntries(entries.filter(([name]) => !isCommon(name))), common };
}

async function identify(model: Model): Promise<ModelIdentity> {
  return {
    name: model.name,
    architecture: model.config.architecture,
    fingerprint: await model.fingerprint(),
  };
}

function single(models: readonly ModelIdentity[]): ModelIdentity | readonly ModelIdentity[] | null {
  return models.length > 1 ? models : (models[0] ?? null);
}
