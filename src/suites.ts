/** Designing inputs: suites of prompts with partners and answers, expanded and checked for a model. */
export type {
  Entry,
  Localised,
  SuiteDefinition,
  SuiteTemplate,
  SuiteVariant,
} from "./suites/define.ts";
export { evaluateSuite, type CaseBehaviour, type SuiteBehaviour } from "./suites/evaluate.ts";
export { loadSuite, type LoadSuiteOptions, type SuiteSource } from "./suites/load.ts";
export { suiteMessages, type SuiteMessage } from "./suites/messages.ts";
export { readSuite } from "./suites/read-file.ts";
export { suites } from "./suites/registry.generated.ts";
export { editFor, targetFor } from "./suites/resolve.ts";
export type { Suite, SuiteAnswer, SuiteCase, SuiteProblem, SuiteSpan } from "./suites/suite.ts";
