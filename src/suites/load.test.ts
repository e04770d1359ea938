import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../model/load.ts";
import type { Model } from "../model/types.ts";
import type { SuiteDefinition } from "./define.ts";
import { suiteDigest } from "./digest.ts";
import { evaluateSuite } from "./evaluate.ts";
import { loadSuite } from "./load.ts";
import { suites } from "./registry.generated.ts";

const WIRED = path.join(import.meta.dirname, "../../models/phantom-wired");

let wired: Model;
let stories: Model;
beforeAll(async () => {
  wired = await loadModel(WIRED, { worker: false });
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  await wired.close();
  await stories.close();
});

/** A suite of one template. */
function asking(
  template: { clean: string; corrupted: string; answers: readonly string[] },
  slots: SuiteDefinition["variants"][number]["slots"],
): SuiteDefinition {
  const said = { en: "asking", zh: "asking" };
  const variants = [{ name: "only", templates: [template], slots }];
  return { name: "asking", title: said, about: said, expected: said, variants };
}

const PLANTED = ["brackets", "factual-recall", "indirect-object", "induction", "sentiment"];

describe("the suites on the wired phantom", () => {
  it.each(PLANTED)("%s fits, and the planted circuit answers every case", async (name) => {
    const suite = await loadSuite(name, { model: wired });
    expect(suite).toMatchObject({ variant: "wired", problems: [] });
    expect(suite.cases.length).toBeGreaterThanOrEqual(16);
    const behaviour = await evaluateSuite(wired, suite);
    expect(behaviour.correct).toBe(suite.cases.length);
    expect(behaviour.passes).toBe(true);
    expect(behaviour.corruptedDifference).toBeLessThan(0.1);
  });

  it.each(suites.map(({ name }) => name).filter((name) => !PLANTED.includes(name)))(
    "%s says that it does not fit, and why",
    async (name) => {
      await expect(loadSuite(name, { model: wired })).rejects.toMatchObject({
        code: "UNSUPPORTED",
        id: "suite.unfit",
        message: expect.stringMatching(/does not fit the model .*(no word|longer)/),
      });
    },
  );
});

describe("loadSuite", () => {
  it("gives the same cases for a seed, and others for another", async () => {
    const digest = async (seed: number): Promise<string> =>
      suiteDigest(await loadSuite("indirect-object", { model: wired, seed }));
    expect(await digest(5)).toBe(await digest(5));
    expect(await digest(5)).not.toBe(await digest(6));
  });

  it("keeps prompt and partner token for token, slots at the same positions", async () => {
    const { cases } = await loadSuite("indirect-object", { model: stories });
    for (const { clean, corrupted, spans, answers } of cases) {
      const [a, b] = [clean, corrupted].map((text) => stories.prepare(text)[0]);
      expect(a.ids).toHaveLength(b.ids.length);
      for (const { text, tokens } of spans) {
        const read = a.units.slice(...tokens).map((unit) => unit.text);
        expect(read.join("").trim()).toContain(clean.slice(...text));
      }
      for (const { text, id } of answers) {
        expect(stories.prepare(clean + text)[0].ids).toEqual([...a.ids, id]);
      }
    }
  });

  it("tells which answers are several tokens, and the nearest that is one", async () => {
    const suite = asking(
      { clean: "She saw {A} and", corrupted: "They saw {A} and", answers: [" {B}", " mom"] },
      { A: ["Lily", "Tim", "Timothy"], B: "A" },
    );
    const { cases, problems } = await loadSuite(suite, { model: stories, count: 50 });
    expect(cases.map(({ slots }) => slots.B)).not.toContain("Timothy");
    expect(problems).toContainEqual({
      message: {
        id: "suite.answer-tokens",
        params: { answer: " Timothy", count: 4, tokens: "“ Tim” “ot” “h” “y”" },
      },
      slot: "B",
      value: "Timothy",
      nearest: expect.stringMatching(/^(Tim|Lily)$/) as string,
      draws: expect.any(Number) as number,
    });
  });

  it("tells which partners are of unlike length", async () => {
    const suite = asking(
      { clean: "I saw {A} and", corrupted: "I saw {B} and", answers: [" he", " she"] },
      { A: ["Lily", "Tim"], B: ["Timmy", "Bartholomew"] },
    );
    const { cases, problems } = await loadSuite(suite, { model: stories, count: 50 });
    expect(cases.map(({ slots }) => slots)).toEqual(
      expect.arrayContaining([
        { A: "Lily", B: "Timmy" },
        { A: "Tim", B: "Timmy" },
      ]),
    );
    expect(cases).toHaveLength(2);
    expect(problems[0]).toMatchObject({
      message: { id: "suite.lengths", params: { there: "Bartholomew" } },
      slot: "B",
      nearest: "Timmy",
    });
  });

  it("says in one message that every answer is several tokens long", async () => {
    const suite = asking(
      { clean: "It is", corrupted: "It was", answers: [" Bartholomew", " Lily"] },
      {},
    );
    await expect(loadSuite(suite, { model: stories })).rejects.toThrow(
      /“asking” does not fit the model “stories260k”: only: the answer “ Bartholomew” is \d+ tokens/,
    );
  });

  it("names the nearest suite and variant for one that is not there", async () => {
    await expect(loadSuite("indirect-objects", { model: wired })).rejects.toThrow(
      /unknown suite "indirect-objects"\. Did you mean "indirect-object"/,
    );
    await expect(loadSuite("induction:wierd", { model: wired })).rejects.toThrow(
      /no variant “wierd”; it has english, stories, phantom, wired/,
    );
    await expect(loadSuite("induction", { model: wired, count: 0 })).rejects.toMatchObject({
      code: "BAD_OPTION",
    });
  });

  it("takes the variant asked for, though another is written for the model", async () => {
    const suite = await loadSuite("induction:stories", { model: stories, count: 4 });
    expect(suite).toMatchObject({ variant: "stories", count: 4 });
    await expect(loadSuite("induction:wired", { model: stories })).rejects.toMatchObject({
      code: "UNSUPPORTED",
    });
  });
});
