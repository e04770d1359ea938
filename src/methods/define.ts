import { VitrineError } from "../errors.ts";
import type { Target } from "../model/target.ts";
import type { ViewSpec } from "../view/spec.ts";
import { callMethod } from "./call.ts";
import { COMMON_OPTIONS, type CommonOptions, type Context } from "./context.ts";
import type { Need } from "./needs.ts";
import type { Given, Infer, OptionSchemas } from "./options.ts";
import type { Claim } from "./recovery.ts";
import { type Evidence, fieldsFromJson, makeResult, type Result } from "./result.ts";
import type { TensorsBeside } from "./result-json.ts";
import type { Subject, Takes } from "./subject.ts";

export type Language = "en" | "zh";

/** A text in every language. */
export type Localised = Readonly<Record<Language, string>>;

export interface Paper {
  /** Authors, year, title. */
  readonly cite: string;
  readonly url: string;
}

/** What `vitrine methods` lists without loading a method. */
export interface MethodListing {
  /** Kebab-case, unique across families. */
  readonly id: string;
  readonly family: string;
  readonly title: Localised;
  /** Other names that people look for. */
  readonly aliases: readonly string[];
  readonly paper: Paper | null;
  readonly takes: readonly Takes[];
  readonly needs: readonly Need[];
}

/** All texts of a method by language and id. `title` and each `option.<name>` are always there. */
export type Messages = Readonly<Record<Language, Readonly<Record<string, string>>>>;

/** Arguments that run on a bundled model in under five seconds. */
export interface Example {
  /** The subject, with models by name. */
  readonly subject: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What a method's work gives. */
export interface Outcome<D> {
  readonly data: D;
  readonly evidence: Evidence;
  /** The target measured, where the method chose or completed it. */
  readonly target?: Target;
}

interface Described<S extends Subject, O extends OptionSchemas, D> extends MethodListing {
  readonly options: O;
  readonly messages: Messages;
  readonly example: Example;
  /** What the method should recover of the phantoms, for `vitrine score`. */
  readonly recovers?: readonly Claim<NoInfer<S>, NoInfer<O>, NoInfer<D>>[];
  /** What to draw; pointers lead into the result. */
  view(result: Result<D>): ViewSpec;
}

/** A method as its file writes it down. */
export interface MethodDefinition<S extends Subject, O extends OptionSchemas, D> extends Described<
  S,
  O,
  D
> {
  run(subject: S, options: Infer<O>, context: Context): Promise<Outcome<D>>;
}

/** The options of a call: the method's own and the common ones. */
export type CallOptions<O extends OptionSchemas> = Given<O> & CommonOptions;

/** A method that can be called. */
export interface Method<
  S extends Subject = Subject,
  O extends OptionSchemas = OptionSchemas,
  D = unknown,
> extends Described<S, O, D> {
  /**
   * Checks everything, does the work and keeps the record of it.
   * @throws VitrineError `BAD_INPUT`, `UNSUPPORTED`, `BAD_OPTION` or `UNKNOWN_NAME` before any work.
   */
  run(subject: S, options?: CallOptions<O>): Promise<Result<D>>;
}

/** Makes a method of its definition: the one way in is `run`, and it checks before it works. */
export function defineMethod<S extends Subject, O extends OptionSchemas, D>(
  definition: MethodDefinition<S, O, D>,
): Method<S, O, D> {
  const messages = { en: texts(definition, "en"), zh: texts(definition, "zh") };
  checkOptionNames(definition, messages);
  return {
    ...definition,
    messages,
    run: (subject, given) => callMethod(definition, subject, given ?? {}),
  };
}

/** A result from its JSON, with `toJSON` and `view` again. */
export function reviveResult<S extends Subject, O extends OptionSchemas, D>(
  method: Method<S, O, D>,
  json: unknown,
  beside?: TensorsBeside,
): Result<D> {
  const fields = fieldsFromJson(json, beside);
  if (fields.method !== method.id) {
    throw new VitrineError(
      "BAD_INPUT",
      `${method.id}: this is the result of another method; expected ${method.id}, got ${fields.method}.`,
    );
  }
  return makeResult({ ...fields, data: fields.data as D }, (result) => method.view(result));
}

/** What any method may have to say. */
const COMMON_MESSAGES: Messages = {
  en: {
    "common.target-unused": "This method measures no target; the one given had no effect.",
    "common.suite-failed":
      "The model fails at the suite “{suite}”: right in {correct} of {count} cases (95%: {low} to {high}), mean logit difference {difference}. What follows explains a behavior that it does not have.",
  },
  zh: {
    "common.target-unused": "此方法不测量任何目标；所给的目标没有作用。",
    "common.suite-failed":
      "模型不会做测试集“{suite}”：{count} 条中答对 {correct} 条（95%：{low} 至 {high}），平均 logit 差 {difference}。以下解释的是它并不具备的行为。",
  },
};

function texts(
  {
    title,
    messages,
  }: Pick<MethodDefinition<Subject, OptionSchemas, unknown>, "title" | "messages">,
  language: Language,
): Messages[Language] {
  return { title: title[language], ...COMMON_MESSAGES[language], ...messages[language] };
}

function checkOptionNames(
  { id, options }: { readonly id: string; readonly options: OptionSchemas },
  messages: Messages,
): void {
  for (const name of Object.keys(options)) {
    const reserved = COMMON_OPTIONS.some((common) => common === name);
    const described = `option.${name}` in messages.en && `option.${name}` in messages.zh;
    if (described && !reserved) continue;
    const problem = reserved ? "is one that every method has" : `has no message "option.${name}"`;
    throw new VitrineError("BAD_OPTION", `${id}: the option "${name}" ${problem}.`);
  }
}
