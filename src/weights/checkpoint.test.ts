import path from "node:path";
import { describe, expect, it } from "vitest";
import { localFolder } from "#bytes";
import { memoryFolder } from "../bytes/folder.ts";
import { float32 } from "../tensor/tensor.ts";
import { locateWeights, openFiles, openWeights } from "./checkpoint.ts";
import { writeSafetensors } from "./safetensors-write.ts";

const INDEX = "model.safetensors.index.json";
const first = writeSafetensors(new Map([["a", float32([2], [1, 2])]]));
const second = writeSafetensors(new Map([["b", float32([1], [3])]]));

function folder(files: Record<string, Uint8Array | string>) {
  return memoryFolder("ckpt", new Map(Object.entries(files)));
}

function sharded(map: unknown, files: Record<string, Uint8Array> = {}) {
  return folder({
    "s1.safetensors": first,
    "s2.safetensors": second,
    ...files,
    [INDEX]: JSON.stringify({ metadata: { total_size: 12 }, weight_map: map }),
  });
}

describe("openWeights", () => {
  it("reads the bundled checkpoint, which Python's safetensors wrote", async () => {
    const root = path.join(import.meta.dirname, "../../models/stories260k");
    const weights = await openWeights(await localFolder(root));
    // config.json: vocab 512, hidden 64, intermediate 172, 8 heads over 4 key-value heads.
    expect(weights.tensors.get("model.embed_tokens.weight")?.dims).toEqual([512, 64]);
    expect(weights.tensors.get("model.layers.0.self_attn.k_proj.weight")?.dims).toEqual([32, 64]);
    const embed = await weights.read("model.embed_tokens.weight");
    expect(embed.data.length).toBe(512 * 64);
    expect((embed.data as Float32Array).every(Number.isFinite)).toBe(true);
    await weights.close();
  });

  it("reads a file and shards alike", async () => {
    const weights = await openWeights(sharded({ a: "s1.safetensors", b: "s2.safetensors" }));
    expect([...weights.tensors.keys()]).toEqual(["a", "b"]);
    expect(await weights.read("a")).toEqual(float32([2], [1, 2]));
    expect(await weights.read("b")).toEqual(float32([1], [3]));
    await expect(weights.read("c")).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
    const single = await openWeights(folder({ "model.safetensors": first }));
    expect([...single.tensors.keys()]).toEqual(["a"]);
  });

  it("takes the only safetensors file of a folder", async () => {
    const files = await locateWeights(folder({ "adapter.safetensors": first }));
    expect(files).toHaveLength(1);
  });

  it("refuses a name that its shard does not hold", async () => {
    const bad = sharded({ a: "s1.safetensors", b: "s2.safetensors", c: "s2.safetensors" });
    await expect(openWeights(bad)).rejects.toThrow(/lists "c" in s2\.safetensors/);
    const moved = sharded({ a: "s2.safetensors", b: "s1.safetensors" });
    await expect(openWeights(moved)).rejects.toThrow(/lists "a" in s2\.safetensors/);
  });

  it("names a missing shard", async () => {
    const bad = sharded({ a: "s1.safetensors", b: "s3.safetensors" });
    await expect(openWeights(bad)).rejects.toThrow(/s3\.safetensors is missing/);
  });

  it.each([
    "../s1.safetensors",
    "/etc/passwd",
    "x/s1.safetensors",
    "C:s.safetensors",
    "..",
    7,
    null,
  ])("refuses the shard name %j", async (file) => {
    await expect(openWeights(sharded({ a: file }))).rejects.toMatchObject({ code: "BAD_FILE" });
  });

  it.each([[{}], [null], [[]], ["x"]])("refuses the weight map %j", async (map) => {
    await expect(openWeights(sharded(map))).rejects.toMatchObject({ code: "BAD_FILE" });
  });

  it("refuses a weight in two files", async () => {
    const bad = sharded({ a: "s1.safetensors", b: "s2.safetensors" }, { "s2.safetensors": first });
    await expect(openWeights(bad)).rejects.toThrow(/holds "a", which .*s1\.safetensors holds too/);
  });

  it("gives the conversion command where there are only pickles", async () => {
    const pickles = folder({ "pytorch_model.bin": Uint8Array.of(0x80, 2) });
    await expect(openWeights(pickles)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("torch.load('pytorch_model.bin'"),
    });
  });

  it("says what it looked for in an empty folder", async () => {
    await expect(openWeights(folder({}))).rejects.toThrow(/expected model\.safetensors or/);
  });
});

describe("openFiles", () => {
  it("fails as a whole where one file is damaged", async () => {
    const damaged = { kind: "memory", name: "bad", bytes: new Uint8Array(4) } as const;
    const sound = { kind: "memory", name: "good", bytes: first } as const;
    await expect(openFiles([sound, damaged])).rejects.toMatchObject({ code: "BAD_FILE" });
  });
});
