import type { SuiteDefinition } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";

/** Whether “not” turns round what follows. In the partner another word stands in its place. */
export const suite: SuiteDefinition = {
  name: "negation",
  title: { en: "Negation", zh: "否定" },
  about: {
    en: "Something is said not to be so; in the partner it is said to be so.",
    zh: "说某物不是怎样；配对文本说它正是那样。",
  },
  expected: {
    en: "After “not” the opposite follows.",
    zh: "“not” 之后接的是相反的说法。",
  },
  paper: {
    cite: "Ettinger 2020, What BERT is not",
    url: "https://arxiv.org/abs/1907.13528",
  },
  variants: [
    {
      name: "english",
      templates: [
        {
          clean: "The {thing} was not {word.one}. The {thing} was",
          corrupted: "The {thing} was very {word.one}. The {thing} was",
          answers: [" {word.other}", " {word.one}"],
        },
        {
          clean: "If the {thing} is not {word.one}, it is",
          corrupted: "If the {thing} is so {word.one}, it is",
          answers: [" {word.other}", " {word.one}"],
        },
      ],
      slots: {
        thing: words("room box house city car door water street"),
        word: english.opposites,
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: [
        {
          clean:
            "{name} had dinner at the {inn} on {day}. The {food} was not {good}. The feeling is",
          corrupted:
            "{name} had dinner at the {inn} on {day}. The {food} was really {good}. The feeling is",
          answers: [" negative", " positive"],
        },
        {
          clean:
            "{name} had dinner at the {inn} on {day}. The {food} was not {bad}. The feeling is",
          corrupted:
            "{name} had dinner at the {inn} on {day}. The {food} was really {bad}. The feeling is",
          answers: [" positive", " negative"],
        },
      ],
      slots: {
        name: phantom.names,
        inn: words("inn restaurant cafe hotel"),
        day: phantom.weekdays,
        food: phantom.dinners,
        good: phantom.praise,
        bad: phantom.blame,
      },
    },
  ],
};
