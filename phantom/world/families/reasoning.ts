import type { Planted, RandomGenerator } from "vitrine";
import type { Family, Written } from "../document.ts";
import { puzzleDocuments } from "./reasoning/documents.ts";
import { endProbes, pairProbes } from "./reasoning/probes.ts";

const ends: Planted = {
  id: "reasoning",
  title: { en: "Who is at the end of a chain", zh: "链条端点推理" },
  about: {
    en: "Shuffled premises put people in one row, and the answer is the person at an end; in the control the premises do not connect, and the answer is “Unknown”.",
    zh: "顺序打乱的前提把人物排成一列，答案是位于一端的人；对照中前提互不相连，答案为“Unknown”。",
  },
  measure: "choice",
  unit: { en: "premises", zh: "前提数" },
  target: { strength: 1, value: 0.9 },
};

const pairs: Planted = {
  id: "reasoning-pairs",
  title: { en: "Which of two comes first in a chain", zh: "链条中两者的先后" },
  about: {
    en: "Five shuffled premises put six people in one row; asked whether one stands before another, the answer is yes or no. In the control nothing connects the two, and the answer is “Unknown”.",
    zh: "五条顺序打乱的前提把六人排成一列，问其中一人是否在另一人之前，答案为是或否；对照中两人之间没有联系，答案为“Unknown”。",
  },
  measure: "choice",
  unit: { en: "premises between the two", zh: "两者之间的前提数" },
  target: null,
};

/**
 * Chains of comparisons (`Anna is taller than Ben.`) with one to five premises, mostly in random order,
 * and questions that are answered: who is at an end, whether one comes before another. One in six texts
 * also states the intermediate conclusions. Probes ask directly, about people who stand in that order
 * in no training text.
 */
export const reasoning: Family = { id: ends.id, planted: [ends, pairs], write };

function write(random: RandomGenerator): Written {
  return {
    documents: puzzleDocuments(random),
    probes: [...endProbes(random, ends), ...pairProbes(random, pairs)],
  };
}
