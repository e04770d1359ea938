import type { Tensor } from "../tensor/tensor.ts";
import { checkTarget } from "./check-target.ts";
import { linearTerms, spanKey, splitBySpan } from "./continuation.ts";
import { addTensors, mergeGradients, onAxis } from "./gradient-results.ts";
import type { SiteTable } from "./sites.ts";
import type { Target } from "./target.ts";
import type { Case, CaseResult, Evaluation, Gradients } from "./types.ts";

/** Where a part of a target is measured: by which of the case's runs, as which of its targets. */
interface Place {
  readonly run: number;
  readonly index: number;
}

/** A case as runs that append one continuation each, and where each target's parts are found. */
interface Split {
  readonly runs: readonly Case[];
  readonly places: readonly (readonly Place[])[];
}

/**
 * Evaluates cases of which some score several continuations: these run once per continuation, and
 * values and gradients are added up again. All others run as they are.
 */
export function evaluateSpans(
  cases: readonly Case[],
  sites: SiteTable,
  run: (cases: readonly Case[]) => Evaluation,
): Evaluation {
  const splits = cases.map(splitCase);
  if (splits.every((split) => split.runs.length === 1)) return run(cases);
  const inner = run(splits.flatMap((split) => split.runs));
  async function* iterate(): AsyncGenerator<CaseResult> {
    let index = 0;
    let parts: CaseResult[] = [];
    for await (const result of inner) {
      parts.push(result);
      if (parts.length < splits[index].runs.length) continue;
      yield joined(cases[index], splits[index], parts, index, sites);
      index++;
      parts = [];
    }
  }
  return {
    [Symbol.asyncIterator]: iterate,
    async all() {
      const results: CaseResult[] = [];
      for await (const result of iterate()) results.push(result);
      return results;
    },
    estimate: () => inner.estimate(),
    get rows() {
      return inner.rows;
    },
  };
}

function splitCase(one: Case): Split {
  const targets = one.targets ?? (one.target === undefined ? [] : [one.target]);
  const whole = { runs: [one], places: [] };
  if (!targets.every(isWellFormed)) return whole; // fails by itself, with a message of its own
  const parts = targets.map(splitBySpan);
  const keys = [...new Set(parts.flat().flatMap((part) => keyOf(part) ?? []))];
  if (keys.length < 2) return whole;
  const groups = keys.map((): Target[] => []);
  const places = parts.map((each) =>
    each.map((part): Place => {
      const run = Math.max(0, keys.indexOf(keyOf(part) ?? keys[0]));
      return { run, index: groups[run].push(part) - 1 };
    }),
  );
  const { target: _target, capture: _capture, ...rest } = one;
  const capture = one.capture === undefined ? {} : { capture: one.capture };
  const runs = groups.map((group, i) => ({ ...rest, ...(i === 0 && capture), targets: group }));
  return { runs, places };
}

function keyOf(part: Target): string | null {
  const keys = linearTerms(part, 1).flatMap((term) => spanKey(term.target) ?? []);
  return keys[0] ?? null;
}

function isWellFormed(target: Target): boolean {
  try {
    checkTarget(target);
    return true;
  } catch {
    return false;
  }
}

function joined(
  one: Case,
  { runs, places }: Split,
  parts: readonly CaseResult[],
  index: number,
  sites: SiteTable,
): CaseResult {
  if (runs.length === 1) return { ...parts[0], index };
  const failed = parts.find((part) => part.error !== undefined);
  if (failed?.error !== undefined) return { index, error: failed.error };
  const values = places.map((each) =>
    each.reduce((sum, place) => sum + parts[place.run].values![place.index], 0),
  );
  const [{ cache, gradients }] = parts;
  const isSingle = one.targets === undefined;
  return {
    index,
    ...(isSingle ? { value: values[0] } : { values }),
    ...(cache !== undefined && { cache }),
    ...(gradients !== undefined && { gradients: joinedGradients(isSingle, places, parts, sites) }),
  };
}

function joinedGradients(
  isSingle: boolean,
  places: readonly (readonly Place[])[],
  parts: readonly CaseResult[],
  sites: SiteTable,
): Gradients {
  const all = parts.map((part) => part.gradients!);
  return mergeGradients(all, sites, (tensors) => {
    const each = places.map((own) =>
      addTensors(own.map(({ run, index }) => entry(tensors[run], index))),
    );
    return isSingle ? each[0] : onAxis(each);
  });
}

/** One target's part of a tensor with a leading axis of targets. */
function entry(tensor: Tensor, index: number): Tensor {
  const [, ...dims] = tensor.dims;
  const size = tensor.data.length / tensor.dims[0];
  const data = tensor.data.slice(index * size, (index + 1) * size);
  return { ...tensor, dims, data, ...(tensor.axes && { axes: tensor.axes.slice(1) }) };
}
