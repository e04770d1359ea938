import type { Measure, Model, Planted, Probe, WorldTruth } from "vitrine";
import { meanInterval, shareInterval, type Interval } from "./intervals.ts";
import { errors, measures } from "./measures.ts";

/** What a model does on alike probes. */
export interface Line {
  readonly strength: number;
  readonly probes: number;
  /** Mean of the measure. */
  readonly value: number;
  /** 95 %: Wilson's of a share, Student's of a mean. */
  readonly interval: Interval;
}

/** A planted property, and what came of it. */
export interface Mark {
  readonly id: string;
  readonly measure: Measure;
  readonly target: Planted["target"];
  /** Over the probes that the target is about; null where there is no target. */
  readonly reached: number | null;
  readonly isMet: boolean | null;
  readonly lines: readonly Line[];
  readonly controls: readonly Line[];
}

/** Asks a model every probe of the world's truth. Properties that it cannot be asked are left out. */
export async function worldCard(
  model: Model,
  { planted, probes }: WorldTruth,
  ids: readonly string[] = planted.map(({ id }) => id),
): Promise<readonly Mark[]> {
  const marks: Mark[] = [];
  for (const property of planted.filter(({ id }) => ids.includes(id))) {
    const own = probes.filter((probe) => probe.property === property.id);
    const asked = model.isCausal ? own : own.filter((probe) => isOneToken(model, probe));
    if (asked.length > 0) marks.push(await markOf(model, property, asked));
  }
  return marks;
}

async function markOf(model: Model, planted: Planted, probes: readonly Probe[]): Promise<Mark> {
  const { id, measure, target } = planted;
  const values = await measures[measure](model, probes);
  const scored = probes.map((probe, i) => ({ ...probe, value: values[i] }));
  const planned = scored.filter(({ control }) => !control);
  const counted = planned.filter(({ strength }) => target !== null && strength >= target.strength);
  const reached = target === null ? null : mean(counted.map(({ value }) => value));
  return {
    ...{ id, measure, target, reached },
    isMet:
      reached === null
        ? null
        : errors.has(measure)
          ? reached <= target!.value
          : reached >= target!.value,
    lines: linesOf(measure, planned),
    controls: linesOf(
      measure,
      scored.filter(({ control }) => control),
    ),
  };
}

function linesOf(
  measure: Measure,
  scored: readonly { readonly strength: number; readonly value: number }[],
): Line[] {
  const strengths = [...new Set(scored.map(({ strength }) => strength))].sort((a, b) => a - b);
  return strengths.map((strength) => {
    const values = scored.filter((each) => each.strength === strength).map(({ value }) => value);
    const isShare = measure === "recall" || measure === "choice";
    const value = mean(values);
    const interval = isShare ? shareInterval(value, values.length) : meanInterval(values);
    return { strength, probes: values.length, value, interval };
  });
}

/** A masked model is asked for one word at one mask. */
function isOneToken(model: Model, { answers, wrong }: Probe): boolean {
  const texts = [...answers.map(({ text }) => text), ...wrong];
  return texts.every(
    (text) => model.tokenizer.encode(text, { addSpecialTokens: false }).ids.length === 1,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
