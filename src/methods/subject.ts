import { VitrineError } from "../errors.ts";
import type { Input, Model, Row } from "../model/types.ts";
import type { SuiteDefinition } from "../suites/define.ts";
import type { Suite } from "../suites/suite.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Many texts: in memory, or a stream that is read once. */
export type Texts = readonly string[] | AsyncIterable<string>;

/** A model alone. */
export interface ModelSubject {
  readonly model: Model;
}

/** A model and what it reads. */
export interface TextSubject extends ModelSubject {
  readonly input: Input;
}

/** A model and many texts. */
export interface TextsSubject extends ModelSubject {
  readonly texts: Texts;
  /** Where the texts came from, for the record: a file's path or a data set's name. */
  readonly source?: string;
}

/** A model and two inputs that differ in what is studied. */
export interface PairSubject extends ModelSubject {
  readonly clean: string | Row;
  readonly corrupted: string | Row;
}

/** Which cases of which suite; what is left out is `loadSuite`'s default, the seed the call's. */
export interface SuiteRequest {
  /** A suite's name, or a file's. */
  readonly name: string;
  readonly variant?: string;
  readonly seed?: number;
  readonly count?: number;
}

/** A model and a suite: its name or file, which cases of it, one defined in code, or one loaded. */
export interface SuiteSubject extends ModelSubject {
  readonly suite: string | SuiteRequest | SuiteDefinition | Suite;
}

/** What a method gets of it: the suite expanded for the model. */
export interface LoadedSuiteSubject extends ModelSubject {
  readonly suite: Suite;
}

/** A text, or a part of one, that a label belongs to. */
export type LabelledText =
  string | { readonly text: string; readonly span: readonly [number, number] };

export interface LabelledSubject extends ModelSubject {
  readonly texts: readonly LabelledText[];
  readonly labels: readonly (string | number)[];
}

/** Two models on the same input. */
export interface ModelsSubject {
  readonly models: readonly [Model, Model];
  readonly input: Input;
}

/** Numbers of the caller's own, no model. */
export interface ArraysSubject {
  readonly arrays: Readonly<Record<string, Tensor>>;
}

/** What a method is about: one object. */
export type Subject =
  | ModelSubject
  | TextSubject
  | TextsSubject
  | PairSubject
  | SuiteSubject
  | LabelledSubject
  | ModelsSubject
  | ArraysSubject;

export type InputKind = "none" | "text" | "texts" | "pair" | "suite" | "labelled" | "arrays";

/** A form of subject that a method accepts. */
export interface Takes {
  readonly models: 0 | 1 | 2;
  readonly input: InputKind;
}

/** Fields that each kind of input brings; `source` may be left out. */
const FIELDS: Readonly<Record<InputKind, readonly string[]>> = {
  none: [],
  text: ["input"],
  texts: ["texts"],
  pair: ["clean", "corrupted"],
  suite: ["suite"],
  labelled: ["texts", "labels"],
  arrays: ["arrays"],
};

/**
 * Which of the forms the subject has.
 * @throws VitrineError `BAD_INPUT` naming the accepted forms and the fields found.
 */
export function formOf(where: string, takes: readonly Takes[], subject: unknown): Takes {
  const found = typeof subject === "object" && subject !== null ? presentFields(subject) : [];
  const form = takes.find((candidate) => sameNames(fieldsOf(candidate), found));
  if (form !== undefined) return form;
  const expected = takes.map((candidate) => braces(fieldsOf(candidate))).join(" or ");
  throw new VitrineError(
    "BAD_INPUT",
    `${where}: the subject does not fit; expected ${expected}, got ${braces(found)}.`,
    { details: { expected: takes, found } },
  );
}

/** The models of a subject, in order. */
export function modelsOf(subject: Subject): readonly Model[] {
  if ("models" in subject) return subject.models;
  return "model" in subject ? [subject.model] : [];
}

function fieldsOf({ models, input }: Takes): readonly string[] {
  const names = [[], ["model"], ["models"]][models];
  return [...names, ...FIELDS[input]];
}

function presentFields(subject: object): string[] {
  return Object.entries(subject)
    .filter(([name, value]) => value !== undefined && name !== "source")
    .map(([name]) => name);
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function braces(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : `{ ${names.join(", ")} }`;
}
