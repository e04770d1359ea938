import path from "node:path";
import { generator, loadModel, type Model } from "vitrine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { facts } from "./circuits/facts.ts";
import { FEELINGS } from "./circuits/feelings.ts";
import { indirectObjectPrompt, indirectObjectTemplates } from "./circuits/indirect-object.ts";
import { wiredFolders } from "./files.ts";
import { differences } from "./measure.ts";
import { circuits } from "./model.ts";
import { tokens, wordsOf } from "./vocabulary.ts";

const MODELS = path.join(import.meta.dirname, "../../models");

/** A text and the token that has to follow it. */
interface Asked {
  readonly text: string;
  readonly answer: string;
}

/** Prompts beyond those that the truth lists. */
const HELD_OUT: Readonly<Record<string, readonly Asked[]>> = {
  "every pair of names in every template": everyPair(),
  "random sequences of words that come again": repetitions(),
  "every fact, with and without a beginning": everyFact(),
  "every text of three brackets and a word, and longer ones drawn at random": bracketTexts(),
  "everyone who sees anything": everyFeeling(),
};

describe.each(wiredFolders)("$name", ({ name }) => {
  let model: Model;
  beforeAll(async () => {
    model = await loadModel(path.join(MODELS, name), { worker: false });
  });
  afterAll(() => model.close());

  /** Texts that are not continued with their answer. */
  async function failures(asked: readonly Asked[]): Promise<string[]> {
    const wrong: string[] = [];
    for (let from = 0; from < asked.length; from += 128) {
      const batch = asked.slice(from, from + 128);
      const { logits } = await model.run(
        batch.map(({ text }) => text),
        { logits: "last" },
      );
      const rows = logits!.data as Float32Array;
      for (const [i, { text, answer }] of batch.entries()) {
        const row = rows.subarray(i * tokens.length, (i + 1) * tokens.length);
        const best = tokens[row.indexOf(Math.max(...row))];
        if (best !== answer) wrong.push(`${text} → ${best}, not ${answer}`);
      }
    }
    return wrong;
  }

  const planted = circuits.filter(({ prompts }) => prompts.length > 0);
  it.each(planted)("continues every prompt of $id", async ({ prompts }) => {
    expect(await failures(prompts.map(({ clean, answer }) => ({ text: clean, answer })))).toEqual(
      [],
    );
  });

  it.each(planted)("prefers the answer by far in $id, and not in its partners", async (circuit) => {
    const { prompts } = circuit;
    const clean = prompts.map((prompt) => prompt.clean);
    const partners = prompts.map(({ corrupted }) => corrupted);
    expect(Math.min(...(await differences(model, prompts, clean)))).toBeGreaterThan(2.5);
    expect(Math.max(...(await differences(model, prompts, partners)))).toBeLessThan(0.1);
  });

  it.each(Object.entries(HELD_OUT))("continues %s", async (_, asked) => {
    expect(await failures(asked)).toEqual([]);
  });
});

describe("the vocabulary", () => {
  it("has 152 tokens, each once, and at most 16 words a class", () => {
    expect(tokens).toHaveLength(152);
    expect(new Set(tokens).size).toBe(152);
  });

  it("has clean and corrupted prompts of one length, with roles on the right words", () => {
    for (const { prompts } of circuits) {
      for (const { clean, corrupted } of prompts) {
        expect(corrupted.split(" ")).toHaveLength(clean.split(" ").length);
      }
    }
    const words = ["<bos>", ...circuits[1].prompts[0].clean.split(" ")];
    const { IO, S1, S2, end } = circuits[1].prompts[0].roles;
    expect([IO, S1, S2, end].map((at) => words[at])).toEqual(["Mary", "John", "John", "to"]);
  });
});

function everyPair(): Asked[] {
  const count = wordsOf("name").length;
  return indirectObjectTemplates.flatMap((template, t) =>
    Array.from({ length: count * count }, (_, i) => [Math.floor(i / count), i % count])
      .filter(([a, b]) => a !== b)
      .map(([a, b], i) => indirectObjectPrompt(template, a, b, i + t))
      .map(({ clean, answer }) => ({ text: clean, answer })),
  );
}

function repetitions(): Asked[] {
  const random = generator(3);
  const words = (["colour", "shape", "place", "object", "city"] as const).flatMap(wordsOf);
  return Array.from({ length: 200 }, () => {
    const length = 3 + random.integer(27);
    const run = random
      .permutation(words.length)
      .slice(0, length)
      .map((i) => words[i]);
    const at = random.integer(length - 1);
    return { text: [...run, run[at]].join(" "), answer: run[at + 1] };
  });
}

function everyFact(): Asked[] {
  return facts.flatMap(({ subject, relation, object }) =>
    ["", "Mary saw a map and ", "When at the shop , "].map((start) => ({
      text: `${start}the ${relation} of ${subject} is`,
      answer: object,
    })),
  );
}

/** Open brackets counted one by one. */
function bracketTexts(): Asked[] {
  const kinds = ["(", ")", "blue"];
  const short = Array.from({ length: 27 }, (_, i) =>
    [i % 3, Math.floor(i / 3) % 3, Math.floor(i / 9)].map((kind) => kinds[kind]),
  );
  const random = generator(5);
  const long = Array.from({ length: 100 }, () =>
    Array.from({ length: 4 + random.integer(26) }, () => kinds[random.integer(3)]),
  );
  return [...short, ...long].map((words) => {
    const open = words.reduce((sum, w) => sum + Number(w === "(") - Number(w === ")"), 0);
    return { text: [...words, "."].join(" "), answer: open > 0 ? ")" : "end" };
  });
}

function everyFeeling(): Asked[] {
  return wordsOf("name").flatMap((name) =>
    wordsOf("thing").map((thing, i) => ({
      text: `${name} saw the ${thing} and felt`,
      answer: FEELINGS[Math.floor(i / 5)].word,
    })),
  );
}
