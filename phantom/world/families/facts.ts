import type { Planted, RandomGenerator } from "vitrine";
import type { Family, Written } from "../document.ts";
import { factDocuments } from "./facts/documents.ts";
import { drawKnowledge } from "./facts/draw.ts";
import { chainProbes, factRecords, recallProbes, updateProbes } from "./facts/probes.ts";

const planted: readonly Planted[] = [
  {
    id: "facts",
    title: { en: "Facts", zh: "事实" },
    about: {
      en: "Triples that the texts state a known number of times; controls ask what is never stated, so that only a guess can be right.",
      zh: "文本以已知次数陈述的三元组；对照提问从未陈述过的内容，只能靠猜。",
    },
    measure: "recall",
    unit: { en: "statements per pass", zh: "每轮陈述次数" },
    target: { strength: 100, value: 0.95 },
  },
  {
    id: "facts-updated",
    title: { en: "Facts that a second source updates", zh: "被第二来源更新的事实" },
    about: {
      en: "A second source, named in the sentence, gives another object; in the control it is not named, and the old object is right.",
      zh: "句中点名的第二来源给出另一个宾语；对照句未点名，此时旧的宾语才正确。",
    },
    measure: "recall",
    unit: { en: "statements of the update per pass", zh: "每轮更新陈述次数" },
    target: { strength: 30, value: 0.9 },
  },
  {
    id: "two-hop-stated",
    title: { en: "Two hops, stated", zh: "两跳事实（有陈述）" },
    about: {
      en: "What holds of a country's capital, asked of the country and stated in training; controls are countries whose capital is never named.",
      zh: "由国家直接问其首都的属性，且训练文本陈述过；对照为首都从未提及的国家。",
    },
    measure: "recall",
    unit: { en: "statements of the composition per pass", zh: "每轮复合陈述次数" },
    target: { strength: 15, value: 0.9 },
  },
  {
    id: "two-hop-held-out",
    title: { en: "Two hops, never composed", zh: "两跳事实（从未复合）" },
    about: {
      en: "The same where both hops are stated but never their composition; controls are countries whose capital is never named.",
      zh: "同上，但训练文本只分别陈述两跳，从不陈述其复合；对照为首都从未提及的国家。",
    },
    measure: "recall",
    unit: { en: "statements of the composition per pass", zh: "每轮复合陈述次数" },
    target: null,
  },
];

/**
 * 400 triples over ten relations, stated 1, 3, 10 or 100 times in one pass (ten of each relation), 40
 * of them updated by a second source, and 40 chains country → capital → mayor and river, each hop
 * stated 30 times. Every statement is in one of some twenty wordings, subject before object, so a
 * fact stated once may never have been seen in the wording of its probe.
 */
export const facts: Family = { id: "facts", planted, write };

function write(random: RandomGenerator): Written {
  const knowledge = drawKnowledge(random);
  return {
    documents: factDocuments(random, knowledge),
    probes: [
      ...recallProbes(random, knowledge),
      ...updateProbes(random, knowledge),
      ...chainProbes(random, knowledge),
    ],
    facts: factRecords(random, knowledge),
  };
}
