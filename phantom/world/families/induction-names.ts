import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, replaced, type Side } from "../cloze.ts";
import { isHeldOut } from "../held-out.ts";
import { names, surnames } from "../lexicon/people.ts";
import { insides, spots } from "../lexicon/places.ts";
import { colours, jobs, objects } from "../lexicon/things.ts";
import { pick, sample } from "../random.ts";
import { expand, type Phrase, type Slots } from "../template.ts";

const STORIES = 2200;
/** Things told apart by their colors, the same thing as names told apart by surnames. */
const COLOURED = 1400;
/** Of the stories, one in this many ends with somebody who was not named before. */
const STRANGERS = 10;
const PEOPLE = [1, 2, 3, 4] as const;
const PROBES_PER_COUNT = 12;
/** Few, so that each is frequent. */
const SURNAMES: readonly string[] = surnames.slice(0, 24);

const planted: Planted = {
  id: "induction-names",
  title: { en: "Surnames from the text", zh: "从上文得知姓氏" },
  about: {
    en: "A person is named in full once, and the given name comes again; surnames are drawn anew in each text. In the control somebody else bore the surname.",
    zh: "人物的全名出现一次，随后名字再次出现；姓氏每篇随机。对照句中，该姓氏属于另一个人。",
  },
  measure: "recall",
  unit: { en: "people in the text", zh: "文中人数" },
  target: { strength: 1, value: 0.9 },
};

/** By the number of people: `{g1} {s1}` is the first one's full name. */
const MEETINGS: readonly (readonly string[])[] = [
  [
    "a {job} [called|named] {g1} {s1} lived [near|beside] the {spot}.",
    "[once|last year|long ago] {g1} {s1} [worked in|bought|came to] the {inside}.",
    "this is the story of {g1} {s1}, who [loved|feared|painted] the {spot}.",
  ],
  [
    "{g1} {s1} [met|saw|visited] {g2} {s2} near the {spot}.",
    "{g1} {s1} and {g2} {s2} [worked|sat|waited] in the {inside}.",
    "a {job} named {g1} {s1} [knew|liked|helped] {g2} {s2}.",
  ],
  [
    "{g1} {s1}, {g2} {s2} and {g3} {s3} [met|sat|waited] in the {inside}.",
    "{g1} {s1} and {g2} {s2} [saw|met] {g3} {s3} near the {spot}.",
  ],
  [
    "{g1} {s1}, {g2} {s2}, {g3} {s3} and {g4} {s4} [met|sat|waited] in the {inside}.",
    "{g1} {s1} and {g2} {s2} [saw|met] {g3} {s3} and {g4} {s4} near the {spot}.",
  ],
];
const REMARKS = [
  "it was [late|early|cold|warm|dark] [outside|that day|in the {inside}].",
  "the {spot} was [quiet|closed|not far away].",
  "everyone had [time|a good day|a long way to go].",
] as const;
const MENTIONS = [
  "[then|later|after a while|in the evening] {given} {surname} [went home|fell asleep|left|laughed].",
  "[then|later|after a while|soon] {given} {surname} [saw|found|bought] {thing:a}.",
  "nobody [knew|liked|heard] {given} {surname}.",
  "[but|and] {given} {surname} was [tired|happy|hungry|not there|late].",
  '"[good morning|hello|goodbye|come here], {given} {surname}," said the {job}.',
] as const;
const TABLES = [
  "there [was|is] {c1:a} {o1} and {c2:a} {o2} [on the table|in the box|on the floor].",
  "{name} [bought|found|has|saw] {c1:a} {o1}, {c2:a} {o2} and {c3:a} {o3}.",
  "in the {inside} [stood|lay] {c1:a} {o1}, {c2:a} {o2} and {c3:a} {o3}.",
] as const;
const TAKINGS = [
  "[then|later|after a while] {name} [took|lost|sold|cleaned|broke] the {c} {o}.",
  "the {c} {o} was [old|new|heavy|broken|clean].",
  "{name} liked the {c} {o} [best|very much].",
] as const;

interface FullNames {
  readonly planted: Planted;
  stories(random: RandomGenerator): Phrase[][];
  probes(random: RandomGenerator): Probe[];
}

