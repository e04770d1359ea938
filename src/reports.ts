/** What runs several methods on one text, and the self-contained page that shows their results. */
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
