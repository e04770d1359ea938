import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileSource } from "../../src/bytes/file.node.ts";
import { createModel, loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import { openSafetensors } from "../../src/weights/safetensors.ts";
import {
  fixtureFolder,
  fixtureModel,
  readFixture,
  readTensors,
  worstError,
} from "../helpers/fixtures.ts";

const INPUT = { ids: [5, 6, 7] };
const QUIET = { worker: false } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "vitrine-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function same(a: Model, b: Model): Promise<boolean> {
  const [x, y] = [await a.run(INPUT), await b.run(INPUT)];
  return x.logits!.data.every((value, i) => value === y.logits!.data[i]);
}

describe("weights by name", () => {
  it("have TransformerLens's shapes, stacked where the layer is left out", async () => {
    await using model = await fixtureModel("llama-gqa");
    const shapes: Readonly<Record<string, readonly number[]>> = {
      W_E: [80, 32],
      W_U: [32, 80],
      "blocks.1.attn.W_Q": [4, 32, 8],
      "blocks.1.attn.W_K": [2, 32, 8],
      "blocks.1.attn.W_O": [4, 8, 32],
      "blocks.0.mlp.W_in": [32, 56],
      "blocks.0.mlp.W_gate": [32, 56],
      "blocks.0.mlp.W_out": [56, 32],
      "ln_final.w": [32],
      W_Q: [2, 4, 32, 8],
      W_V: [2, 2, 32, 8],
      "mlp.W_out": [2, 56, 32],
    };
    for (const [name, dims] of Object.entries(shapes))
      expect((await model.weight(name)).dims, name).toEqual(dims);
    for (const name of model.weightNames()) await expect(model.weight(name)).resolves.toBeDefined();
  });

  it("multiply rows from the left, as the checkpoint's numbers say", async () => {
    await using model = await fixtureModel("gpt2");
    const stored = await readTensors("models/gpt2/model.safetensors");
    const fused = stored.get("transformer.h.1.attn.c_attn.weight")!; // [in, 3·out]
    const query = await model.weight("blocks.1.attn.W_Q");
    const key = await model.weight("W_K");
    for (const [head, d, e] of [
      [0, 0, 0],
      [3, 31, 7],
      [2, 5, 1],
    ]) {
      const column = head * 8 + e;
      expect(query.data[(head * 32 + d) * 8 + e]).toBe(fused.data[d * 96 + column]);
      expect(key.data[((4 + head) * 32 + d) * 8 + e]).toBe(fused.data[d * 96 + 32 + column]);
    }
    const out = stored.get("transformer.h.0.attn.c_proj.weight")!;
    const own = await model.weight("blocks.0.attn.W_O");
    expect([...(own.data as Float32Array)]).toEqual([...(out.data as Float32Array)]); // [in, out] is [head·e, d]
    const bias = await model.weight("blocks.1.attn.b_V");
    expect(bias.dims).toEqual([4, 8]);
    expect(bias.data[9]).toBe(stored.get("transformer.h.1.attn.c_attn.bias")!.data[64 + 9]);
    const [embed, unembed] = [await model.weight("W_E"), await model.weight("W_U")];
    expect(unembed.data[3 * 80 + 7]).toBe(embed.data[7 * 32 + 3]); // tied
  });

  it("are copies", async () => {
    await using model = await fixtureModel("gpt2");
    const before = await model.run(INPUT);
    ((await model.weight("W_E")).data as Float32Array).fill(0);
    expect(worstError((await model.run(INPUT)).logits!, before.logits!)).toBe(0);
  });

  it("are refused by unknown, by unclear and by missing names", async () => {
    await using model = await fixtureModel("gpt2");
    await expect(model.weight("W_q")).rejects.toThrow(/unknown name "W_q"\. Did you mean/);
    await expect(model.weight("w")).rejects.toThrow(
      /the end of several names; expected one of ln1\.w, ln2\.w/,
    );
    await using bare = await fixtureModel("bert-bare");
    await expect(bare.weight("W_U")).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
    expect(bare.weightNames()).not.toContain("W_U");
  });
});

describe.each(["gpt2", "llama-gqa", "bert"])("twin and save of %s", (name) => {
  it("draws a twin of the same shape from a seed, and the same one again", async () => {
    await using model = await fixtureModel(name);
    await using twin = await model.twin({ seed: 3 });
    await using again = await model.twin({ seed: 3 });
    await using other = await model.twin({ seed: 4 });
    expect(twin.config).toEqual(model.config);
    expect(twin.weightNames()).toEqual(model.weightNames());
    expect(await same(twin, again)).toBe(true);
    expect(await same(twin, other)).toBe(false);
    expect(await same(twin, model)).toBe(false);
    expect(await twin.fingerprint()).toBe(await again.fingerprint());
    expect(await twin.fingerprint()).not.toBe(await model.fingerprint());
    const drawn = (await twin.weight("blocks.0.mlp.W_in")).data as Float32Array;
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const spread = Math.sqrt(drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length);
    expect(spread).toBeGreaterThan(0.018);
    expect(spread).toBeLessThan(0.022); // initializer_range 0.02
    const gain = (await twin.weight("blocks.0.ln1.w")).data as Float32Array;
    expect(gain.every((x) => x === 1)).toBe(true);
  });

  it("saves a folder that loads with the same numbers, tensors and names", async () => {
    const at = path.join(folder, name);
    await using model = await fixtureModel(name);
    await model.save(at);
    await using loaded = await loadModel(at, QUIET);
    expect(await same(model, loaded)).toBe(true);
    expect(loaded.config).toEqual(model.config);
    expect(loaded.hasTokenizer).toBe(model.hasTokenizer);
  });

  it("makes the same model of its config and its weights", async () => {
    const config = readFixture<Record<string, unknown>>(`models/${name}/config.json`);
    const weights = Object.fromEntries(await readTensors(`models/${name}/model.safetensors`));
    await using model = await fixtureModel(name);
    await using created = await createModel({ config, weights }, { ...QUIET, name: "mine" });
    expect(created.name).toBe("mine");
    expect(await same(model, created)).toBe(true);
    await using drawn = await createModel({ config, seed: 1 }, QUIET);
    await using again = await createModel({ config, seed: 1 }, QUIET);
    expect(await same(drawn, again)).toBe(true);
    expect(await same(drawn, model)).toBe(false);
  });
});

