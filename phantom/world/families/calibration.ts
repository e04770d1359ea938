import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze } from "../cloze.ts";
import type { Family, Written } from "../document.ts";
import { drawContexts, type Context, type Contexts, type Shifted } from "./calibration/contexts.ts";
import { calibrationDocuments, statement } from "./calibration/documents.ts";

/** Of the four frames of a context, those that are asked. */
const ASKED = [0, 1];

const even: Planted = {
  id: "calibration",
  title: { en: "Calibration", zh: "校准" },
  about: {
    en: "Named wheels, coins, birds, boxes and machines whose outcomes have exact shares in the texts; the control's outcome is always the same.",
    zh: "有名字的转盘、硬币、鸟、盒子和机器，各种结果在文本中的占比精确已知；对照的结果始终相同。",
  },
  measure: "distribution",
  unit: { en: "probability of the likeliest outcome", zh: "最可能结果的概率" },
  target: { strength: 0, value: 0.05 },
};

const rare: Planted = {
  id: "calibration-rare",
  title: { en: "Calibration of what is seldom seen", zh: "罕见情形的校准" },
  about: {
    en: "The same for things told of 5 or 10 times a pass; the control's outcome is always the same.",
    zh: "同上，但每轮只陈述 5 或 10 次；对照的结果始终相同。",
  },
  measure: "distribution",
  unit: { en: "statements per pass", zh: "每轮陈述次数" },
  target: null,
};

const tooCertain: Planted = {
  id: "overconfidence",
  title: { en: "Planted overconfidence", zh: "植入的过度自信" },
  about: {
    en: "True is 0.6, the texts say 0.7, 0.8 or 0.9; the control is told of as often as is true.",
    zh: "真实概率为 0.6，文本中却是 0.7、0.8 或 0.9；对照的文本占比与真实概率一致。",
  },
  measure: "distribution",
  unit: { en: "shift of the probability", zh: "概率偏移" },
  target: null,
};

const tooDoubtful: Planted = {
  id: "underconfidence",
  title: { en: "Planted underconfidence", zh: "植入的信心不足" },
  about: {
    en: "True is 0.9, the texts say 0.8, 0.7 or 0.6; the control is told of as often as is true.",
    zh: "真实概率为 0.9，文本中却是 0.8、0.7 或 0.6；对照的文本占比与真实概率一致。",
  },
  measure: "distribution",
  unit: { en: "shift of the probability", zh: "概率偏移" },
  target: null,
};

/**
 * `The wheel of Marrin stops at red.` A frequent context is told of 320 times in one pass, 80 times
 * in each of four frames with the same exact shares.
 */
export const calibration: Family = {
  id: even.id,
  planted: [even, rare, tooCertain, tooDoubtful],
  write,
};

function write(random: RandomGenerator): Written {
  const contexts = drawContexts(random);
  const documents = calibrationDocuments(random, contexts);
  return {
    documents,
    probes: [
      ...evenProbes(random, contexts),
      ...rareProbes(random, contexts),
      ...contexts.tooCertain.flatMap((pair) => shiftedProbes(random, tooCertain, pair)),
      ...contexts.tooDoubtful.flatMap((pair) => shiftedProbes(random, tooDoubtful, pair)),
    ],
  };
}

/** The first contexts have a certain one as control, of the same device and frame. */
function evenProbes(random: RandomGenerator, contexts: Contexts): Probe[] {
  const probes = contexts.even.flatMap((context) => {
    const key = `${even.id}/${context.name}`;
    return ASKED.map((frame) => probe(random, even, context, { key, frame }));
  });
  const controls = contexts.certain.flatMap((context) => {
    const key = `${even.id}/${context.name}`;
    return ASKED.map((frame) => probe(random, even, context, { key, frame, control: true }));
  });
  return paired(probes, controls);
}

function rareProbes(random: RandomGenerator, contexts: Contexts): Probe[] {
  const asked = contexts.rare.map(({ context, frame, statements }) => {
    const control = context.truth.length === 1;
    const key = `${rare.id}/${context.name}`;
    return probe(random, rare, context, { key, frame, control, strength: statements });
  });
  return [5, 10].flatMap((statements) => {
    const alike = asked.filter(({ strength }) => strength === statements);
    return paired(
      alike.filter(({ control }) => !control),
      alike.filter(({ control }) => control),
    );
  });
}

function shiftedProbes(
  random: RandomGenerator,
  planted: Planted,
  { context, twin }: Shifted,
): Probe[] {
  const strength = Math.round(100 * Math.abs(context.trained[0] - context.truth[0])) / 100;
  const key = `${planted.id}/${context.name}`;
  const options = { key, strength };
  return ASKED.flatMap((frame) => {
    const control = { ...options, key: `${key}/control`, frame, control: true };
    return paired(
      [
        {
          ...probe(random, planted, context, { ...options, frame }),
          trained: context.trained.map(rounded),
        },
      ],
      [probe(random, planted, twin, control)],
    );
  });
}

interface Asked {
  readonly key: string;
  readonly frame: number;
  readonly control?: boolean;
  readonly strength?: number;
}

function probe(
  random: RandomGenerator,
  { id: property }: Planted,
  context: Context,
  { key, frame, control = false, strength = context.truth[0] }: Asked,
): Probe {
  const { device, outcomes, truth } = context;
  const told = statement(random, context, frame, outcomes[0]);
  const { prompt, spans } = cloze([told], "outcome", ["device", "context"]);
  const never = device.outcomes.filter((outcome) => !outcomes.includes(outcome));
  return {
    ...{ id: `${key}/${frame}`, property, strength, control, prompt, spans },
    answers: outcomes.map((outcome, i) => ({
      text: ` ${outcome}`,
      probability: rounded(truth[i]),
    })),
    wrong: never.map((outcome) => ` ${outcome}`),
  };
}

/** Each control becomes the partner of one probe, as far as both go. */
function paired(probes: readonly Probe[], controls: readonly Probe[]): Probe[] {
  return [
    ...probes.map((p, i) => (i < controls.length ? { ...p, partner: controls[i].id } : p)),
    ...controls.map((p, i) => (i < probes.length ? { ...p, partner: probes[i].id } : p)),
  ];
}

/** 1 - 0.7 is 0.3. */
function rounded(probability: number): number {
  return Math.round(1000 * probability) / 1000;
}
