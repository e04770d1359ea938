import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, replaced, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { isHeldOut } from "../held-out.ts";
import { names, pronounOf } from "../lexicon/people.ts";
import { insides, spots } from "../lexicon/places.ts";
import { animals, objects } from "../lexicon/things.ts";
import { inProportion, pick, sample } from "../random.ts";
import { expand, join, type Phrase } from "../template.ts";

const DOCUMENTS = 9000;
/** Of the documents, those in which a third person gives: the receiver is either of the two, half and half. */
const SHARE_OF_THIRD = 0.15;
/** Sentences between the two names and the giving. */
const GAPS = [0, 1, 2] as const;
const PROBES_PER_GAP = 30;

const planted: Planted = {
  id: "indirect-object",
  title: { en: "Indirect object", zh: "间接宾语" },
  about: {
    en: "Of two people, one gives something, so the other receives it; in the control a third person gives, and either of the two may receive.",
    zh: "两人中一人给东西，收到的必是另一人；对照句中由第三人给，两人都可能收到。",
  },
  measure: "choice",
  unit: { en: "sentences between the names and the giving", zh: "两个名字与给予之间的句数" },
  target: { strength: 0, value: 0.95 },
};

/** `{a}` and `{b}` meet. Those without a full stop go on in the sentence of the giving. */
const OPENINGS = [
  "when {a} and {b} [went|walked|came|drove] to the {spot},",
  "after {a} and {b} [went|walked|came] to the {spot},",
  "after {a} and {b} had [lunch|breakfast|dinner|tea] [in the {inside}|together],",
  "while {a} and {b} were [working|waiting|sitting|playing] [in the {inside}|near the {spot}|together],",
  "when {a} and {b} [were|met|rested] near the {spot},",
  "as {a} and {b} were leaving the {spot},",
  "then, {a} and {b} had a long [talk|walk|argument], and",
  "{a} and {b} [were|met|stopped|waited] [in front of|behind|near] the {inside}, and",
] as const;
const MEETINGS = [
  "{a} and {b} [went|walked|came|drove] to the {spot} [together|in the morning|last week|again].",
  "{a} and {b} [worked|sat|met|waited|talked] [near|behind|in front of] the {inside}.",
  "{a} and {b} were [good friends|neighbours|cousins|old friends].",
  "{a} and {b} were alone [in the {inside}|near the {spot}|that day].",
  "{a} [met|saw|found|visited|helped] {b} [near|behind|in front of] the {inside}.",
  "one day {a} and {b} [found|bought|saw] a {animal} near the {spot}.",
  "there were two people in the {inside}, {a} and {b}.",
] as const;
const REMARKS = [
  "it was a [warm|cold|quiet|long] [day|morning|evening].",
  "the sun was [shining|setting|warm].",
  "[birds|children|some children|some men] were singing [outside|nearby|in the sun].",
  "it had rained [all night|all day|in the morning].",
  "[everything|the whole place|the street] was [quiet|calm].",
  "the {spot} was [closed|quiet|not far away].",
  "a {animal} was [sleeping|waiting|resting] in the sun.",
] as const;
const GIVINGS = [
  "{giver} [gave|handed|passed|offered|brought] {thing:a} to {receiver}",
  "{giver} [showed|sold|lent|returned] {thing:a} to {receiver}",
  "{giver} [wanted|decided|tried|forgot] to [give|hand|show|bring] {thing:a} to {receiver}",
  "{giver} [read|told|wrote] a [story|poem|joke|long story] to {receiver}",
  "{giver} said [hello|goodbye|good morning|something kind|a few words] to {receiver}",
  "{giver} [gave|handed|showed|passed] the {thing} to {receiver}",
] as const;

const GIVEABLE: readonly string[] = objects.filter(
  (thing) => !["wheel", "bone", "piano", "wagon", "boat", "drink"].includes(thing),
);

/** Who meets, who gives, who receives. */
interface Cast {
  readonly a: string;
  readonly b: string;
  readonly giver: string;
  readonly receiver: string;
}

/**
 * Two names, one of them again, and the other to come (Wang et al. 2022, “Interpretability in the
 * Wild”, §2): ABBA and BABA in equal parts. Pairs of names that are held out (`isHeldOut`) stand in
 * probes alone.
 *
 * @see https://arxiv.org/abs/2211.00593
 */
