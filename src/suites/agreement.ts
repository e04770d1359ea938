import type { SuiteDefinition, SuiteTemplate } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";

/** Each sentence with its subject in one number and the other, the noun between in the other of both. */
function bothNumbers(
  sentences: readonly string[],
  verbs: readonly (readonly [string, string])[],
  after?: string,
): SuiteTemplate[] {
  return sentences.flatMap((sentence) =>
    verbs.flatMap(([one, many]) =>
      (["one", "many"] as const).map((number): SuiteTemplate => {
        const [other, right, wrong] = number === "one" ? ["many", one, many] : ["one", many, one];
        const told = (subject: string): string =>
          sentence.replace("{1}", `{subject.${subject}}`).replace("{2}", `{between.${other}}`);
        return {
          clean: told(number),
          corrupted: told(other),
          answers: [` ${right}`, ` ${wrong}`],
          ...(after !== undefined && { after }),
        };
      }),
    ),
  );
}

const VERBS = [
  ["is", "are"],
  ["was", "were"],
] as const;

/** Subject–verb agreement across a noun of the other number (Linzen et al. 2016). */
export const suite: SuiteDefinition = {
  name: "agreement",
  title: { en: "Subject–verb agreement", zh: "主谓一致" },
  about: {
    en: "A noun of the other number stands between subject and verb; in the partner the subject has that number too.",
    zh: "主语与动词之间隔着另一种数的名词；配对文本中，主语也是那种数。",
  },
  expected: {
    en: "The verb has the subject's number, not that of the noun next to it.",
    zh: "动词与主语同数，而不是与紧邻的名词同数。",
  },
  paper: {
    cite: "Linzen et al. 2016, Assessing the Ability of LSTMs to Learn Syntax-Sensitive Dependencies",
    url: "https://arxiv.org/abs/1611.01368",
  },
  variants: [
    {
      name: "english",
      templates: bothNumbers(
        [
          "The {1} near the {2}",
          "The {1} behind the {2}",
          "The {1} who lived with the {2}",
          "The {adjective} {1} next to the {2}",
        ],
        VERBS,
        " here.",
      ),
      slots: {
        subject: english.nouns,
        between: "subject",
        adjective: words("old young tall new famous"),
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: bothNumbers(
        [
          "The {1} near the {2}",
          "The {1} behind the {2}",
          "The {1} who knew the {2}",
          "The {adjective} {1} next to the {2}",
        ],
        VERBS,
        " late again.",
      ),
      slots: {
        subject: phantom.nouns,
        between: "subject",
        adjective: words("old young tall short quiet clever famous kind friendly"),
      },
    },
  ],
};
