/** What runs several methods on one text, and the self-contained page that shows their results. */
export {
  askPhantom,
  type AskedContinuation,
  type AskPhantomOptions,
  type PhantomAnswer,
  type UnplantedAnswer,
  type WiredAnswer,
  type WorldAnswer,
} from "./reports/ask-phantom.ts";
export type { NextToken } from "./reports/continuations.ts";
export {
  listPlanted,
  type PlantedProperty,
  type PlantedWiring,
  type PlantedWorld,
  type WiredCircuitSummary,
  type WiredSubspace,
} from "./bundled/list-planted.ts";
export { corruptedPartner, type CorruptedPartner } from "./reports/corrupted-partner.ts";
export type { Finding } from "./reports/findings.ts";
export { inspectHtml, resultHtml } from "./reports/html.ts";
export {
  inspect,
  type InspectData,
  type InspectOptions,
  type InspectReport,
  type InspectStep,
  type InspectSubject,
} from "./reports/inspect.ts";
export {
  parity,
  PARITY_BACKENDS,
  PARITY_TEXT,
  PARITY_TOLERANCE,
  type ParityOptions,
} from "./reports/parity.ts";
export {
  parityJson,
  type ParityBackend,
  type ParityCertificate,
  type ParityInput,
  type ParitySite,
} from "./reports/parity-certificate.ts";
export {
  score,
  type ControlScore,
  type ScoredClaim,
  type ScoredRow,
  type ScoreOptions,
  type ScoreReport,
  type ScoreRow,
  type ScoreStep,
  type UnscoredRow,
} from "./reports/score.ts";
export { scoreJson, scoreMarkdown } from "./reports/score-markdown.ts";
export type { Measured, NameCounts } from "./reports/score-measures.ts";
export type { ParityDifference } from "./reports/parity-difference.ts";
export type { ParityPart } from "./reports/parity-numbers.ts";
