import type { Localised, Method, Paper } from "../methods/define.ts";
import type { Result } from "../methods/result.ts";
import { numbers } from "../methods/shared/tensors.ts";
import { version } from "../version.ts";
import { errorText } from "../view/error-text.ts";
import { resolve } from "../view/resolve.ts";
import { plainViews } from "../view/scene.ts";
import type { ViewSpec } from "../view/spec.ts";
import type { Messages } from "../view/text.ts";
import type { Finding } from "./findings.ts";
import type { InspectReport } from "./inspect.ts";

/**
 * Everything that a page shows beside the numbers of its results, as plain data in both languages.
 * The page carries it along, so that its viewer can write the page anew.
 */
export interface PageContent {
  /** Of the library. */
  readonly version: string;
  /** One per result, in the order of the page. */
  readonly panels: readonly Panel[];
  /** Null on a page of one result. */
  readonly inspection: Inspection | null;
}

/** A result's place in the page. */
export interface Panel {
  /** The method's. */
  readonly id: string;
  readonly title: Localised;
  readonly paper: Paper | null;
  readonly view: ViewSpec;
  /** What view and warnings say, and nothing else of the method's. */
  readonly messages: Messages;
}

/** What a report says before its panels. */
export interface Inspection {
  readonly model: InspectReport["model"];
  readonly text: string;
  readonly tokens: number;
  readonly seed: number;
  readonly findings: readonly Finding[];
  /** The likeliest next tokens; empty where none follows the text. */
  readonly prediction: readonly { readonly token: string; readonly share: number }[];
  readonly skipped: readonly { readonly title: Localised; readonly reason: Localised }[];
  readonly stopped: boolean;
}

/** What each method's picture needs the reader to have seen before. */
const ORDER = [
  "next-token",
  "integrated-gradients",
  "attention-pattern",
  "logit-lens",
  "patch",
  "head-scores",
  "head-roles",
  "next-token-calibration",
  "project",
];

type Done = InspectReport["results"][number];

/** The results of a report in the order in which its page shows them. */
export function inReadingOrder(results: readonly Done[]): readonly Done[] {
  const place = ({ method }: Done): number => {
    const at = ORDER.indexOf(method.id);
    return at < 0 ? ORDER.length : at;
  };
  return results.toSorted((a, b) => place(a) - place(b));
}

/** What the page of a report says. */
export function inspectContent(report: InspectReport): PageContent {
  const { model, row, seed, findings, skipped, stopped } = report;
  return {
    version,
    panels: inReadingOrder(report.results).map(({ method, result }) => panel(method, result)),
    inspection: {
      model,
      text: row.text ?? row.ids.join(" "),
      tokens: row.ids.length,
      seed,
      findings,
      prediction: prediction(report),
      skipped: skipped.map(({ method, error }) => ({
        title: method.title,
        reason: { en: errorText(error, "en"), zh: errorText(error, "zh") },
      })),
      stopped,
    },
  };
}

/** What the page of one result says. */
export function resultContent(method: Method, result: Result): PageContent {
  return { version, panels: [panel(method, result)], inspection: null };
}

function panel(method: Method, result: Result): Panel {
  const { id, title, paper } = method;
  const view = result.view();
  const inCells = plainViews(view).flatMap((each) =>
    each.kind === "table" && each.columns.some(({ format }) => format === "message")
      ? textIds(resolve(result, each.data))
      : [],
  );
  const said = new Set([...textIds(view), ...inCells, ...textIds(result.warnings)]);
  const pick = (language: "en" | "zh"): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(method.messages[language]).filter(([key]) => said.has(key)));
  return { id, title, paper, view, messages: { en: pick("en"), zh: pick("zh") } };
}

/** The ids of all messages inside a value. */
function textIds(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { id } = value as { readonly id?: unknown };
  return [...(typeof id === "string" ? [id] : []), ...Object.values(value).flatMap(textIds)];
}

/** Two at most: a third says nothing to a newcomer. */
function prediction({ data, row, position }: InspectReport): Inspection["prediction"] {
  const next = data["next-token"]?.data;
  if (next === undefined || position !== row.ids.length - 1) return [];
  const shares = numbers(next.probabilities);
  return next.tokens.slice(0, 2).map((token, i) => ({ token, share: shares[i] }));
}
