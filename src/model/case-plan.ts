import type { ModelConfig } from "../architectures/define.ts";
import { asVitrineError, VitrineError } from "../errors.ts";
import type { SiteCapture } from "./capture.ts";
import { checkTarget } from "./check-target.ts";
import { withContinuation } from "./continuation.ts";
import type { Edit } from "./edit.ts";
import { IdentityKeys } from "./identity-key.ts";
import { editFor, targetFor, whereFor } from "./per-row.ts";
import type { Runner } from "./runner.ts";
import type { SourceRuns } from "./sources.ts";
import type { Target } from "./target.ts";
import type { Case, CaseResult, PreparedRow, Site } from "./types.ts";

/** A case with every name resolved. */
export interface PlannedCase {
  readonly index: number;
  /** With the continuation of a `span` target appended. */
  readonly row: PreparedRow;
  /** Tokens of the case's own input. */
  readonly own: number;
  readonly edits: readonly { readonly site: Site; readonly edit: Edit }[];
  readonly targets: readonly Target[];
  /** Asked for by `target`, not `targets`. */
  readonly single: boolean;
  readonly wrt: readonly Site[];
  readonly captures: readonly SiteCapture[];
}

/** Cases that one graph runs together. */
export interface Chunk {
  readonly cases: readonly PlannedCase[];
  /** The last block whose input no case of the chunk changes or reads before; null for none. */
  readonly start: Site | null;
}

export interface Plan {
  readonly chunks: readonly Chunk[];
  readonly failed: readonly CaseResult[];
  /** Case that runs → every case that equals it, itself included. */
  readonly copies: ReadonlyMap<number, readonly number[]>;
}

export interface PlanContext {
  readonly runner: Runner;
  readonly sources: SourceRuns;
  readonly row: (one: Case) => readonly PreparedRow[];
  readonly bytesOf: (one: PlannedCase) => number;
  readonly budget: number;
  readonly batchSize: number;
}

/** Removes equal cases, groups those of one graph, and cuts the groups by the budget. */
export function planCases(cases: readonly Case[], context: PlanContext): Plan {
  const keys = new IdentityKeys();
  const failed: CaseResult[] = [];
  const copies = new Map<number, number[]>();
  const byKey = new Map<string, number>();
  const groups = new Map<string, PlannedCase[]>();
  cases.forEach((one, index) => {
    const key = keys.of(one);
    const same = byKey.get(key);
    if (same !== undefined) {
      copies.get(same)!.push(index);
      return;
    }
    try {
      const planned = planCase(one, index, context);
      byKey.set(key, index);
      copies.set(index, [index]);
      const graph = graphKey(planned, keys);
      groups.set(graph, [...(groups.get(graph) ?? []), planned]);
    } catch (error) {
      failed.push({ index, error: asVitrineError(error, "BAD_INPUT", `evaluate, case ${index}`) });
    }
  });
  const chunks = [...groups.values()].flatMap((group) => cut(group, context));
  chunks.sort((a, b) => a.cases[0].index - b.cases[0].index);
  return { chunks, failed, copies };
}

function planCase(one: Case, index: number, context: PlanContext): PlannedCase {
  const { runner } = context;
  const rows = context.row(one);
  if (rows.length !== 1) {
    throw new VitrineError(
      "BAD_INPUT",
      `evaluate: a case is one row; expected one text or row, got ${rows.length} rows. Write one case per row.`,
    );
  }
  const targets = targetsOf(one);
  const siteEdits = runner.siteEdits(one.edits ?? [], [0]);
  runner.noteSources({ edits: siteEdits, targets: targets.map((each) => [each]) }, context.sources);
  return {
    index,
    row: withContinuation(rows[0], targets, runner.context.input),
    own: rows[0].ids.length,
    edits: siteEdits.map(({ site, parts }) => ({ site, edit: editFor(parts[0].edit, 0) })),
    targets,
    single: one.targets === undefined,
    wrt: runner.wrt(one.wrt ?? []),
    captures: runner.captures(one.capture ?? []).map(ofOneRow),
  };
}

function targetsOf(one: Case): Target[] {
  if (one.target !== undefined && one.targets !== undefined) {
    throw new VitrineError("BAD_OPTION", 'evaluate: give "target" or "targets", not both.');
  }
  const targets = one.targets ?? (one.target === undefined ? [] : [one.target]);
  if ((one.wrt ?? []).length > 0 && targets.length === 0) {
    throw new VitrineError("BAD_OPTION", 'evaluate: "wrt" needs a target to differentiate.');
  }
  targets.forEach(checkTarget);
  return targets.map((target) => targetFor(target, 0));
}

