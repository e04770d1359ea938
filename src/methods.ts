/** The methods as a collection, what each takes and gives, and how to define one more. */
export {
  defineMethod,
  reviveResult,
  type CallOptions,
  type Example,
  type Language,
  type Localised,
  type Messages,
  type Method,
  type MethodDefinition,
  type MethodListing,
  type Outcome,
  type Paper,
} from "./methods/define.ts";
export { findMethod, loadMethod, readResult } from "./methods/registry.ts";
export { registry, type MethodEntry } from "./methods/registry.generated.ts";
export type { CommonOptions, Context, ContextCase } from "./methods/context.ts";
export type { Need } from "./methods/needs.ts";
export type { TensorReference, TensorsBeside } from "./methods/result-json.ts";
export type { Given, Infer, OptionSchema, OptionSchemas } from "./methods/options.ts";
export type {
  Claim,
  ClaimMeasure,
  Control,
  EstimateFinding,
  Finding,
  RankFinding,
  SetFinding,
  Trial,
} from "./methods/recovery.ts";
export type {
  Evidence,
  Fact,
  InputRow,
  ModelIdentity,
  Result,
  ResultFields,
  ResultInput,
} from "./methods/result.ts";
export type {
  ArraysSubject,
  InputKind,
  LabelledSubject,
  LabelledText,
  LoadedSuiteSubject,
  ModelsSubject,
  ModelSubject,
  PairSubject,
  Subject,
  SuiteRequest,
  SuiteSubject,
  Takes,
  Texts,
  TextsSubject,
  TextSubject,
} from "./methods/subject.ts";
