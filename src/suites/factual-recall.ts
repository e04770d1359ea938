import type { SuiteDefinition, SuiteTemplate } from "./define.ts";
import * as phantom from "./words/phantom.ts";
import { rows } from "./words/split.ts";
import * as wired from "./words/wired.ts";

/** What is so of one thing, and of another of its kind in the partner. */
function asked(kind: string, claim: string, field: string, subject: string): SuiteTemplate {
  return {
    clean: claim.replace("{1}", `{${kind}.${subject}}`),
    corrupted: claim.replace("{1}", `{other-${kind}.${subject}}`),
    answers: [` {${kind}.${field}}`, ` {other-${kind}.${field}}`],
  };
}

/** Facts (Meng et al. 2022; Geva et al. 2023): what was learned of a subject, not read in the prompt. */
export const suite: SuiteDefinition = {
  name: "factual-recall",
  title: { en: "Factual recall", zh: "事实回忆" },
  about: {
    en: "A fact is asked that the prompt does not tell; in the partner it is asked of another subject.",
    zh: "询问提示中没有说出的事实；配对文本询问的是另一个主体。",
  },
  expected: {
    en: "What is so of this subject is likelier than what is so of the other.",
    zh: "属于该主体的答案比属于另一主体的更可能。",
  },
  paper: {
    cite: "Meng et al. 2022, Locating and Editing Factual Associations in GPT",
    url: "https://arxiv.org/abs/2202.05262",
  },
  variants: [
    {
      name: "english",
      templates: [
        asked("country", "The capital of {1} is", "capital", "name"),
        asked("country", "{1}'s capital city is", "capital", "name"),
        asked("country", "The people of {1} speak", "language", "name"),
      ],
      slots: {
        country: rows(
          ["name", "capital", "language"],
          `France:Paris:French, Germany:Berlin:German, Italy:Rome:Italian, Spain:Madrid:Spanish,
           Russia:Moscow:Russian, China:Beijing:Chinese, Japan:Tokyo:Japanese, Greece:Athens:Greek,
           Egypt:Cairo:Arabic, England:London:English, Poland:Warsaw:Polish, Turkey:Ankara:Turkish,
           Norway:Oslo:Norwegian, Sweden:Stockholm:Swedish, Portugal:Lisbon:Portuguese,
           Iran:Tehran:Persian`,
        ),
        "other-country": "country",
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: [
        asked("flag", "The flag of {1} is", "object", "subject"),
        asked("pride", "The pride of {1} is its", "object", "subject"),
      ],
      slots: {
        flag: phantom.flags,
        "other-flag": "flag",
        pride: phantom.prides,
        "other-pride": "pride",
      },
    },
    {
      name: "wired",
      models: wired.wiredModels,
      templates: [
        asked("country", "the capital of {1} is", "capital", "name"),
        asked("country", "the river of {1} is", "river", "name"),
      ],
      slots: { country: wired.countries, "other-country": "country" },
    },
  ],
};
