import type { SuiteDefinition, SuiteTemplate, SuiteVariant } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";
import * as wired from "./words/wired.ts";

/**
 * Different words, then those from number `from` on again, `shown` of them. In the partner the last one
 * shown does not stand in the first run.
 */
function again(length: number, from: number, shown: number): SuiteTemplate {
  const run = Array.from({ length }, (_, i) => `{w${i + 1}}`);
  const repeated = run.slice(from - 1, from - 1 + shown);
  const last = from + shown - 2;
  const wrong = (last + 3) % length;
  const text = (first: readonly string[]): string => [...first, ...repeated].join(" ");
  return {
    clean: text(run),
    corrupted: text(run.with(last, "{other}")),
    answers: [` ${run[last + 1]}`, ` ${run[wrong]}`],
    after: ` ${run[(last + 2) % length]}`,
  };
}

function slots(list: readonly string[], count: number): SuiteVariant["slots"] {
  const more = Array.from({ length: count - 1 }, (_, i) => [`w${i + 2}`, "w1"]);
  return { w1: list, ...Object.fromEntries(more), other: "w1" };
}

/** Induction (Elhage et al. 2021; Olsson et al. 2022): what followed a word before follows it again. */
export const suite: SuiteDefinition = {
  name: "induction",
  title: { en: "Repetition (induction)", zh: "重复（归纳）" },
  about: {
    en: "Random words come again in their order; in the partner the last one shown was not there before.",
    zh: "随机词按原来的顺序再次出现；配对文本中，最后给出的词此前没有出现过。",
  },
  expected: {
    en: "The word follows that followed before.",
    zh: "接下来的是此前跟在后面的那个词。",
  },
  paper: {
    cite: "Olsson et al. 2022, In-context Learning and Induction Heads",
    url: "https://arxiv.org/abs/2209.11895",
  },
  variants: [
    {
      name: "english",
      templates: [again(8, 2, 3), again(8, 3, 4), again(10, 2, 4), again(12, 4, 3)],
      slots: slots(english.anyWords, 12),
    },
    {
      name: "stories",
      models: ["stories260k"],
      templates: [again(5, 2, 2), again(6, 2, 3), again(6, 1, 3)],
      slots: slots(words("Lily Tim mom friend day big little happy play time"), 6),
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: [again(6, 1, 3), again(8, 2, 3), again(10, 3, 3), again(12, 2, 4)],
      slots: slots(
        [...phantom.spots, ...phantom.things, ...phantom.animals, ...phantom.colours],
        12,
      ),
    },
    {
      name: "wired",
      models: wired.wiredModels,
      templates: [again(6, 1, 1), again(7, 3, 1), again(8, 5, 1), again(10, 7, 1)],
      slots: slots(wired.colours, 10),
    },
  ],
};
