import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createModel, loadModel, type ModelSource } from "../../src/model/load.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { float32 } from "../../src/tensor/tensor.ts";
import { readFixture, readTensors, worstError } from "../helpers/fixtures.ts";
import { serveFolders } from "../helpers/server.ts";

const QUIET = { worker: false } as const;
const MODELS = path.resolve(import.meta.dirname, "../../fixtures/models");
const STORIES = path.resolve(import.meta.dirname, "../../models/stories260k");
const NAMES = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "vitrine-"));
});
afterAll(() => rm(scratch, { recursive: true }));
afterEach(() => vi.unstubAllGlobals());

describe("one model from every kind of source", () => {
  const text = "Once upon a time";
  let expected: Tensor;
  beforeAll(async () => {
    await using model = await loadModel("stories260k", QUIET);
    expected = (await model.run(text)).logits!;
    expect(model.name).toBe("stories260k");
  });
  const expectSame = async (source: ModelSource): Promise<void> => {
    await using model = await loadModel(source, QUIET);
    expect(worstError((await model.run(text)).logits!, expected)).toBe(0);
  };

  it("a folder's path and its file: address", async () => {
    await expectSame(STORIES);
    await expectSame(pathToFileURL(`${STORIES}/`));
    await expectSame(pathToFileURL(STORIES).href);
    const spaced = path.join(scratch, "a folder, 100 % spaced");
    await cp(STORIES, spaced, { recursive: true });
    await expectSame(spaced);
    await expectSame(pathToFileURL(spaced));
  });

  it("files in memory by name, and files a user picked", async () => {
    const bytes = await Promise.all(NAMES.map((name) => readFile(path.join(STORIES, name))));
    await expectSame(new Map(NAMES.map((name, i) => [name, new Uint8Array(bytes[i])])));
    await expectSame(NAMES.map((name, i) => new File([new Uint8Array(bytes[i])], name)));
  });

  it("an address that is served, with ranges", async () => {
    const server = await serveFolders({ models: path.dirname(STORIES) });
    try {
      await expectSame(`${server.origin}/models/stories260k`);
      await expectSame(new URL(`${server.origin}/models/stories260k/`));
      const missing = loadModel(`${server.origin}/models/nothing`, QUIET);
      await expect(missing).rejects.toMatchObject({ name: "VitrineError", code: "IO" });
    } finally {
      await server.close();
    }
  });

  it("an id on the hub, in one clear error where there is no network", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
    const loading = loadModel("nobody/nothing", QUIET);
    await expect(loading).rejects.toMatchObject({ name: "VitrineError", code: "IO" });
    await expect(loading).rejects.toThrow(/nobody\/nothing/);
  });

  it("nothing by a name that is none, with what is near", async () => {
    const loading = loadModel("stories260", QUIET);
    await expect(loading).rejects.toMatchObject({ code: "IO" });
    await expect(loading).rejects.toThrow(
      /no model "stories260"; expected a bundled name.*Did you mean "stories260k"\?/,
    );
  });
});