/** Full names that are held out (`isHeldOut`) stand in probes alone. */
export const fullNames: FullNames = {
  planted,
  stories: (random) => [
    ...Array.from({ length: STORIES }, (_, i) => story(random, i % STRANGERS === 0)),
    ...Array.from({ length: COLOURED }, () => coloured(random)),
  ],
  probes: (random) => PEOPLE.flatMap((count) => probesOfCount(random, count)),
};

interface Person {
  readonly given: string;
  readonly surname: string;
}

function story(random: RandomGenerator, withStranger: boolean): Phrase[] {
  const count = pick(random, PEOPLE);
  const people = castOf(random, count + 1, false);
  const [stranger] = people.splice(count);
  const named = sample(random, people, 1 + random.integer(count));
  const told = named.map((person) => mention(random, person));
  const last = withStranger ? [mention(random, stranger)] : [];
  return [meeting(random, people), ...remark(random), ...told, ...last];
}

/** Different given names, different surnames. */
function castOf(random: RandomGenerator, count: number, heldOut: boolean): Person[] {
  for (;;) {
    const family = sample(random, SURNAMES, count);
    const people = sample(random, names, count).map((given, i) => ({ given, surname: family[i] }));
    if (people.every((p) => isHeldOut(`${p.given} ${p.surname}`, 4) === heldOut)) return people;
  }
}

function meeting(random: RandomGenerator, people: readonly Person[]): Phrase {
  const slots: Record<string, string> = { ...scene(random) };
  for (const [i, { given, surname }] of people.entries()) {
    slots[`g${i + 1}`] = given;
    slots[`s${i + 1}`] = surname;
  }
  return expand(pick(random, MEETINGS[people.length - 1]), slots, random);
}

function remark(random: RandomGenerator): Phrase[] {
  if (random.integer(2) === 0) return [];
  return [expand(pick(random, REMARKS), scene(random), random)];
}

function mention(random: RandomGenerator, { given, surname }: Person): Phrase {
  return expand(pick(random, MENTIONS), { ...scene(random), given, surname }, random);
}

function scene(random: RandomGenerator): Slots {
  return {
    spot: pick(random, spots),
    inside: pick(random, insides),
    job: pick(random, jobs),
    thing: pick(random, THINGS),
  };
}

const THINGS: readonly string[] = objects.filter((object) => object !== "drink");

/** Things of different colors, and some of them again. */
function coloured(random: RandomGenerator): Phrase[] {
  const [c1, c2, c3] = sample(random, colours, 3);
  const [o1, o2, o3] = sample(random, THINGS, 3);
  const slots = {
    c1,
    c2,
    c3,
    o1,
    o2,
    o3,
    inside: pick(random, insides),
    name: pick(random, names),
  };
  const table = expand(pick(random, TABLES), slots, random);
  const shown = [
    [c1, o1],
    [c2, o2],
    [c3, o3],
  ].slice(0, table.spans.some(({ role }) => role === "o3") ? 3 : 2);
  const again = sample(random, shown, 1 + random.integer(shown.length));
  const taken = again.map(([c, o]) =>
    expand(pick(random, TAKINGS), { c, o, name: pick(random, names) }, random),
  );
  return [table, ...taken];
}

function probesOfCount(random: RandomGenerator, count: number): Probe[] {
  return Array.from({ length: PROBES_PER_COUNT }, (_, i) => {
    const [stranger, ...people] = castOf(random, count + 1, true);
    const asked = people[i % count];
    const start = meeting(random, people);
    const [rest, mentioned] = [remark(random), mention(random, asked)];
    const others = [...people, stranger].filter((person) => person !== asked);
    const roles = [`g${(i % count) + 1}`, `s${(i % count) + 1}`, "given"];
    const side = (first: readonly Phrase[], probability: number): Side => ({
      cloze: cloze([...first, ...rest, mentioned], "surname", roles),
      answers: [{ text: ` ${asked.surname}`, probability }],
      wrong: others.map(({ surname }) => ` ${surname}`),
    });
    const share = Number((1 / SURNAMES.length).toFixed(4));
    return probesOf(planted, {
      key: `${count}/${i}`,
      strength: count,
      probe: side([start], 1),
      control: side(replaced([start], roles[0], stranger.given), share),
    });
  }).flat();
}