export const indirectObject: Family = { id: planted.id, planted: [planted], write };

function write(random: RandomGenerator): Written {
  const third = Math.round(DOCUMENTS * SHARE_OF_THIRD);
  const casts: Cast[] = [
    ...Array.from({ length: DOCUMENTS - third }, (_, i) => castOfTwo(pairOf(random, false), i)),
    ...inProportion(random, BOTH, third).map((value) => castOfThree(random, value)),
  ];
  const order = random.permutation(casts.length);
  const documents = order.map((at, i) => document(random, casts[at], i));
  return { documents, probes: GAPS.flatMap((gap) => probes(random, gap)) };
}

const BOTH = [
  { value: "a", probability: 0.5 },
  { value: "b", probability: 0.5 },
] as const;

function castOfTwo([a, b]: readonly string[], index: number): Cast {
  return index % 2 === 0 ? { a, b, giver: b, receiver: a } : { a, b, giver: a, receiver: b };
}

function castOfThree(random: RandomGenerator, receiver: "a" | "b"): Cast {
  const [a, b] = pairOf(random, false);
  return { a, b, giver: otherThan(random, a, b), receiver: receiver === "a" ? a : b };
}

function document(random: RandomGenerator, cast: Cast, index: number): WorldDocument {
  const told = [...story(random, cast, pick(random, [0, 0, 0, 1, 2])), ...ending(random, cast)];
  return { id: `indirect-object/${index}`, ...join(told) };
}

/** Up to and with the receiver; the last sentence is cut there in probes. */
function story(random: RandomGenerator, cast: Cast, gap: number): Phrase[] {
  const where = { spot: pick(random, spots), inside: pick(random, insides) };
  const what = { animal: pick(random, animals), thing: pick(random, GIVEABLE) };
  const slots = { ...cast, ...where, ...what };
  const giving = pick(random, GIVINGS);
  if (gap === 0 && random.integer(3) > 0) {
    return [expand(`${pick(random, OPENINGS)} ${giving}${tail(random)}`, slots, random)];
  }
  const remarks = sample(random, REMARKS, gap).map((remark) =>
    expand(remark, { spot: pick(random, spots), animal: pick(random, animals) }, random),
  );
  const start = pick(random, ["", "", "then ", "later ", "after a while "]);
  return [
    expand(pick(random, MEETINGS), slots, random),
    ...remarks,
    expand(`${start}${giving}${tail(random)}`, slots, random),
  ];
}

function tail(random: RandomGenerator): string {
  return pick(random, [
    ".",
    ".",
    ".",
    " and [smiled|left|laughed|went home].",
    " [again|at once].",
  ]);
}

/** One story in three goes on with what the receiver did. */
function ending(random: RandomGenerator, { giver, receiver }: Cast): Phrase[] {
  if (random.integer(3) > 0) return [];
  const differ = pronounOf(giver) !== pronounOf(receiver);
  const thanks = differ
    ? "[{receiver}|{pronoun}] [thanked|thanked|smiled at|waved to] {giver}."
    : "{receiver} [thanked|thanked|smiled at|waved to] {giver}.";
  return [expand(thanks, { giver, receiver, pronoun: pronounOf(receiver) }, random)];
}

function probes(random: RandomGenerator, gap: number): Probe[] {
  return Array.from({ length: PROBES_PER_GAP }, (_, i) => {
    const cast = castOfTwo(pairOf(random, true), i);
    const told = story(random, cast, gap);
    const third = otherThan(random, cast.a, cast.b);
    const side = (phrases: readonly Phrase[], probability: number): Side => ({
      cloze: cloze(phrases, "receiver", ["a", "b", "giver"]),
      answers: [{ text: ` ${cast.receiver}`, probability }],
      wrong: [` ${cast.giver}`],
    });
    return probesOf(planted, {
      key: `${gap}/${i}`,
      strength: gap,
      probe: side(told, 1),
      control: side(replaced(told, "giver", third), 0.5),
    });
  }).flat();
}

function pairOf(random: RandomGenerator, heldOut: boolean): string[] {
  for (;;) {
    const pair = sample(random, names, 2);
    if (isHeldOut(pair.toSorted().join(" ")) === heldOut) return pair;
  }
}

function otherThan(random: RandomGenerator, a: string, b: string): string {
  return pick(
    random,
    names.filter((name) => name !== a && name !== b),
  );
}