describe("folders that are damaged or disagree", () => {
  /** A copy of a fixture with its config changed. */
  const changed = (
    name: string,
    config: Readonly<Record<string, unknown>>,
  ): Promise<ReadonlyMap<string, Uint8Array | string>> => {
    const own = readFixture<Record<string, unknown>>(`models/${name}/config.json`);
    return files(name, JSON.stringify({ ...own, ...config }));
  };
  const files = async (
    name: string,
    config?: string,
  ): Promise<ReadonlyMap<string, Uint8Array | string>> => {
    const weights = await readFile(path.join(MODELS, name, "model.safetensors"));
    const text = config ?? (await readFile(path.join(MODELS, name, "config.json"), "utf8"));
    return new Map<string, Uint8Array | string>([
      ["config.json", text],
      ["model.safetensors", new Uint8Array(weights)],
    ]);
  };
  const refuses = async (source: ModelSource, code: string, message: RegExp): Promise<void> => {
    const loading = loadModel(source, QUIET);
    await expect(loading).rejects.toMatchObject({ name: "VitrineError", code });
    await expect(loading).rejects.toThrow(message);
  };

  it("an unknown architecture", async () => {
    await refuses(
      await changed("gpt2", { model_type: "mamba" }),
      "UNSUPPORTED",
      /unknown architecture "mamba"; expected one of .*gpt2.*/,
    );
    await refuses(await changed("gpt2", { model_type: undefined }), "UNSUPPORTED", /no model_type/);
  });

  it("a config that is no config", async () => {
    await refuses(await files("gpt2", "{"), "BAD_FILE", /config\.json/);
    await refuses(await files("gpt2", "[]"), "BAD_FILE", /no usable config\.json/);
    const { ...weightsOnly } = { files: new Map([...(await files("gpt2"))].slice(1)) };
    await refuses(
      weightsOnly.files,
      "IO",
      /no usable config\.json; expected a JSON object, got no such file/,
    );
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ["gpt2", { n_embd: 48 }, "BAD_SHAPE", /expected .*48/],
    ["gpt2", { vocab_size: 81 }, "BAD_SHAPE", /wte/],
    ["gpt2", { n_layer: 3 }, "UNKNOWN_NAME|BAD_FILE|BAD_SHAPE", /h\.2\./],
    ["gpt2", { n_layer: 1 }, "BAD_SHAPE", /h\.1\..* is of a layer that the config does not count/],
    [
      "llama-biases",
      { attention_bias: false },
      "BAD_SHAPE",
      /bias" is a bias that the config says is not there/,
    ],
    ["gpt2", { n_head: 5 }, "BAD_FILE", /n_embd over n_head does not divide evenly/],
    [
      "gpt2",
      { n_head: 0 },
      "BAD_FILE",
      /"n_head" is wrong; expected a positive whole number, got 0/,
    ],
    [
      "gpt2",
      { activation_function: "snake" },
      "UNSUPPORTED",
      /unknown activation function "snake"/,
    ],
    ["gpt2", { add_cross_attention: true }, "UNSUPPORTED", /add_cross_attention/],
    ["llama-gqa", { num_key_value_heads: 3 }, "BAD_FILE", /num_key_value_heads/],
    [
      "llama-gqa",
      { rope_parameters: { rope_type: "yarn", factor: 2 } },
      "UNSUPPORTED",
      /rotary scaling "yarn"/,
    ],
    [
      "llama-gqa",
      { rope_parameters: { rope_type: "default", rope_theta: "big" } },
      "BAD_FILE",
      /rope_theta/,
    ],
    [
      "llama-gqa",
      { rope_parameters: { rope_type: "default", rope_theta: 10000, partial_rotary_factor: 0.5 } },
      "UNSUPPORTED",
      /partial_rotary_factor/,
    ],
    ["bert", { position_embedding_type: "relative_key" }, "UNSUPPORTED", /position_embedding_type/],
    ["bert", { is_decoder: true }, "UNSUPPORTED", /is_decoder/],
  ])("%s with %j", async (name, config, codes, message) => {
    const loading = loadModel(await changed(name, config), QUIET);
    const error = await loading.then(
      () => null,
      (thrown: unknown) => thrown as { name: string; code: string; message: string },
    );
    expect(error).toMatchObject({ name: "VitrineError" });
    expect(codes.split("|")).toContain(error!.code);
    expect(error!.message).toMatch(message);
  });

  it("a file cut short, at every part of it", async () => {
    const whole = (await files("gpt2")).get("model.safetensors") as Uint8Array;
    for (const length of [0, 4, 8, 100, whole.length - 1]) {
      const cut = new Map<string, Uint8Array | string>([
        ...(await files("gpt2")),
        ["model.safetensors", whole.slice(0, length)],
      ]);
      await refuses(cut, "BAD_FILE", /model\.safetensors|safetensors/);
    }
  });

  it("weights that are not finite", async () => {
    const weights = { ...Object.fromEntries(await readTensors("models/gpt2/model.safetensors")) };
    const name = "transformer.h.0.mlp.c_fc.weight";
    const data = Float32Array.from(weights[name].data as Float32Array);
    data[17] = Number.NaN;
    weights[name] = float32(weights[name].dims, data);
    const config = readFixture<Record<string, unknown>>("models/gpt2/config.json");
    const making = createModel({ config, weights }, QUIET);
    await expect(making).rejects.toMatchObject({ name: "VitrineError", code: "NOT_FINITE" });
    await expect(making).rejects.toThrow(
      /mlp\.c_fc\.weight.* at element 17; expected finite weights/,
    );
  });

  it("a checkpoint of pickles", async () => {
    const config = await readFile(path.join(MODELS, "gpt2", "config.json"), "utf8");
    await refuses(
      new Map([
        ["config.json", config],
        ["pytorch_model.bin", "x"],
      ]),
      "UNSUPPORTED",
      /pickle|pytorch_model\.bin/,
    );
  });

  it("a head that is not there", async () => {
    const loading = loadModel(path.join(MODELS, "gpt2"), { ...QUIET, head: "class" });
    await expect(loading).rejects.toThrow(/no head "class"; this checkpoint has lm/);
  });

  it("a tokenizer that is none", async () => {
    const folder = path.join(scratch, "broken-tokenizer");
    await cp(STORIES, folder, { recursive: true });
    await writeFile(path.join(folder, "tokenizer.json"), '{"model": 3}');
    await refuses(folder, "BAD_FILE", /tokenizer/);
  });
});

it("shows the head that was chosen as the main one", async () => {
  await using model = await loadModel(path.join(MODELS, "bert"), { ...QUIET, head: "class" });
  expect(model.heads[0]).toBe("class");
  const { logits, outputs } = await model.run({ ids: [5, 6, 7] });
  expect(logits!.dims).toEqual([1, 3]);
  expect(outputs.get("lm")!.dims).toEqual([1, 3, 118]);
});

it("reads only the bytes of the checkpoint, telling how many", async () => {
  let bytes = 0;
  await using model = await loadModel("stories260k", {
    ...QUIET,
    onBytes: (count) => (bytes += count),
  });
  expect(model.config.nLayers).toBe(5);
  expect(bytes).toBeGreaterThan(1_000_000);
});
