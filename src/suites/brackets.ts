import type { SuiteDefinition, SuiteTemplate } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";
import * as wired from "./words/wired.ts";

/** Each text with two kinds of brackets, each the other's partner. `<` opens. */
function bothKinds(texts: readonly string[], after: string): SuiteTemplate[] {
  const [round, square] = ["(", "["];
  return texts.flatMap((text) => [
    {
      clean: text.replace("<", round),
      corrupted: text.replace("<", square),
      answers: [")", "]"],
      after,
    },
    {
      clean: text.replace("<", square),
      corrupted: text.replace("<", round),
      answers: ["]", ")"],
      after,
    },
  ]);
}

/** A full stop while a bracket is open; in the partner a word stands where it was opened. */
function counted(texts: readonly string[]): SuiteTemplate[] {
  return texts.map((text) => ({
    clean: text.replace("?", "("),
    corrupted: text.replace("?", "{other}"),
    answers: [" )", " end"],
  }));
}

/** Whether what was opened is closed, and by its own kind. */
export const suite: SuiteDefinition = {
  name: "brackets",
  title: { en: "Closing brackets", zh: "括号的闭合" },
  about: {
    en: "A bracket is open; in the partner it is of another kind, or was never opened.",
    zh: "有一个括号未闭合；配对文本中它是另一种括号，或从未打开。",
  },
  expected: {
    en: "The bracket that is open is closed, by its own kind.",
    zh: "用同类括号闭合尚未闭合的括号。",
  },
  variants: [
    {
      name: "english",
      templates: bothKinds(
        [
          "{name} <a friend of {other}",
          "The {thing} <a gift from {name}",
          "{name} went to the {place} <not far from the {near}",
        ],
        " came in.",
      ),
      slots: {
        name: english.names,
        other: "name",
        thing: english.things,
        place: english.places,
        near: "place",
      },
    },
    {
      name: "stories",
      models: ["stories260k"],
      templates: bothKinds(
        ["{name} <a friend of {other}", "{name} saw a {how} dog <a friend of {other}"],
        " was happy.",
      ),
      slots: {
        name: words("Lily Tim Timmy"),
        other: "name",
        how: words("big little happy"),
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: bothKinds(
        [
          "The {job} <not the old {other} as always",
          "{name} <a friend of {friend} for many years",
          "The {colour} {thing} <made by {name} long ago",
          "{name} saw the {job} <known by the {other} of course",
        ],
        " came to the mill.",
      ),
      slots: {
        job: phantom.jobs,
        other: "job",
        name: phantom.names,
        friend: "name",
        colour: phantom.colours,
        thing: phantom.things,
      },
    },
    {
      name: "wired",
      models: wired.wiredModels,
      templates: counted([
        "( {a} ) {b} ? {c} ( {d} ) .",
        "{a} ( ) ? {b} ( ( {c} ) ) .",
        "( {a} ) ? {b} .",
        "? {a} ( {b} ) {c} .",
        "( {a} ? {b} ) {c} .",
        "? {a} {b} {c} {d} .",
      ]),
      slots: { a: wired.colours, b: "a", c: "a", d: "a", other: "a" },
    },
  ],
};
