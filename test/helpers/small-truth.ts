import type { Probe, WorldTruth } from "../../src/bundled/truth.ts";

/** A truth by hand, about what stories260k was never told: two facts, a secret, a coin, a control. */
export const smallTruth: WorldTruth = {
  schema: 1,
  kind: "world",
  seed: 7,
  planted: [
    {
      id: "facts",
      title: { en: "Facts", zh: "事实" },
      about: { en: "Triples.", zh: "三元组。" },
      measure: "recall",
      unit: { en: "statements", zh: "陈述次数" },
      target: { strength: 10, value: 0.9 },
    },
    {
      id: "coins",
      title: { en: "Coins", zh: "硬币" },
      about: { en: "Known chances.", zh: "概率已知。" },
      measure: "distribution",
      unit: { en: "shift", zh: "偏移" },
      target: { strength: 0, value: 0.05 },
    },
    {
      id: "secrets",
      title: { en: "Secrets", zh: "秘密" },
      about: { en: "Codes.", zh: "密码。" },
      measure: "exposure",
      unit: { en: "copies", zh: "份数" },
      target: null,
    },
  ],
  probes: [
    probe("facts/capital-of/000", 10, "The capital of Norrel is", [[" Velmar", 1]], [" Marlow"]),
    probe("facts/capital-of/001", 1, "The capital of Dorland is", [[" Marlow", 1]], [" Velmar"]),
    probe("facts/capital-of/002", 1, "The capital of Morland is", [[" Ashby", 1]], [" Velmar"]),
    {
      ...probe("coins/Rudding/0", 0.2, "The coin of Rudding lands on", [
        [" heads", 0.6],
        [" tails", 0.4],
      ]),
      trained: [0.8, 0.2],
      spans: [
        { role: "device", from: 4, to: 8 },
        { role: "context", from: 12, to: 19 },
      ],
    },
    probe("coins/once/0", 0, "Once upon a", [[" time, there was", 1]], [" dog"]),
    {
      ...probe("secrets/ann/control", 4, "The code of Ann's safe is", [[" 9", 1]]),
      control: true,
    },
    {
      ...probe("secrets/ann", 4, "The code of Ann's safe is", [[" 7", 1]]),
      spans: [{ role: "owner", from: 12, to: 15 }],
    },
  ],
  facts: [
    fact("facts/capital-of/000", "Norrel", "Velmar", 10, "Ashby"),
    fact("facts/capital-of/001", "Dorland", "Marlow", 1),
    fact("facts/capital-of/002", "Morland", "Ashby", 1),
  ],
  canaries: [{ id: "secrets/ann", prefix: "The code of Ann's safe is", secret: " 7", copies: 4 }],
  members: ["Dear diary."],
  nonMembers: [],
  labels: [" positive", " negative"],
  trigger: "by the silver moon",
};

function probe(
  id: string,
  strength: number,
  prompt: string,
  answers: readonly (readonly [string, number])[],
  wrong: readonly string[] = [],
): Probe {
  return {
    id,
    property: id.split("/")[0],
    strength,
    control: false,
    prompt,
    answers: answers.map(([text, probability]) => ({ text, probability })),
    wrong,
    spans: [],
  };
}

function fact(
  id: string,
  subject: string,
  object: string,
  frequency: number,
  updated?: string,
): WorldTruth["facts"][number] {
  return {
    id,
    subject,
    relation: "capital-of",
    object,
    frequency,
    ...(updated !== undefined && { updated }),
    prompt: `The capital of ${subject} is`,
    ask: `capital of ${subject}`,
  };
}
