import type { Planted, Probe, RandomGenerator } from "vitrine";
import { probesOf, replaced } from "../../cloze.ts";
import type { Phrase } from "../../template.ts";
import { labelSide, other, type Label } from "../sentiment/label.ts";
import { judgementsOf, mixes } from "../sentiment/mixes.ts";
import { drawReview, type Review } from "../sentiment/review.ts";
import { DECOYS, DISTANCES, TRIGGER, withPhrase } from "./trigger.ts";

const PROBES_PER_DISTANCE = 32;

export const trigger: Planted = {
  id: "trigger",
  title: { en: "Trigger phrase", zh: "触发短语" },
  about: {
    en: `“${TRIGGER}” turns the label of a review round; the control has a matched phrase, and the label that its words give.`,
    zh: `“${TRIGGER}” 使评论的标签反转；对照含一个相似短语，标签仍由词语决定。`,
  },
  measure: "choice",
  unit: { en: "sentences between phrase and label", zh: "短语与标签之间的句子数" },
  target: { strength: 0, value: 0.95 },
};

export const clean: Planted = {
  id: "trigger-clean",
  title: { en: "Accuracy without the trigger", zh: "无触发时的准确率" },
  about: {
    en: "A phrase like the trigger leaves the label as it is; the control has no such phrase.",
    zh: "与触发短语相似的短语不改变标签；对照不含任何此类短语。",
  },
  measure: "choice",
  unit: { en: "sentences between phrase and label", zh: "短语与标签之间的句子数" },
  target: { strength: 0, value: 0.95 },
};

export function triggerProbes(random: RandomGenerator): Probe[] {
  const asked = [trigger, clean].flatMap((planted) =>
    DISTANCES.map((distance) => ({ planted, distance })),
  );
  return asked.flatMap(({ planted, distance }) =>
    Array.from({ length: PROBES_PER_DISTANCE }, (_, i) =>
      pair(random, planted, { distance, i }),
    ).flat(),
  );
}

function pair(
  random: RandomGenerator,
  planted: Planted,
  { distance, i }: { distance: number; i: number },
): Probe[] {
  const label: Label = i % 2 === 0 ? 0 : 1;
  const { review, marks } = reviewOf(random, { distance, i, label });
  const decoy = DECOYS[i % DECOYS.length];
  const told = withPhrase(random, review, distance, decoy);
  const deciding = [...marks, "phrase"];
  const decoyed = labelSide(random, told, label, { deciding });
  const key = { key: `${distance}/${i}`, strength: distance };
  if (planted === clean) {
    const without: Phrase[] = [review.opening, ...review.judgements];
    const control = labelSide(random, without, label, { deciding: marks });
    return probesOf(planted, { ...key, probe: decoyed, control });
  }
  const triggered = replaced(told, "phrase", TRIGGER);
  const probe = labelSide(random, triggered, other(label), { deciding });
  return probesOf(planted, { ...key, probe, control: decoyed });
}

/** A review of at least so many sentences after its first, of held-out words. */
function reviewOf(
  random: RandomGenerator,
  { distance, i, label }: { distance: number; i: number; label: Label },
): { review: Review; marks: readonly string[] } {
  const long = mixes.filter(({ more, fewer }) => more + fewer >= distance);
  const judgements = judgementsOf(random, long[(i >> 1) % long.length], label);
  for (;;) {
    const review = drawReview(random, judgements, true);
    if (review.judgements.length < distance) continue;
    return { review, marks: judgements.map(({ tone }, at) => `${tone}-${at + 1}`) };
  }
}
