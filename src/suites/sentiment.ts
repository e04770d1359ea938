import type { SuiteDefinition, SuiteTemplate } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";
import * as wired from "./words/wired.ts";

/** A text with a good word and with a bad one, each the other's partner. */
function goodAndBad(
  text: string,
  [positive, negative]: readonly [string, string],
  more: Pick<SuiteTemplate, "after" | "of"> = {},
): SuiteTemplate[] {
  const good = text.replaceAll("{1", "{good").replaceAll("{2}", "{liked}");
  const bad = text.replaceAll("{1", "{bad").replaceAll("{2}", "{disliked}");
  return [
    { clean: good, corrupted: bad, answers: [positive, negative], ...more },
    { clean: bad, corrupted: good, answers: [negative, positive], ...more },
  ];
}

const ENGLISH = {
  good: english.praise,
  bad: english.blame,
  liked: words("loved liked enjoyed"),
  disliked: words("hated disliked regretted"),
};
const REVIEW = "{name} had dinner at the {inn} on {day}. The {food} was {1}.";
const PHANTOM = {
  name: phantom.names,
  inn: words("inn restaurant cafe hotel"),
  day: phantom.weekdays,
  food: phantom.dinners,
  good: phantom.praise,
  bad: phantom.blame,
};

/** Sentiment (Tigges et al. 2023). A classifier reads the review alone and gives its class. */
export const suite: SuiteDefinition = {
  name: "sentiment",
  title: { en: "Sentiment", zh: "情感" },
  about: {
    en: "One word praises or blames; in the partner the other stands in its place.",
    zh: "一个词表示褒或贬；配对文本在同一处换成另一种。",
  },
  expected: {
    en: "The judgement follows that the word gives.",
    zh: "接下来的是与该词相符的评价。",
  },
  paper: {
    cite: "Tigges et al. 2023, Linear Representations of Sentiment in Large Language Models",
    url: "https://arxiv.org/abs/2310.15154",
  },
  variants: [
    {
      name: "english",
      templates: goodAndBad("I thought this movie was {1}, I {2} it. Conclusion: This movie is", [
        " great",
        " terrible",
      ]),
      slots: ENGLISH,
    },
    {
      name: "english-classes",
      templates: goodAndBad("I thought this movie was {1}, I {2} it.", ["positive", "negative"], {
        of: "class",
      }),
      slots: ENGLISH,
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: goodAndBad(`${REVIEW} The feeling is`, [" positive", " negative"]),
      slots: PHANTOM,
    },
    {
      name: "phantom-classes",
      models: phantom.phantoms,
      templates: goodAndBad(REVIEW, ["positive", "negative"], { of: "class" }),
      slots: PHANTOM,
    },
    {
      name: "wired",
      models: wired.wiredModels,
      templates: [
        {
          clean: "{name} saw the {what.thing} and felt",
          corrupted: "{name} saw the {other.thing} and felt",
          answers: [" {what.felt}", " {other.felt}"],
        },
      ],
      slots: { name: wired.names, what: wired.feelings, other: "what" },
    },
  ],
};
