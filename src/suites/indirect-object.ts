import type { SuiteDefinition, SuiteTemplate } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";
import * as wired from "./words/wired.ts";

/** `S` is named again; both orders of the two names. In the partner the other name comes again. */
function bothOrders(templates: readonly string[]): SuiteTemplate[] {
  return templates.flatMap((template) =>
    [
      ["IO", "S"],
      ["S", "IO"],
    ].map(([first, second]): SuiteTemplate => {
      const told = template.replace("{1}", `{${first}}`).replace("{2}", `{${second}}`);
      return {
        clean: told.replace("{again}", "{S}"),
        corrupted: told.replace("{again}", "{IO}"),
        answers: [" {IO}", " {S}"],
      };
    }),
  );
}

/** Indirect object identification (Wang et al. 2022, “Interpretability in the Wild”, §2). */
export const suite: SuiteDefinition = {
  name: "indirect-object",
  title: { en: "Indirect object", zh: "间接宾语" },
  about: {
    en: "Two people are named, one of them again; in the partner it is the other one who comes again.",
    zh: "先提到两人，再提其中一人；配对文本中再次提到的是另一人。",
  },
  expected: {
    en: "The name that has come once follows.",
    zh: "接下来的是只出现过一次的名字。",
  },
  paper: {
    cite: "Wang et al. 2022, Interpretability in the Wild: a Circuit for Indirect Object Identification",
    url: "https://arxiv.org/abs/2211.00593",
  },
  variants: [
    {
      name: "english",
      templates: bothOrders([
        "When {1} and {2} went to the {place}, {again} gave a {thing} to",
        "Then, {1} and {2} went to the {place}. {again} wanted to give a {thing} to",
        "After {1} and {2} had a long argument at the {place}, {again} handed a {thing} to",
        "While {1} and {2} were working at the {place}, {again} decided to give a {thing} to",
      ]),
      slots: { IO: english.names, S: "IO", place: english.places, thing: english.things },
    },
    {
      name: "stories",
      models: ["stories260k"],
      templates: bothOrders([
        "One day, {1} and {2} went to the {place}. {again} gave the {thing} to",
        "{1} and {2} were at the {place}. {again} wanted to give the {thing} to",
      ]),
      slots: {
        IO: words("Lily Tim Timmy mom"),
        S: "IO",
        place: words("park house tree beach farm store"),
        thing: words("ball toy book cake box hat"),
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: bothOrders([
        "When {1} and {2} went to the {spot}, {again} gave the {thing} to",
        "After {1} and {2} had lunch in the {inside}, {again} handed the {thing} to",
        "{1} and {2} were alone in the {inside}. {again} showed the {thing} to",
        "Then, {1} and {2} had a long talk, and {again} passed the {thing} to",
      ]),
      slots: {
        IO: phantom.names,
        S: "IO",
        spot: phantom.spots,
        inside: phantom.insides,
        thing: phantom.things,
      },
    },
    {
      name: "wired",
      models: wired.wiredModels,
      templates: bothOrders([
        "When {1} and {2} went to the {place} , {again} gave a {object} to",
        "while {1} and {2} were at the {place} {again} handed a {object} to",
        "{1} and {2} were at the {place} so {again} passed the {object} to",
        "then {1} and {2} saw a {object} and {again} gave it to",
      ]),
      slots: { IO: wired.names, S: "IO", place: wired.places, object: wired.objects },
    },
  ],
};
