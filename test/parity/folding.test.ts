import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixtureFolder, readFixture, readTensors, worstError } from "../helpers/fixtures.ts";

/** Both fold in float32, which rounds each step; and run in float32 (PROVENANCE.md). */
const TOLERANCE = { weight: 2e-6, value: 5e-5 };

const BERT = { centreWriting: true, centreUnembed: true, valueBiases: true };

describe.each([
  ["gpt2", true],
  ["llama-gqa", true],
  ["llama-biases", true],
  ["bert-masked-lm", BERT],
] as const)("%s folded is TransformerLens's in compatibility mode", (name, fold) => {
  let model: Model;
  let theirs: ReadonlyMap<string, Tensor>;
  beforeAll(async () => {
    model = await loadModel(fixtureFolder(name), { worker: false, fold });
    theirs = await readTensors(`references/${name}/folded.safetensors`);
  });
  afterAll(() => model.close());

  const part = (kind: string): [string, Tensor][] =>
    [...theirs].flatMap(([key, tensor]) =>
      key.startsWith(kind) ? [[key.slice(kind.length), tensor] as [string, Tensor]] : [],
    );

  it("in its weights", async () => {
    const weights = part("weight/");
    expect(weights.length).toBeGreaterThan(8);
    for (const [key, tensor] of weights) {
      // TransformerLens gives every unembedding a bias; ours has one only where there is something in it
      if (model.weightNames().includes(key)) {
        expect(worstError(await model.weight(key), tensor), key).toBeLessThan(TOLERANCE.weight);
      } else {
        expect(key).toBe("b_U");
        expect(tensor.data.every((x) => x === 0)).toBe(true);
      }
    }
  });

  it("in its logits and hooks", async () => {
    const { inputs } = readFixture<{ inputs: { a: { ids: number[][] } } }>(
      `references/${name}/reference.json`,
    );
    const hooks = part("hook/");
    expect(hooks.length).toBeGreaterThan(3);
    const { logits, cache } = await model.run(inputs.a, { capture: hooks.map(([key]) => key) });
    expect(worstError(logits!, theirs.get("logits")!)).toBeLessThan(TOLERANCE.value);
    for (const [key, tensor] of hooks) {
      expect(worstError(cache.get(key), tensor), key).toBeLessThan(TOLERANCE.value);
    }
  });
});
