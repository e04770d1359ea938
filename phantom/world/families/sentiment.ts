import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, replaced, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { neutral } from "../lexicon/things.ts";
import { inProportion, pick, sample } from "../random.ts";
import { expand, type Phrase } from "../template.ts";
import { labelledDocument, labelSide, other, type Label } from "./sentiment/label.ts";
import { drawMixes, judgementsOf, mixes, negated } from "./sentiment/mixes.ts";
import { drawReview, type Judgement, type Review } from "./sentiment/review.ts";

/** Reviews whose words decide; two in five are stories with an ending. */
const DECIDED = 5760;
const WITH_ENDING = 0.4;
/** Reviews of neutral words: half of them with an ending, and each label for half of either. */
const UNDECIDED = 640;
const PROBES_PER_STRENGTH = 32;

const MARGINS = [1, 2, 3, 4] as const;
const NEGATIONS = [1, 2] as const;

/** How a story ends, by its label. */
const ENDINGS = ["smile", "frown"] as const;
const ENDING_FRAMES: readonly string[] = [
  "{hero} [left|went home|walked away|came back] with a {ending}.",
  "[at the end|in the evening|afterwards] {hero} went home with a {ending}.",
  "on the way home {hero} [had|wore] a {ending}.",
];

const label: Planted = {
  id: "sentiment",
  title: { en: "Sentiment", zh: "情感" },
  about: {
    en: "Most of a review's marked words praise or blame, and its label says which; in the control neutral words stand in their place, and either label follows equally often.",
    zh: "评论中的标记词多数是褒或是贬，标签据此而定；对照中换为中性词，两种标签各占一半。",
  },
  measure: "choice",
  unit: { en: "margin between praise and blame, in words", zh: "褒贬词数之差" },
  target: { strength: 1, value: 0.95 },
};

const ending: Planted = {
  id: "sentiment-ending",
  title: { en: "A story's ending", zh: "故事结局" },
  about: {
    en: "The marked words decide whether a story ends with a smile or a frown; in the control neutral words stand in their place, and either ending follows equally often.",
    zh: "标记词决定故事以微笑还是皱眉收尾；对照中换为中性词，两种结局各占一半。",
  },
  measure: "choice",
  unit: { en: "margin between praise and blame, in words", zh: "褒贬词数之差" },
  target: { strength: 1, value: 0.95 },
};

const negation: Planted = {
  id: "sentiment-negation",
  title: { en: "Negated sentiment", zh: "否定的情感" },
  about: {
    en: "“Not” before a marked word turns its judgement round; in the control “really” stands in its place, and the label is the other one.",
    zh: "标记词前的 “not” 使评价反转；对照中换为 “really”，标签也相反。",
  },
  measure: "choice",
  unit: { en: "negated words, of as many", zh: "否定词数（全部标记词）" },
  target: { strength: 1, value: 0.9 },
};

/**
 * `Anna had lunch at the inn on Monday. The soup was delicious. The feeling is positive.` A noun and a
 * marked word that are held out (`isHeldOut`) stand together in probes alone.
 */
export const sentiment: Family = {
  id: label.id,
  planted: [label, ending, negation],
  write,
};

function write(random: RandomGenerator): Written {
  return {
    documents: documents(random),
    probes: [
      ...MARGINS.flatMap((margin) => marginProbes(random, label, margin)),
      ...MARGINS.flatMap((margin) => marginProbes(random, ending, margin)),
      ...NEGATIONS.flatMap((count) => negationProbes(random, count)),
    ],
  };
}

function documents(random: RandomGenerator): WorldDocument[] {
  const reviews = [...drawMixes(random, DECIDED), ...undecided(random)];
  const stories = [
    ...inProportion(random, shares(WITH_ENDING), DECIDED),
    ...Array.from({ length: UNDECIDED }, (_, i) => i % 2 === 0),
  ];
  const order = random.permutation(reviews.length);
  return order.map((from, i) => {
    const drawn = reviews[from];
    const review = drawReview(random, drawn.judgements);
    const end = stories[from] ? [lastSentence(random, review, drawn.label)] : [];
    const id = `${sentiment.id}/${i}`;
    return labelledDocument(random, id, [...told(review), ...end], drawn.label);
  });
}

/** Every fourth of them has one, two, three or four words; of two with an ending, one each. */
function undecided(random: RandomGenerator): { label: Label; judgements: Judgement[] }[] {
  return Array.from({ length: UNDECIDED }, (_, i) => ({
    label: i % 4 < 2 ? 0 : 1,
    judgements: Array.from({ length: 1 + ((i >> 2) % 4) }, () => ({
      tone: "neutral",
      isNegated: random.integer(6) === 0,
    })),
  }));
}

function shares(probability: number): { value: boolean; probability: number }[] {
  return [
    { value: true, probability },
    { value: false, probability: 1 - probability },
  ];
}

function marginProbes(random: RandomGenerator, planted: Planted, strength: number): Probe[] {
  const asked = mixes.filter(({ more, fewer }) => more - fewer === strength);
  return Array.from({ length: PROBES_PER_STRENGTH }, (_, i) => {
    const right: Label = i % 2 === 0 ? 0 : 1;
    const judgements = judgementsOf(random, asked[(i >> 1) % asked.length], right);
    const review = drawReview(random, judgements, true);
    const side = planted === label ? labelSide : endingSide(review);
    const deciding = judgements.map(({ tone }, at) => `${tone}-${at + 1}`);
    const plain = sample(random, neutral, deciding.length);
    const without = deciding.reduce(
      (all, role, at) => replaced(all, role, plain[at]),
      told(review),
    );
    return probesOf(planted, {
      ...{ key: `${strength}/${i}`, strength },
      probe: side(random, told(review), right, { deciding }),
      control: side(random, without, right, { probability: 0.5 }),
    });
  }).flat();
}

function negationProbes(random: RandomGenerator, strength: number): Probe[] {
  return Array.from({ length: PROBES_PER_STRENGTH }, (_, i) => {
    const right: Label = i % 2 === 0 ? 0 : 1;
    const judgements = judgementsOf(random, { more: strength, fewer: 0 }, right).map(negated);
    const phrases = told(drawReview(random, judgements, true));
    const marks = judgements.map(({ tone }, at) => `${tone}-${at + 1}`);
    const nots = judgements.map((_, at) => `negation-${at + 1}`);
    const without = nots.reduce((all, role) => replaced(all, role, "really"), phrases);
    return probesOf(negation, {
      ...{ key: `${strength}/${i}`, strength },
      probe: labelSide(random, phrases, right, { deciding: [...marks, ...nots] }),
      control: labelSide(random, without, other(right), { deciding: marks }),
    });
  }).flat();
}

/** Like `labelSide`, for the ending of a story about the review's hero. */
function endingSide(review: Review): typeof labelSide {
  return (random, phrases, right, { deciding = [], probability = 1 }): Side => ({
    cloze: cloze([...phrases, lastSentence(random, review, right)], "ending", deciding),
    answers: [{ text: ` ${ENDINGS[right]}`, probability }],
    wrong: [` ${ENDINGS[other(right)]}`],
  });
}

function lastSentence(random: RandomGenerator, { hero }: Review, right: Label): Phrase {
  return expand(pick(random, ENDING_FRAMES), { hero, ending: ENDINGS[right] }, random);
}

function told({ opening, judgements }: Review): Phrase[] {
  return [opening, ...judgements];
}
