import { generator, type Generator as RandomGenerator } from "../tensor/random.ts";
import type { Entry, SuiteTemplate, SuiteVariant } from "./define.ts";
import { slotsIn, type Values } from "./template.ts";

/** A template, and what its slots hold. */
export interface Draw {
  readonly template: SuiteTemplate;
  readonly values: Values;
}

/**
 * Draws without end, the templates in turn; the same seed gives the same. A variant without slots gives
 * each template once.
 */
export function* draws(variant: SuiteVariant, seed: number): Generator<Draw, void, void> {
  const { templates } = variant;
  if (!hasSlots(variant)) {
    for (const template of templates) yield { template, values: {} };
    return;
  }
  const random = generator(seed);
  const used = templates.map((template) => usedSlots(variant, template));
  for (let k = 0; ; k++) {
    const at = k % templates.length;
    yield { template: templates[at], values: drawValues(random, variant, used[at]) };
  }
}

/** Whether there is anything to draw. */
export function hasSlots(variant: SuiteVariant): boolean {
  return variant.templates.some((template) => usedSlots(variant, template).length > 0);
}

/** The entries that a slot draws from. */
export function entriesOf({ slots }: SuiteVariant, slot: string): readonly Entry[] {
  const own = slots[slot];
  return typeof own === "string" ? (slots[own] as readonly Entry[]) : own;
}

/** Of the variant's slots, in its order, those that the template has. */
export function usedSlots({ slots }: SuiteVariant, template: SuiteTemplate): readonly string[] {
  const texts = [template.clean, template.corrupted, template.after ?? "", ...template.answers];
  const named = new Set(texts.flatMap(slotsIn).map(({ slot }) => slot));
  return Object.keys(slots).filter((slot) => named.has(slot));
}

function drawValues(
  random: RandomGenerator,
  variant: SuiteVariant,
  used: readonly string[],
): Values {
  const taken = new Map<readonly Entry[], Set<number>>();
  const drawn = used.map((slot) => {
    const entries = entriesOf(variant, slot);
    const before = taken.get(entries) ?? new Set<number>();
    let at = random.integer(entries.length);
    while (before.has(at) && before.size < entries.length) at = random.integer(entries.length);
    taken.set(entries, before.add(at));
    return [slot, entries[at]] as const;
  });
  return Object.fromEntries(drawn);
}
