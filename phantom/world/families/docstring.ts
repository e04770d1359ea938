import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, replaced, type Cloze, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { isHeldOut } from "../held-out.ts";
import { insides } from "../lexicon/places.ts";
import { animals, colours, foods, jobs, objects } from "../lexicon/things.ts";
import { pick, sample } from "../random.ts";
import { join, piece, type Phrase } from "../template.ts";

const DOCUMENTS = 3600;
const LENGTHS = [2, 3, 4, 5] as const;
const PROBES_PER_LENGTH = 16;

const planted: Planted = {
  id: "docstring",
  title: { en: "Arguments in a docstring", zh: "文档字符串中的参数" },
  about: {
    en: "A function's docstring names its arguments in their order; in the control the definition has another word where the answer stood.",
    zh: "文档字符串按定义的顺序列出参数；对照句中，定义里答案所在处换成了别的词。",
  },
  measure: "recall",
  unit: { en: "arguments", zh: "参数个数" },
  target: { strength: 2, value: 0.9 },
};

/** Words that can be a variable's name. */
const ARGUMENTS: readonly string[] = [objects, animals, foods]
  .flat()
  .filter((word, i, all) => !word.includes(" ") && all.indexOf(word) === i);
const ACTIONS =
  "open close find make clean carry count paint move sell wash fold hide send mix sort".split(" ");
const PURPOSES = [
  "{action} the {thing} in the {inside}",
  "{action} {thing:a} for the {job}",
  "[slowly|quickly] {action} every {thing}",
  "{action} all that is {colour}",
] as const;
const MEANINGS = [
  "[the|a|one|any] {colour} {kind}",
  "[the|one|any] {kind} of the {job}",
  "[something|the thing] from the {inside}",
  "what the {job} [needs|wants|has]",
  "[how {colour} it is|if it is {colour}]",
] as const;
const INDENT = "\n    ";

/**
 * Definitions in the manner of Python, whose docstring names the arguments in their order (Heimersheim
 * and Janiak 2023, “A circuit for Python docstrings in a 4-layer attention-only transformer”).
 * Definitions whose first two arguments are held out (`isHeldOut`) stand in probes alone.
 *
 * @see https://www.alignmentforum.org/posts/u6KXXmKFbXfWzoAXn
 */
export const docstring: Family = { id: planted.id, planted: [planted], write };

function write(random: RandomGenerator): Written {
  const documents = Array.from({ length: DOCUMENTS }, (_, i): WorldDocument => {
    const args = argumentsOf(random, pick(random, LENGTHS), false);
    return { id: `docstring/${i}`, ...join([definition(random, args)]) };
  });
  return { documents, probes: LENGTHS.flatMap((length) => probes(random, length)) };
}

function argumentsOf(random: RandomGenerator, length: number, inProbes: boolean): string[] {
  for (;;) {
    const args = sample(random, ARGUMENTS, length);
    if (isHeldOut(`${args[0]}, ${args[1]}`) === inProbes) return args;
  }
}

/**
 * ```
 * def open(self, cup, hen):
 *     """open the lamp in the kitchen
 *
 *     :param cup: a red box
 *     :param hen: what the king needs
 *     """
 * ```
 */
function definition(random: RandomGenerator, args: readonly string[]): Phrase {
  const slots = {
    ...Object.fromEntries(
      args.flatMap((arg, i) => [
        [`arg-${i}`, arg],
        [`param-${i}`, arg],
      ]),
    ),
    ...{
      action: pick(random, ACTIONS),
      thing: pick(random, THINGS),
      inside: pick(random, insides),
    },
    job: pick(random, jobs),
    colour: pick(random, colours),
  };
  const defined = args.map((_, i) => `{arg-${i}}`).join(", ");
  const described = args.map((_, i) => `${INDENT}:param {param-${i}}: ${meaning(random)}`);
  const template = `def {action}(self, ${defined}):${INDENT}"""${pick(random, PURPOSES)}\n${described.join("")}${INDENT}"""`;
  return piece(template, slots, random);
}

/** Written out at once, since each argument has words of its own. */
function meaning(random: RandomGenerator): string {
  const slots = {
    ...{ colour: pick(random, PLAIN_COLOURS), kind: pick(random, THINGS) },
    ...{ job: pick(random, jobs), inside: pick(random, insides) },
  };
  return piece(pick(random, MEANINGS), slots, random).text;
}

const THINGS: readonly string[] = objects.filter((object) => object !== "drink");
const PLAIN_COLOURS: readonly string[] = colours.filter((colour) => colour !== "orange");

function probes(random: RandomGenerator, length: number): Probe[] {
  return Array.from({ length: PROBES_PER_LENGTH }, (_, i) => {
    const args = argumentsOf(random, length + 1, true);
    const [replacement] = args.splice(length);
    const next = 1 + (i % (length - 1)); // the first one follows no other
    const told = [definition(random, args)];
    const roles = [`arg-${next - 1}`, `arg-${next}`, `param-${next - 1}`];
    const cut = (texts: readonly Phrase[]): Cloze => cloze(texts, `param-${next}`, roles);
    const side = (shown: Cloze, probability: number): Side => ({
      cloze: shown,
      answers: [{ text: ` ${args[next]}`, probability }],
      wrong: [...args.filter((_arg, at) => at !== next), replacement].map((arg) => ` ${arg}`),
    });
    return probesOf(planted, {
      key: `${length}/${i}`,
      strength: length,
      probe: side(cut(told), 1),
      control: side(cut(replaced(told, `arg-${next}`, replacement)), 0),
    });
  }).flat();
}
