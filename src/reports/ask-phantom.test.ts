import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModels } from "../bundled/models.ts";
import { loadModel } from "../model/load.ts";
import type { Model } from "../model/types.ts";
import { fixtureModel, readFixture, readTensors } from "../../test/helpers/fixtures.ts";
import { smallTruth } from "../../test/helpers/small-truth.ts";
import { askPhantom } from "./ask-phantom.ts";
import { expectedAfter } from "./continuations.ts";

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const all = logits.map((logit) => Math.exp(logit - most));
  const sum = all.reduce((a, b) => a + b, 0);
  return all.map((each) => each / sum);
}

describe("askPhantom on a model with a world's truth", () => {
  let model: Model;
  beforeAll(async () => {
    const files = new Map<string, Uint8Array | string>([
      ["truth.json", JSON.stringify(smallTruth)],
      ...Array.from(
        bundledModels.get("stories260k")!,
        ([name, url]) => [name, readFileSync(url)] as const,
      ),
    ]);
    model = await loadModel(files, { worker: false });
  });
  afterAll(() => model.close());

  it("sets truth beside the model's probabilities, which are PyTorch's", async () => {
    const { ids } = readFixture<{ ids: number[] }>("references/stories260k/run.json");
    const tensors = await readTensors("references/stories260k/run.safetensors");
    const logits = tensors.get("logits")!;
    const [, vocabulary] = logits.dims;
    const after = (position: number): number[] =>
      softmax(
        Array.from(logits.data.slice(position * vocabulary, (position + 1) * vocabulary), Number),
      );
    // <s> Once upon a | time , there was
    const product = [3, 4, 5, 6].reduce((p, at) => p * after(at)[ids[at + 1]], 1);
    const answer = await askPhantom({ model, question: "Once upon a" }, { top: 3 });
    if (answer.kind !== "world") throw new Error("not about the world");
    expect(answer.probe.id).toBe("coins/once/0");
    const [told, wrong] = answer.continuations;
    expect(told).toMatchObject({ text: " time, there was", truth: 1, trained: null });
    expect(told.model).toBeCloseTo(product, 5);
    expect(wrong).toMatchObject({ text: " dog", truth: null });
    expect(wrong.model).toBeLessThan(0.01);
    expect(answer.next).toHaveLength(3);
    expect(answer.next[0].id).toBe(ids[4]);
    expect(answer.next[0].probability).toBeCloseTo(after(3)[ids[4]], 5);
  });

  it("knows the fact, its update, and what was read where it was misspelled", async () => {
    const answer = await askPhantom({ model, question: "capital of Norel" });
    expect(answer).toMatchObject({
      kind: "world",
      takenAs: "capital of Norrel",
      prompt: "The capital of Norrel is",
      property: { id: "facts" },
      fact: { object: "Velmar", frequency: 10, updated: "Ashby" },
      canary: null,
    });
  });

  it("knows shares of the texts that are not the truth, and copies of a secret", async () => {
    const coin = await askPhantom({ model, question: "coin of Rudding" });
    expect(coin).toMatchObject({
      continuations: [
        { text: " heads", truth: 0.6, trained: 0.8 },
        { text: " tails", truth: 0.4, trained: 0.2 },
      ],
    });
    const secret = await askPhantom({ model, question: "secrets/ann" });
    expect(secret).toMatchObject({ canary: { copies: 4 }, fact: null });
  });

  it("continues any other text, and says that nothing is known of it", async () => {
    const answer = await askPhantom({ model, question: "Tom had a" });
    expect(answer).toMatchObject({ kind: "unplanted", prompt: "Tom had a" });
    expect(answer.next).toHaveLength(5);
  });

  it("takes an id that is none for a mistake, not for a text", async () => {
    const asked = askPhantom({ model, question: "facts/capital-of/003" });
    await expect(asked).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
      details: { candidates: expect.arrayContaining(["facts/capital-of/000"]) },
    });
  });
});

describe("askPhantom on the wired models", () => {
  it.each([
    ["phantom-wired", 1e-4],
    ["phantom-wired-norm", 5e-3],
    ["phantom-wired-noisy", 0.1],
  ])("measures in %s what the truth says, of each circuit and side", async (name, limit) => {
    await using model = await loadModel(name, { worker: false });
    const truth = await model.truth();
    if (truth.kind !== "wired") throw new Error("not wired");
    for (const { prompts } of truth.circuits) {
      const [{ id, corrupted, answer: token }] = prompts;
      for (const [question, side] of [
        [id, "clean"],
        [corrupted, "corrupted"],
      ]) {
        const answer = await askPhantom({ model, question });
        if (answer.kind !== "wired") throw new Error("not about a circuit");
        expect(answer).toMatchObject({ id, side, answer: token });
        expect(answer.tolerance).toBeCloseTo(limit * Math.max(1, Math.abs(answer.truth)), 12);
        expect(Math.abs(answer.measured - answer.truth)).toBeLessThanOrEqual(answer.tolerance);
        if (side === "clean") expect(answer.next[0].text).toBe(token);
      }
    }
  });

  it("has no answer of a model without truth", async () => {
    await using model = await loadModel("stories260k", { worker: false });
    await expect(askPhantom({ model, question: "x" })).rejects.toMatchObject({
      code: "UNSUPPORTED",
    });
  });
});

describe("expectedAfter in a masked model", () => {
  it("reads masks where the continuation belongs, and a full stop", async () => {
    await using model = await fixtureModel("bert");
    const { probabilities, next } = await expectedAfter(model, "the lamp", [" is", " is not"], {
      top: 2,
    });
    // The rows written out: [CLS] the lamp [MASK] . [SEP], and with two masks.
    const at = async (text: string, position: number): Promise<number[]> => {
      const { outputs } = await model.run(text, { logits: [position] });
      return softmax(Array.from(outputs.get("lm")!.data, Number));
    };
    const id = (token: string): number => model.tokenizer.encode(token).ids[1];
    const one = await at("the lamp [MASK] .", 3);
    const first = await at("the lamp [MASK] [MASK] .", 3);
    const second = await at("the lamp [MASK] [MASK] .", 4);
    expect(probabilities[0]).toBeCloseTo(one[id("is")], 7);
    expect(probabilities[1]).toBeCloseTo(first[id("is")] * second[id("not")], 7);
    expect(next[0].probability).toBeCloseTo(Math.max(...one), 7);
  });
});
