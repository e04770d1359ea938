import { editDistance } from "../errors.ts";
import type { Model } from "../model/types.ts";
import { align, isMisfit, type Misfit } from "./align.ts";
import type { Entry, SuiteVariant } from "./define.ts";
import { type Draw, draws, entriesOf } from "./draw.ts";
import type { SuiteMessage } from "./messages.ts";
import type { SuiteCase, SuiteProblem } from "./suite.ts";
import { entryText } from "./template.ts";

/** Draws per case asked for, at most: where few entries fit, few cases come out. */
const DRAWS_PER_CASE = 20;
/** Draws without a new case after which there are no more to come. */
const PATIENCE = 400;
/** Problems that are told; more would say the same. */
const MOST_PROBLEMS = 12;
/** Entries tried in the place of one that does not fit. */
const MOST_TRIED = 40;

export interface ExpandOptions {
  readonly seed: number;
  /** Cases wanted; fewer come where there are no more. */
  readonly count: number;
  /** For so many problems, the most frequent ones, the nearest entry that fits is looked for. */
  readonly explained: number;
}

export interface Expansion {
  readonly cases: readonly SuiteCase[];
  readonly problems: readonly SuiteProblem[];
  /** Draws tried. */
  readonly draws: number;
}

/** Different cases of a variant on a model, and what could not be aligned. */
export function expand(
  variant: SuiteVariant,
  model: Model,
  { seed, count, explained }: ExpandOptions,
): Expansion {
  const cases = new Map<string, SuiteCase>();
  const problems = new Problems(variant, model);
  let tried = 0;
  let since = 0;
  for (const draw of draws(variant, seed)) {
    if (cases.size >= count || tried >= count * DRAWS_PER_CASE + PATIENCE || since >= PATIENCE)
      break;
    tried++;
    since++;
    const made = align(model, draw);
    if (isMisfit(made)) problems.add(draw, made);
    else {
      const key = `${made.clean}\n${made.corrupted}\n${made.answers.map(({ text }) => text).join("\n")}`;
      if (!cases.has(key)) since = 0;
      cases.set(key, made);
    }
  }
  return { cases: [...cases.values()], problems: problems.all(explained), draws: tried };
}

interface Found {
  readonly message: SuiteMessage;
  readonly slots: readonly string[];
  /** The first draw that has it. */
  readonly draw: Draw;
  draws: number;
}

/** Misfits by what is said of them. */
class Problems {
  readonly #variant: SuiteVariant;
  readonly #model: Model;
  readonly #found = new Map<string, Found>();

  constructor(variant: SuiteVariant, model: Model) {
    this.#variant = variant;
    this.#model = model;
  }

  add(draw: Draw, { message, slots }: Misfit): void {
    if (message === null) return;
    const key = JSON.stringify(message);
    const known = this.#found.get(key);
    if (known !== undefined) known.draws++;
    else if (this.#found.size < MOST_PROBLEMS) {
      this.#found.set(key, { message, slots: [...new Set(slots)], draw, draws: 1 });
    }
  }

  /** The most frequent first; of the first `explained`, the slot to blame and what would fit there. */
  all(explained: number): SuiteProblem[] {
    const ordered = [...this.#found.values()].sort((a, b) => b.draws - a.draws);
    return ordered.map((found, i) => {
      const { message, slots, draw, draws } = found;
      const tried = i < explained ? slots : [];
      const fits = tried.map((slot) => [slot, this.#nearest(draw, slot)] as const);
      const [slot, nearest] = fits.find(([, fit]) => fit !== null) ?? [slots[0] ?? null, null];
      const value = slot === null ? null : entryText(draw.values[slot]);
      return { message, slot, value, nearest, draws };
    });
  }

  /** The entry of the slot's list closest in spelling to what it holds, with which the draw fits. */
  #nearest(draw: Draw, slot: string): string | null {
    const now = entryText(draw.values[slot]);
    const taken = Object.values(draw.values);
    const others = entriesOf(this.#variant, slot)
      .filter((entry) => !taken.includes(entry))
      .map((entry) => [editDistance(now, entryText(entry)), entry] as const)
      .sort(([a], [b]) => a - b)
      .slice(0, MOST_TRIED);
    const fits = (entry: Entry): boolean =>
      !isMisfit(align(this.#model, { ...draw, values: { ...draw.values, [slot]: entry } }));
    const found = others.find(([, entry]) => fits(entry));
    return found === undefined ? null : entryText(found[1]);
  }
}
