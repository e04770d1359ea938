import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bundledModels } from "../../src/bundled/models.ts";
import { loadModel } from "../../src/model/load.ts";

const files = bundledModels.get("stories260k")!;
const read = (name: string): Buffer => readFileSync(files.get(name)!);

describe("a Blob of weights", () => {
  it("is the same model as its folder, given the config and a tokenizer", async () => {
    await using folder = await loadModel("stories260k", { worker: false });
    const config = JSON.parse(read("config.json").toString()) as Record<string, unknown>;
    const blob = new Blob([new Uint8Array(read("model.safetensors"))]);
    const { tokenizer } = folder;
    await using model = await loadModel(blob, { config, tokenizer, worker: false });
    const ours = await model.run("Once upon a time");
    const theirs = await folder.run("Once upon a time");
    expect(ours.logits!.data).toEqual(theirs.logits!.data);
    expect(await model.fingerprint()).toBe(await folder.fingerprint());
  });

  it("says that it needs a config", async () => {
    const blob = new Blob([new Uint8Array(read("model.safetensors"))]);
    await expect(loadModel(blob, { worker: false })).rejects.toThrow(
      /no usable config\.json.*option "config"/,
    );
  });

  it("that is damaged says so", async () => {
    const config = JSON.parse(read("config.json").toString()) as Record<string, unknown>;
    const blob = new Blob([new Uint8Array(read("model.safetensors")).slice(0, 90_000)]);
    await expect(loadModel(blob, { config, worker: false })).rejects.toThrow(/bytes outside/);
  });
});
