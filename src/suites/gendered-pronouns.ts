import type { SuiteDefinition, SuiteTemplate } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";

/** Each sentence of a woman and of a man; in the partner it is told of the other. */
function ofBoth(
  sentences: readonly string[],
  [she, he]: readonly [string, string],
  after: string,
): SuiteTemplate[] {
  return sentences.flatMap((sentence) =>
    [
      ["woman", "man", she, he],
      ["man", "woman", he, she],
    ].map(([one, other, right, wrong]) => ({
      clean: sentence.replace("{1}", `{${one}}`),
      corrupted: sentence.replace("{1}", `{${other}}`),
      answers: [right, wrong],
      after,
    })),
  );
}

/** Whether a pronoun follows a name's usual gender. What this says of people, it says of the texts. */
export const suite: SuiteDefinition = {
  name: "gendered-pronouns",
  title: { en: "Gendered pronouns", zh: "代词与性别" },
  about: {
    en: "Somebody with a woman's or a man's name does something; in the partner the name is of the other kind.",
    zh: "一个带有女性或男性名字的人做了某事；配对文本中，名字属于另一性别。",
  },
  expected: {
    en: "The pronoun follows that texts use for that name.",
    zh: "接下来的是文本对该名字通常使用的代词。",
  },
  variants: [
    {
      name: "english",
      templates: [
        ...ofBoth(["So {1} is a really great friend, isn't"], [" she", " he"], "?"),
        ...ofBoth(
          ["{1} went to the {place} because", "{1} stayed at the {place} all day, and then"],
          [" she", " he"],
          " was tired.",
        ),
      ],
      slots: { woman: english.women, man: english.men, place: english.places },
    },
    {
      name: "stories",
      models: ["stories260k"],
      templates: [
        ...ofBoth(["One day, {1} was very {how}."], [" She", " He"], " was happy."),
        ...ofBoth(
          ["{1} was {how} because", "{1} wanted to play with the {how} dog, but"],
          [" she", " he"],
          " was happy.",
        ),
      ],
      slots: {
        woman: words("Lily"),
        man: words("Tim Timmy"),
        how: words("happy sad big little good kind proud tired"),
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: ofBoth(
        [
          "{1} looked tired because",
          "{1} laughed when",
          "Before {1} went to the {spot},",
          "{1} said that",
        ],
        [" she", " he"],
        " saw the house.",
      ),
      slots: { woman: phantom.women, man: phantom.men, spot: phantom.spots },
    },
  ],
};
