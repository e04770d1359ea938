import type { SuiteDefinition } from "./define.ts";
import * as english from "./words/english.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";

/** Arguments in a docstring (Heimersheim & Janiak 2023): each is described in its turn. */
export const suite: SuiteDefinition = {
  name: "docstring",
  title: { en: "Arguments in a docstring", zh: "文档字符串中的参数" },
  about: {
    en: "A docstring describes a function's arguments in their order; in the partner the definition has another argument in the place asked.",
    zh: "文档字符串按顺序说明函数的参数；配对文本的定义里，所问之处是另一个参数。",
  },
  expected: {
    en: "The argument follows whose turn it is, and none described already.",
    zh: "接下来的是轮到的那个参数，而不是已经说明过的。",
  },
  paper: {
    cite: "Heimersheim & Janiak 2023, A circuit for Python docstrings in a 4-layer attention-only transformer",
    url: "https://www.alignmentforum.org/posts/u6KXXmKFbXfWzoAXn",
  },
  variants: [
    {
      name: "english",
      templates: [
        {
          clean: docstring("{a}, {b}, {c}", "{d} {e}", "{f} {g}", "{h} {i}"),
          corrupted: docstring("{a}, {b}, {other}", "{d} {e}", "{f} {g}", "{h} {i}"),
          answers: [" {c}", " {b}", " {a}"],
          after: ": {d}",
        },
      ],
      slots: {
        a: english.anyWords,
        ...Object.fromEntries("b c d e f g h i other".split(" ").map((slot) => [slot, "a"])),
        action: words("get load send find read copy move check"),
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: [
        {
          clean: docstring(
            "{a}, {b}, {c}",
            "{action} the {thing} in the {inside}",
            "the {colour} {kind}",
            "what the {job} needs",
          ),
          corrupted: docstring(
            "{a}, {b}, {other}",
            "{action} the {thing} in the {inside}",
            "the {colour} {kind}",
            "what the {job} needs",
          ),
          answers: [" {c}", " {b}", " {a}"],
          after: ": the {kind} of the {job}",
        },
      ],
      slots: {
        a: [...phantom.things, ...phantom.animals, ...phantom.foods],
        ...{ b: "a", c: "a", other: "a" },
        action: words("open close find make clean carry count paint move sell wash hide send mix"),
        ...{ thing: phantom.things, kind: "thing" },
        ...{ inside: phantom.insides, colour: phantom.colours, job: phantom.jobs },
      },
    },
  ],
};

/** The definition, what it is for, and what its first two arguments are. */
function docstring(args: string, purpose: string, first: string, second: string): string {
  return [
    `def {action}(self, ${args}):`,
    `    """${purpose}`,
    "",
    `    :param {a}: ${first}`,
    `    :param {b}: ${second}`,
    "    :param",
  ].join("\n");
}
