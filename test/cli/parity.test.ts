import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { textWidth } from "../../src/view/text-width.ts";
import { type CliRun, vitrine } from "../helpers/cli.ts";
import { softwareGpu } from "../helpers/software-gpu.ts";

const GPT2 = path.join(import.meta.dirname, "../../fixtures/models/gpt2");

/** A machine without a GPU, as far as Vulkan says. */
const NO_GPU = { VK_ICD_FILENAMES: "/nowhere.json" };

vi.setConfig({ testTimeout: 60_000 });

const parity = (args: readonly string[], env: Readonly<Record<string, string>> = NO_GPU) =>
  vitrine(["parity", ...args], { env });

const widest = ({ stdout }: CliRun): number => Math.max(...stdout.split("\n").map(textWidth));

describe("vitrine parity", () => {
  it("certifies the bundled model at 80 columns, and says what could not be compared", async () => {
    const run = await parity(["stories260k", "--text", "Once upon a time"]);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^Parity of stories260k\n/);
    expect(run.stdout).toContain("“Once upon a time” (5 tokens)");
    expect(run.stdout).toMatch(/SHA-256 [0-9a-f]{16}\n/);
    expect(run.stdout).toMatch(/ native CPU +WASM/);
    for (const part of ["outputs\n  lm ", "activations\n  embed ", "gradients\n  embed "]) {
      expect(run.stdout).toContain(part);
    }
    expect(run.stdout).toMatch(/ {2}native CPU +within tolerance: rel \S+ at most, at\s+\S+/);
    expect(run.stdout).toMatch(/ {2}WebGPU +(not available here: \S|within tolerance)/);
    expect(run.stdout).toMatch(/\nPassed: the same numbers, up to a relative difference of /);
    expect(widest(run)).toBeLessThanOrEqual(80);
  });

  it("compares WebGPU too where there is a GPU", async (context) => {
    const gpu = softwareGpu();
    context.skip(gpu === null, "Debian's Chromium, which carries one, is not installed");
    const run = await parity([GPT2], gpu ?? {});
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/ native CPU +WASM +WebGPU\n/);
    expect(run.stdout).toMatch(/ {2}WebGPU +within tolerance/);
    expect(widest(run)).toBeLessThanOrEqual(80);
  });

  it("prints JSON and nothing else", async () => {
    const args = [GPT2, "--ids", "5,9,33,21", "--tokens", "3", "--backends", "node,web", "--json"];
    const { code, stdout, stderr } = await parity(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const certificate = JSON.parse(stdout) as { readonly sites: readonly object[] };
    expect(certificate).toMatchObject({
      schema: 1,
      model: { architecture: "gpt2", fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
      input: { text: null, ids: [5, 9, 33], tokens: 4 },
      backends: [
        { name: "node", status: "judge", worst: null },
        { name: "web", status: "compared", worst: { name: expect.any(String) } },
      ],
      passed: true,
    });
    expect(certificate.sites[0]).toMatchObject({
      part: "output",
      name: "lm",
      differences: { web: { absolute: expect.any(Number), relative: expect.any(Number) } },
    });
  });

  it("ends with 1 beyond the tolerance", async () => {
    const args = [GPT2, "--backends", "reference,node", "--tolerance", "1e-9"];
    const { code, stdout, stderr } = await parity(args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/native CPU +beyond tolerance: rel /);
    expect(stderr).toMatch(/^vitrine: parity: the backends do not agree/);
  });

  it("ends with 1 where a backend that was named is not there", async (context) => {
    const { code, stdout } = await parity([GPT2, "--backends", "node,webgpu"]);
    context.skip(code === 0, "this machine has a GPU that is not Vulkan's");
    expect(code).toBe(1);
    expect(stdout).toMatch(/WebGPU +not available here: .*\bGPU\b/);
    expect(stdout).toContain("Nothing was compared");
  });

  it("speaks Chinese", async () => {
    const args = [GPT2, "--backends", "node,web", "--lang", "zh"];
    const { stdout } = await parity(args);
    expect(stdout).toMatch(/一致性证书\n/);
    expect(stdout).toMatch(/通过：数值一致/);
    expect(stdout).not.toMatch(/parity\.|\{\w+\}/);
  });

  it("refuses a backend it does not know, and a model that is not there", async () => {
    const backend = await parity([GPT2, "--backends", "node,gpu"]);
    expect(backend.code).toBe(2);
    expect(backend.stderr).toMatch(/--backends expects one of .*webgpu.*got “gpu”/);
    const model = await parity(["./nowhere"]);
    expect(model.code).toBe(1);
    expect(model.stdout).toBe("");
  });
});

describe("--backend webgpu", () => {
  it("runs the model on the GPU, or says what is missing; nothing takes its place", async () => {
    const args = ["generate", "Once upon a time", "--max-new-tokens", "3", "--backend", "webgpu"];
    const { code, stdout, stderr } = await vitrine(args, { env: NO_GPU });
    if (code === 0) expect(stdout).toMatch(/^Once upon a time, there was\n/);
    else expect([code, stdout, stderr]).toEqual([1, "", expect.stringMatching(/WebGPU finds no/)]);
  });
});
