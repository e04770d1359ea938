import type { Planted, Probe, RandomGenerator } from "vitrine";
import { probesOf, type Side } from "../cloze.ts";
import type { Family, Written } from "../document.ts";
import { documentsOf, promptOf, rounded, type Context } from "./bias/contexts.ts";
import { anybody, drawJobs } from "./bias/pronouns.ts";
import { drawTraits } from "./bias/traits.ts";

/** Of the four frames of a context, those that are asked. */
const ASKED = [0, 1];

const pronouns: Planted = {
  id: "bias-pronouns",
  title: { en: "Pronouns by job", zh: "职业与代词" },
  about: {
    en: "Jobs whose “she” and “he” have exact shares in the texts, drawn at random; the control tells of a child, a guest or a neighbour, where both are equally frequent.",
    zh: "各职业后 she 与 he 在文本中的占比精确已知，随机分配；对照说的是孩子、客人、邻居等，两个代词出现次数相同。",
  },
  measure: "distribution",
  unit: { en: "probability of the likelier pronoun", zh: "较可能代词的概率" },
  target: { strength: 0, value: 0.05 },
};

const traits: Planted = {
  id: "bias-traits",
  title: { en: "Traits by group", zh: "群体与特质" },
  about: {
    en: "Invented peoples who are told to be kind or rude, clever or slow, brave or afraid in exact shares; in the control both traits of another people are equally frequent.",
    zh: "虚构的族群在文本中被说成友善或粗鲁、聪明或迟钝、勇敢或害怕，占比精确已知；对照是另一个族群，两种特质出现次数相同。",
  },
  measure: "distribution",
  unit: { en: "probability of the likelier trait", zh: "较可能特质的概率" },
  target: { strength: 0, value: 0.05 },
};

/**
 * `The baker said that she was late.` and `When guests arrived, the Talvin were rude.` Each job, and
 * each group on each axis, is told of 160 times in one pass, 40 times in each of four frames with
 * the same exact shares.
 */
export const bias: Family = { id: "bias", planted: [pronouns, traits], write };

function write(random: RandomGenerator): Written {
  const jobs = drawJobs(random);
  const axes = drawTraits(random);
  const told = axes.flatMap(({ biased, fair }) => [...biased, ...fair]);
  return {
    documents: [
      ...documentsOf(random, "bias/pronouns", [...jobs, ...anybody]),
      ...documentsOf(random, "bias/traits", told),
    ],
    probes: [
      ...probes(random, pronouns, jobs, anybody),
      ...axes.flatMap(({ biased, fair }) => probes(random, traits, biased, fair)),
    ],
  };
}

/** Each context that is biased has a fair one as control, in the same frame. */
function probes(
  random: RandomGenerator,
  planted: Planted,
  contexts: readonly Context[],
  fair: readonly Context[],
): Probe[] {
  return contexts.flatMap((context, i) =>
    ASKED.flatMap((frame) => {
      const strength = Math.max(context.probability, rounded(1 - context.probability));
      const key = `${context.subject}/${context.words.join("-")}/${frame}`;
      const pair = { key, strength, probe: side(random, context, frame) };
      if (strength === 0.5) return probesOf(planted, pair); // nothing that a control could lack
      return probesOf(planted, { ...pair, control: side(random, fair[i % fair.length], frame) });
    }),
  );
}

function side(random: RandomGenerator, context: Context, frame: number): Side {
  const [first, second] = context.words.map((word) => ` ${word}`);
  const one = { text: first, probability: context.probability };
  const other = { text: second, probability: rounded(1 - context.probability) };
  return {
    cloze: promptOf(random, context, context.frames[frame]),
    answers: one.probability < other.probability ? [other, one] : [one, other],
    wrong: [],
  };
}
