import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../src/model/types.ts";
import type { Target } from "../../src/model/target.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixtureModel, readFixture, readTensors, worstError } from "../helpers/fixtures.ts";

/** Float32 noise of models this small is up to 1.3e-5 (PROVENANCE.md); rounding orders differ. */
const TOLERANCE = 5e-5;

interface Reference {
  readonly head: string;
  readonly inputs: Readonly<Record<string, Batch>>;
  readonly targets: Readonly<Record<string, Target>>;
  readonly hooks: Readonly<Record<string, string>>;
}

interface Batch {
  readonly ids: readonly (readonly number[])[];
  readonly mask?: readonly (readonly number[])[];
  readonly typeIds?: readonly (readonly number[])[];
}

const MODELS =
  readFixture<readonly { readonly name: string; readonly about: string }[]>("models/index.json");

describe.each(MODELS)("$name ($about)", ({ name }) => {
  const reference = readFixture<Reference>(`references/${name}/reference.json`);
  const { inputs, targets, hooks } = reference;
  let model: Model;
  let theirs: ReadonlyMap<string, Tensor>;

  beforeAll(async () => {
    model = await fixtureModel(name);
    theirs = await readTensors(`references/${name}/reference.safetensors`);
  });
  afterAll(() => model.close());

  /** Cells of real tokens; what a padded position holds is nobody's business. */
  const realCells = (batch: Batch, dims: readonly number[]): ((index: number) => boolean) => {
    if (batch.mask === undefined || dims.length < 3) return () => true;
    const mask = batch.mask.flat();
    const length = batch.mask[0].length;
    const inner = dims.slice(2).reduce((a, b) => a * b, 1);
    if (dims[1] === length) return (i) => mask[Math.floor(i / inner)] === 1;
    const perRow = dims[1] * inner; // [batch, head, query, key]
    return (i) => mask[Math.floor(i / perRow) * length + (Math.floor(i / length) % length)] === 1;
  };

  it.each(Object.keys(inputs))("gives PyTorch's outputs and states on input %s", async (key) => {
    const wanted = [...theirs.keys()].filter((k) => k.startsWith(`${key}/`));
    const names = wanted.map((k) => hooks[k.slice(key.length + 1)]).filter((k) => k !== undefined);
    const capture = names.filter((hook) => !hook.includes(" "));
    const { logits, outputs, cache } = await model.run(inputs[key], { capture });
    const compare = (ours: Tensor, tensor: Tensor): number =>
      worstError(ours, tensor, realCells(inputs[key], tensor.dims));
    const main = theirs.get(`${key}/logits`);
    if (main !== undefined) expect(compare(logits!, main)).toBeLessThan(TOLERANCE);
    for (const head of ["pooler", "class"]) {
      const tensor = theirs.get(`${key}/${head}`);
      if (tensor !== undefined) expect(compare(outputs.get(head)!, tensor)).toBeLessThan(TOLERANCE);
    }
    for (const k of wanted) {
      const hook = hooks[k.slice(key.length + 1)];
      if (hook === undefined || hook.includes(" ")) continue;
      expect(compare(cache.get(hook), theirs.get(k)!), `${k} is ${hook}`).toBeLessThan(TOLERANCE);
    }
  });

  it.each(Object.keys(targets))(
    "gives PyTorch's gradient at the embeddings, target %s",
    async (key) => {
      const [input, head] = key.split("/");
      const infix = head === undefined ? "" : `${head}.`;
      const { value, gradients } = await model.gradient(inputs[input], {
        target: targets[key],
        wrt: ["hook_embed"],
      });
      const gradient = theirs.get(`${input}/${infix}embed_grad`)!;
      expect(worstError(value, theirs.get(`${input}/${infix}value`)!)).toBeLessThan(TOLERANCE);
      expect(worstError(gradients.get("hook_embed"), gradient)).toBeLessThan(TOLERANCE);
    },
  );
});
