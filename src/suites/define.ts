/** A text in every language. */
export type Localised = Readonly<Record<"en" | "zh", string>>;

/** What a slot may hold: a text, or several that belong together (`{country.capital}`). */
export type Entry = string | Readonly<Record<string, string>>;

/** A prompt, its partner, and what may follow. `{slot}` and `{slot.field}` are filled; `{{` is a brace. */
export interface SuiteTemplate {
  /** Up to the answer: `When {A} and {B} went to the {place}, {B} gave a {object} to`. */
  readonly clean: string;
  /** The same but for what decides the answer; as many tokens, slot by slot. */
  readonly corrupted: string;
  /** What follows `clean`: what is right, then what is wrong, `[" {A}", " {B}"]`. One token each. */
  readonly answers: readonly string[];
  /** What follows the answer, for models that read both sides. @defaultValue "." */
  readonly after?: string;
  /** What the answers are: tokens, or labels of a classifier, which reads `clean` as it is. @defaultValue "token" */
  readonly of?: "token" | "class";
}

/** A suite's templates in one vocabulary. */
export interface SuiteVariant {
  readonly name: string;
  /** Names of the models it is written for: these get it before any other. */
  readonly models?: readonly string[];
  readonly templates: readonly SuiteTemplate[];
  /**
   * What each slot holds. A name in the place of a list stands for the list of that slot; slots that
   * share a list never hold the same entry.
   */
  readonly slots: Readonly<Record<string, readonly Entry[] | string>>;
}

/** A question to models: what is asked, and what a model that can do it answers. */
export interface SuiteDefinition {
  /** Kebab-case, unique. */
  readonly name: string;
  readonly title: Localised;
  /** One sentence: what the prompts exercise, and how the partners differ. */
  readonly about: Localised;
  /** One sentence: what a model does that can do it. */
  readonly expected: Localised;
  readonly paper?: { readonly cite: string; readonly url: string };
  /** In the order in which they are tried. */
  readonly variants: readonly SuiteVariant[];
}
