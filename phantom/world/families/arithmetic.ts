import type { Planted, Probe, RandomGenerator } from "vitrine";
import type { Family, WorldDocument, Written } from "../document.ts";
import { join, type Phrase } from "../template.ts";
import { allPairs, COPIES, drawSums, resultOf, type Sum } from "./arithmetic/sums.ts";
import {
  copyPrompt,
  copyStatement,
  sumPrompt,
  sumStatement,
  type Which,
} from "./arithmetic/wording.ts";

const COPY_COPIES = 5;
const PROBES_PER_OPERATION = 10;

const trained: Planted = {
  id: "arithmetic",
  title: { en: "Arithmetic modulo ten", zh: "模十运算" },
  about: {
    en: "Sums, differences and products of two digits modulo ten, stated a known number of times; in the control one of the two digits is asked for.",
    zh: "两个数字模十的和、差、积，按已知次数陈述；对照句只问其中一个数字。",
  },
  measure: "choice",
  unit: { en: "statements per pass", zh: "每轮陈述次数" },
  target: { strength: 40, value: 0.95 },
};

const heldOut: Planted = {
  id: "arithmetic-held-out",
  title: { en: "Arithmetic on operands never seen", zh: "未见操作数的模十运算" },
  about: {
    en: "The same for the 15 of 100 pairs of operands that no operation in training has; the control copies one of the two digits.",
    zh: "同上，但所用操作数是训练中从未参与任何运算的 15 对（共 100 对）；对照句复制其中一个数字。",
  },
  measure: "choice",
  unit: { en: "statements per pass", zh: "每轮陈述次数" },
  target: null,
};

/**
 * `Modulo ten, 7 plus 5 is 2.` All sums, differences and products of two digits, but for 15 pairs of
 * operands; half of the others are stated 10 times in one pass, half 40 times. One to five statements
 * a text.
 */
export const arithmetic: Family = { id: trained.id, planted: [trained, heldOut], write };

function write(random: RandomGenerator): Written {
  const sums = drawSums(random);
  const statements = [
    ...sums.flatMap((sum) => times(sum.copies, () => sumStatement(random, sum))),
    ...allPairs.flatMap((pair) =>
      times(COPY_COPIES, () => [
        copyStatement(random, pair, "first"),
        copyStatement(random, pair, "second"),
      ]).flat(),
    ),
  ];
  const shuffled = random.permutation(statements.length).map((i) => statements[i]);
  return { documents: documents(random, shuffled), probes: probes(random, sums) };
}

function documents(random: RandomGenerator, statements: readonly Phrase[]): WorldDocument[] {
  const all: WorldDocument[] = [];
  for (let from = 0; from < statements.length;) {
    const to = from + 1 + random.integer(5);
    all.push({ id: `arithmetic/${all.length}`, ...join(statements.slice(from, to)) });
    from = to;
  }
  return all;
}

/** Ten sums of each operation and each number of copies, and all that are held out. */
function probes(random: RandomGenerator, sums: readonly Sum[]): Probe[] {
  const asked = COPIES.flatMap((copies) =>
    (["plus", "minus", "times"] as const).flatMap((operation) =>
      sums
        .filter((sum) => sum.operation === operation && sum.copies === copies)
        .slice(0, PROBES_PER_OPERATION),
    ),
  );
  const unseen = sums.filter(({ copies }) => copies === 0);
  return [
    ...asked.flatMap((sum, i) => probePair(random, trained, sum, i)),
    ...unseen.flatMap((sum, i) => probePair(random, heldOut, sum, i)),
  ];
}

function probePair(
  random: RandomGenerator,
  { id: property }: Planted,
  sum: Sum,
  i: number,
): Probe[] {
  const id = `${property}/${sum.operation}/${sum.a}-${sum.b}`;
  const partner = `${id}/control`;
  const which: Which = i % 2 === 0 ? "first" : "second";
  const common = { property, strength: sum.copies };
  return [
    { id, ...common, control: false, partner, ...side(sumPrompt(random, sum), resultOf(sum)) },
    {
      ...{ id: partner, ...common, control: true, partner: id },
      ...side(copyPrompt(random, sum, which), which === "first" ? sum.a : sum.b),
    },
  ];
}

function side(
  { text, spans }: Phrase,
  result: number,
): Pick<Probe, "prompt" | "answers" | "wrong" | "spans"> {
  const others = Array.from({ length: 10 }, (_, digit) => digit).filter((d) => d !== result);
  return {
    prompt: text,
    answers: [{ text: ` ${result}`, probability: 1 }],
    wrong: others.map((digit) => ` ${digit}`),
    spans,
  };
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
