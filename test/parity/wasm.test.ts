import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Target } from "../../src/model/target.ts";
import type { Model } from "../../src/model/types.ts";
import { fixtureModel, readFixture, worstError } from "../helpers/fixtures.ts";

/** Two float32 implementations of the same sums. */
const TOLERANCE = 2e-5;

interface Reference {
  readonly inputs: Readonly<Record<string, { readonly ids: readonly (readonly number[])[] }>>;
  readonly targets: Readonly<Record<string, Target>>;
}

const MODELS = readFixture<readonly { readonly name: string }[]>("models/index.json");

describe.each(MODELS)("$name on WASM", ({ name }) => {
  const { inputs, targets } = readFixture<Reference>(`references/${name}/reference.json`);
  let native: Model;
  let wasm: Model;

  beforeAll(async () => {
    native = await fixtureModel(name, "node");
    wasm = await fixtureModel(name, "web");
  });
  afterAll(async () => {
    await native.close();
    await wasm.close();
  });

  it.each(Object.keys(inputs))("gives the native outputs on input %s", async (key) => {
    const [theirs, ours] = [await native.run(inputs[key]), await wasm.run(inputs[key])];
    expect([...ours.outputs.keys()]).toEqual([...theirs.outputs.keys()]);
    for (const [head, tensor] of theirs.outputs) {
      expect(worstError(ours.outputs.get(head)!, tensor), head).toBeLessThan(TOLERANCE);
    }
  });

  it.each(Object.keys(targets))("gives the native gradient, target %s", async (key) => {
    const request = { target: targets[key], wrt: ["hook_embed"] };
    const input = inputs[key.split("/")[0]];
    const [theirs, ours] = [
      await native.gradient(input, request),
      await wasm.gradient(input, request),
    ];
    const gradient = theirs.gradients.get("hook_embed");
    expect(worstError(ours.value, theirs.value)).toBeLessThan(TOLERANCE);
    expect(worstError(ours.gradients.get("hook_embed"), gradient)).toBeLessThan(TOLERANCE);
  });
});
