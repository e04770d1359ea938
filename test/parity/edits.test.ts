import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../src/model/edit.ts";
import type { Target } from "../../src/model/target.ts";
import type { Input, Model } from "../../src/model/types.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixtureModel, readFixture, readTensors, worstError } from "../helpers/fixtures.ts";

const TOLERANCE = 5e-5;

interface EditCase {
  readonly name: string;
  readonly input: Input;
  readonly edits: readonly Edit[];
}

interface TargetCase {
  readonly name: string;
  readonly target: Target;
  readonly value: number;
}

describe.each(["gpt2", "llama-gqa", "bert"])("%s", (name) => {
  const { cases } = readFixture<{ readonly cases: readonly EditCase[] }>(
    `references/${name}/edits.json`,
  );
  const targets = readFixture<{ readonly input: Input; readonly cases: readonly TargetCase[] }>(
    `references/${name}/targets.json`,
  );
  let model: Model;
  let logits: ReadonlyMap<string, Tensor>;
  let slopes: ReadonlyMap<string, Tensor>;
  let hooks: ReadonlyMap<string, Tensor>;
  let gradients: ReadonlyMap<string, Tensor>;

  beforeAll(async () => {
    model = await fixtureModel(name);
    logits = await readTensors(`references/${name}/edits.safetensors`);
    slopes = await readTensors(`references/${name}/targets.safetensors`);
    hooks = await readTensors(`references/${name}/hooks.safetensors`);
    gradients = await readTensors(`references/${name}/gradients.safetensors`);
  });
  afterAll(() => model.close());

  it.each(cases.map((one) => [one.name, one] as const))(
    "does what a PyTorch hook does: %s",
    async (_, { input, edits, name: key }) => {
      const { logits: ours, cache } = await model.run(input, { edits });
      const vocab = ours!.dims[2];
      const isReal = (i: number): boolean => cache.mask.data[Math.floor(i / vocab)] === 1;
      expect(worstError(ours!, logits.get(key)!, isReal)).toBeLessThan(TOLERANCE);
    },
  );

  it.each(targets.cases.map((one) => [one.name, one] as const))(
    "reads the target and its gradient: %s",
    async (_, { target, value, name: key }) => {
      const ours = await model.gradient(targets.input, { target, wrt: ["hook_embed"] });
      const [found] = ours.value.data;
      expect(Math.abs(Number(found) - value)).toBeLessThan(
        TOLERANCE * Math.max(1, Math.abs(value)),
      );
      const slope = slopes.get(key)!;
      const [, length, unit] = ours.gradients.get("hook_embed").dims;
      const own = { ...ours.gradients.get("hook_embed"), dims: [length, unit] };
      const size = slope.data.length; // a continuation's own tokens come after the input's
      const trimmed = { ...own, dims: slope.dims, data: own.data.slice(0, size) };
      expect(worstError(trimmed, slope)).toBeLessThan(TOLERANCE);
    },
  );

  it("captures every hook as PyTorch computes it", async () => {
    const { inputs } = readFixture<{ readonly inputs: Readonly<Record<string, Input>> }>(
      `references/${name}/reference.json`,
    );
    const names = [...hooks.keys()];
    const { cache } = await model.run(inputs.a, { capture: names });
    for (const hook of names) {
      expect(worstError(cache.get(hook), hooks.get(hook)!), hook).toBeLessThan(TOLERANCE);
    }
  });

  it("differentiates by hooks as PyTorch does", async () => {
    const reference = readFixture<{
      readonly inputs: Readonly<Record<string, Input>>;
      readonly targets: Readonly<Record<string, Target>>;
    }>(`references/${name}/reference.json`);
    const keys = [...gradients.keys()].filter((key) => key.startsWith("hook/"));
    const wrt = keys.map((key) => key.slice("hook/".length));
    const { gradients: ours } = await model.gradient(reference.inputs.a, {
      target: reference.targets.a,
      wrt,
    });
    for (const hook of wrt) {
      expect(worstError(ours.get(hook), gradients.get(`hook/${hook}`)!), hook).toBeLessThan(
        TOLERANCE,
      );
    }
  });
});