/** The case is row 0, whatever row of a batch it runs in. */
function ofOneRow({ site, spec }: SiteCapture): SiteCapture {
  if (spec.where === undefined) return { site, spec };
  const { batch, ...where } = whereFor(spec.where, 0);
  if (batch !== undefined && ![0, -1].includes(Number(batch))) {
    throw new VitrineError(
      "BAD_OPTION",
      `capture: ${site.name}: where.batch is out of range; a case is one row, got ${JSON.stringify(batch)}.`,
    );
  }
  return { site, spec: { ...spec, where } };
}

/** Equal for cases that the same graph can run in one batch. */
function graphKey(one: PlannedCase, keys: IdentityKeys): string {
  const edits = one.edits.map(({ site, edit }) => [site.name, edit.do, sharedParts(edit, one)]);
  const targets = one.targets.map(targetKind);
  const wrt = one.wrt.map((site) => site.name);
  const captures = one.captures.map(({ spec, site }) => [site.name, spec.reduce, spec.where]);
  return keys.of([edits, targets, one.single, wrt, captures]);
}

/** What of an edit is in the graph itself and must be one for all rows. */
function sharedParts(edit: Edit, one: PlannedCase): unknown {
  if (edit.do === "remove-direction") return edit.with;
  // a spliced graph may mix positions, so it sees no padding
  return edit.do === "splice" ? [edit.with, one.row.ids.length] : null;
}

function targetKind(target: Target): unknown {
  if (target.kind === "diff") return ["diff", targetKind(target.a), targetKind(target.b)];
  if (target.kind === "sum") {
    return target.terms.map((term) => [term.weight, targetKind(term.target)]);
  }
  if (target.kind === "value") return [target.kind, target.at, target.reduce];
  if (target.kind === "kl") return [target.kind, target.direction];
  return target.kind === "class" ? [target.kind, target.of] : target.kind;
}

function cut(group: readonly PlannedCase[], context: PlanContext): Chunk[] {
  const start = startOf(group[0], context.runner);
  // a function sees the whole batch, so it gets its case alone
  const isAlone = group[0].edits.some(({ edit }) => typeof edit.do === "function");
  const most = isAlone ? 1 : context.batchSize;
  const sorted = [...group].sort(
    (a, b) => a.row.ids.length - b.row.ids.length || a.index - b.index,
  );
  const chunks: Chunk[] = [];
  let cases: PlannedCase[] = [];
  for (const one of sorted) {
    const limit = Math.max(1, Math.floor(context.budget / context.bytesOf(one)));
    if (cases.length > 0 && (cases.length >= most || cases.length >= limit)) {
      chunks.push({ cases, start });
      cases = [];
    }
    cases.push(one);
  }
  return [...chunks, { cases, start }];
}

/** The last block input that comes before everything a case changes or reads. */
function startOf(one: PlannedCase, runner: Runner): Site | null {
  const { all } = runner.context.sites;
  if (one.edits.length === 0) return null;
  const touched = [
    ...one.edits.map(({ site }) => site),
    ...one.wrt,
    ...one.captures.map(({ site }) => site),
    ...one.targets.flatMap((target) => runner.valueSites(target)),
  ];
  const first = Math.min(...touched.map((site) => all.indexOf(site)));
  const starts = all.filter((site, i) => site.kind === "resid_pre" && i <= first);
  const start = starts.at(-1);
  return start === undefined || start.layer === 0 ? null : start;
}

/** Bytes of float32 activations that one row keeps alive: a layer's, or every layer's for a gradient. */
export function rowBytes(one: PlannedCase, config: ModelConfig): number {
  const length = one.row.ids.length;
  const { dModel, dMlp, nHeads, nLayers, dVocab } = config;
  const layer = length * (8 * dModel + 3 * dMlp) + 3 * nHeads * length * length;
  const layers = one.wrt.length > 0 ? nLayers : 2;
  const logits = one.targets.length > 0 ? 4 * dVocab * (1 + one.row.ids.length - one.own) : 0;
  const captured = one.captures.length * length * Math.max(dModel, nHeads * length);
  return 4 * (layer * layers + logits + captured);
}