it("saves half-precision weights as float32, and says so in the config", async () => {
  const at = path.join(folder, "half");
  await using model = await fixtureModel("gpt2-float16");
  await model.save(at);
  const config = JSON.parse(await readFile(path.join(at, "config.json"), "utf8")) as Record<
    string,
    unknown
  >;
  expect(config.dtype).toBe("float32");
  await using loaded = await loadModel(at, QUIET);
  expect(await same(model, loaded)).toBe(true);
});

it("saves in half precision where asked: a checkpoint of float16 comes back bit for bit", async () => {
  const at = path.join(folder, "half-again");
  await using model = await fixtureModel("gpt2-float16");
  await model.save(at, { dtype: "float16" });
  const [stored, ours] = await Promise.all(
    [fixtureFolder("gpt2-float16"), at].map(async (where) => {
      const file = await openSafetensors(await fileSource(path.join(where, "model.safetensors")));
      const name = [...file.tensors.keys()].find((each) =>
        each.endsWith("h.0.attn.c_attn.weight"),
      )!;
      const tensor = await file.read(name);
      await file.close();
      return tensor;
    }),
  );
  expect(ours.dtype).toBe("float16");
  expect(ours.data).toEqual(stored.data);
  await using loaded = await loadModel(at, QUIET);
  expect(await same(model, loaded)).toBe(true);
});

it("gives its checkpoint as plain data that makes the model again", async () => {
  await using model = await fixtureModel("bert");
  await using created = await createModel(await model.checkpoint(), QUIET);
  expect(created.heads).toEqual(model.heads);
  expect(await same(model, created)).toBe(true);
});

it("draws every head that the classes of a config name", async () => {
  const config = readFixture<Record<string, unknown>>("models/bert/config.json");
  const architectures = ["BertForMaskedLM", "BertForSequenceClassification"];
  await using both = await createModel({ config: { ...config, architectures }, seed: 1 }, QUIET);
  expect(both.heads).toEqual(["lm", "class", "pooler"]);
  await using one = await createModel(
    { config: { ...config, architectures: architectures.slice(0, 1) }, seed: 1 },
    QUIET,
  );
  expect(one.heads).toEqual(["lm"]);
});

it("saves into a place that cannot be written with one clear error", async () => {
  await using model = await fixtureModel("gpt2");
  await expect(model.save("/dev/null/here")).rejects.toMatchObject({
    name: "VitrineError",
    code: "IO",
  });
});

describe("closing", () => {
  it("may be done twice; after it everything that runs says so", async () => {
    const model = await fixtureModel("gpt2");
    await model.run(INPUT);
    await Promise.all([model.close(), model.close()]);
    await model.close();
    const closed = { name: "VitrineError", code: "CLOSED" };
    await expect(model.run(INPUT)).rejects.toMatchObject(closed);
    await expect(model.run(INPUT, { capture: ["hook_embed"] })).rejects.toMatchObject(closed);
    await expect(
      model.gradient(INPUT, { target: { kind: "entropy" }, wrt: ["hook_embed"] }),
    ).rejects.toMatchObject(closed);
    await expect(model.weight("W_E")).rejects.toMatchObject(closed);
    const [{ error }] = await model.evaluate([{ input: INPUT, target: { kind: "entropy" } }]).all();
    expect(error).toMatchObject(closed);
  });

  it("stops a run whose signal fired", async () => {
    await using model = await fixtureModel("gpt2");
    const stopped = model.run(INPUT, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
    await expect(model.run(INPUT)).resolves.toBeDefined();
  });
});

it("differs from float64 by no more than float32 must, on trained weights", async () => {
  const text = "Once upon a time, there was a little girl named Lily.";
  await using exact = await loadModel("stories260k", { ...QUIET, backend: "reference" });
  await using native = await loadModel("stories260k", { ...QUIET, backend: "node" });
  expect([exact.backend, native.backend]).toEqual(["reference", "node"]);
  const [a, b] = [await exact.run(text), await native.run(text)];
  expect(worstAbsolute(a.logits!.data, b.logits!.data)).toBeLessThan(2e-5);
  const theirs = await readTensors("references/stories260k/run.safetensors");
  expect(worstAbsolute(b.logits!.data, theirs.get("logits")!.data)).toBeLessThan(2e-5);
});

function worstAbsolute(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce<number>(
    (worst, x, i) => Math.max(worst, Math.abs(Number(x) - Number(b[i]))),
    0,
  );
}
