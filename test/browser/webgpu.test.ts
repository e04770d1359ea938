import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from "vitest";
import { loadModel } from "vitrine";
import type { ParityCertificate } from "vitrine/reports";
import { useBrowser } from "../helpers/browser.ts";
import { type ServedPage, servePage } from "../helpers/page.ts";
import { serveFolders, type StaticServer } from "../helpers/server.ts";
import type { Findings } from "./analyses.ts";
import { everyCall, type Work } from "./webgpu-calls.ts";
import { differences } from "./webgpu-difference.ts";

const HERE = import.meta.dirname;
const FOLDERS = {
  models: path.join(HERE, "../../models"),
  fixtures: path.join(HERE, "../../fixtures/models"),
};

/** The binary of ONNX Runtime that has WebGPU; the other build is `ort-wasm-simd-threaded-*`. */
const GPU_BINARY = /asyncify/;

/** Padded to a multiple of four, which a GPU's kernels take four numbers at a time. */
const IDS: Work["input"] = [{ ids: [5, 9, 33, 21, 14, 2, 17, 30] }, { ids: [40, 8, 2] }];

/** One of each family, and the model that comes along. */
const GPT2: Work = { input: IDS, target: { kind: "logit", id: 3, position: -1 } };
const OTHERS: readonly (readonly [string, Work])[] = [
  ["fixtures/llama-gqa", { input: IDS, target: { kind: "logprob", id: 3, position: -1 } }],
  ["fixtures/bert", { input: IDS, target: { kind: "logit", id: 3, position: 1 } }],
  [
    "models/stories260k",
    { input: "Once upon a time", target: { kind: "logit", token: " She", position: -1 } },
  ],
];

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const software = useBrowser({ webgpu: true });
const without = useBrowser();
let served: ServedPage;
let models: StaticServer;

beforeAll(async () => {
  const files = ["webgpu-page.ts", "webgpu-calls.ts", "analyses.ts"];
  served = await servePage(`import "./webgpu-page.ts";`, {
    files: files.map((file) => path.join(HERE, file)),
  });
  models = await serveFolders(FOLDERS, { "Access-Control-Allow-Origin": "*" });
});
afterAll(async () => {
  await served.close();
  await models.close();
});

interface Tab {
  readonly page: Page;
  /** Binaries that were asked for. */
  readonly binaries: readonly string[];
}

/** A tab of a browser that has WebGPU; skips the test, or fails it, where none has. */
async function openWithGpu(context: TestContext): Promise<Tab> {
  const tab = await open(context, await software(context));
  const hasGpu = await tab.page.evaluate(
    async () => (await navigator.gpu?.requestAdapter()) ?? null,
  );
  const isRequired = process.env.VITRINE_REQUIRE_BROWSER === "1";
  if (!isRequired) context.skip(hasGpu === null, "the browser found has no WebGPU");
  expect(hasGpu, "a GPU, be it SwiftShader").not.toBeNull();
  return tab;
}

async function open(context: TestContext, browser: Browser): Promise<Tab> {
  const tab = await browser.newContext();
  context.onTestFinished(() => tab.close());
  const binaries: string[] = [];
  tab.on("request", (request) => {
    if (request.url().endsWith(".wasm")) binaries.push(request.url());
  });
  const page = await tab.newPage();
  await page.goto(served.url);
  return { page, binaries };
}

/** Node's numbers, on native CPU. */
async function native(source: string, work: Work): Promise<Findings> {
  const [folder, name] = source.split("/") as [keyof typeof FOLDERS, string];
  await using model = await loadModel(path.join(FOLDERS[folder], name), { backend: "node" });
  return await everyCall(model, work);
}

describe("WebGPU in a page", () => {
  it.for(OTHERS)("computes %s as Node does, in a worker", async ([source, work], context) => {
    const { page, binaries } = await openWithGpu(context);
    const found = await page.evaluate(
      ([address, given]) => window.webgpu.call(address, given, { backend: "webgpu" }),
      [`${models.origin}/${source}`, work] as const,
    );
    expect(differences(found, await native(source, work))).toEqual({});
    expect(binaries).toEqual([expect.stringMatching(GPU_BINARY)]);
  });

  it("computes fixtures/gpt2 as Node does, in the page's thread, each weight uploaded once and all given back", async (context) => {
    const { page } = await openWithGpu(context);
    const [found, { uploadedBytes, weightCount, ends }] = await page.evaluate(
      ([address, work]) => window.webgpu.watch(address, work),
      [`${models.origin}/fixtures/gpt2`, GPT2] as const,
    );
    expect(differences(found, await native("fixtures/gpt2", GPT2))).toEqual({});
    expect(uploadedBytes).toHaveLength(weightCount);
    expect(ends).toEqual(["destroyed"]);
  });

  it("is not fetched by those who use WASM", async (context) => {
    const { page, binaries } = await openWithGpu(context);
    const found = await page.evaluate(
      ([address, work]) => window.webgpu.call(address, work, { backend: "web" }),
      [`${models.origin}/fixtures/gpt2`, GPT2] as const,
    );
    expect(differences(found, await native("fixtures/gpt2", GPT2))).toEqual({});
    expect(binaries.filter((binary) => GPU_BINARY.test(binary))).toEqual([]);
    expect(binaries).not.toEqual([]);
  });

  it("agrees with the float64 interpreter in the same page, as a certificate says", async (context) => {
    const { page } = await openWithGpu(context);
    const json = await page.evaluate(
      (address) => window.webgpu.certify(address, [5, 9, 33, 21, 14, 2, 17, 30]),
      `${models.origin}/fixtures/bert-classifier`,
    );
    const certificate = JSON.parse(json) as ParityCertificate;
    expect(certificate.backends.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "reference judge",
      "node unavailable",
      "web compared",
      "webgpu compared",
    ]);
    expect(certificate.passed).toBe(true);
  });

  it("says when the GPU was lost", async (context) => {
    const { page } = await openWithGpu(context);
    const said = await page.evaluate(([address, work]) => window.webgpu.lose(address, work), [
      `${models.origin}/fixtures/gpt2`,
      GPT2,
    ] as const);
    expect(said).toMatch(/the GPU was lost.* Load the model again/);
  });

  it("says which file a server lacks", async (context) => {
    const { page } = await openWithGpu(context);
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "not found" }));
    const source = `${models.origin}/fixtures/gpt2`;
    const refusal = await page.evaluate((address) => window.webgpu.refusal(address), source);
    expect(refusal).toEqual(["RUNTIME", expect.stringMatching(/Is its \.wasm file served/)]);
  });

  it("is refused where the browser has no GPU, and nothing takes its place", async (context) => {
    const { page } = await open(context, await without(context));
    const source = `${models.origin}/fixtures/gpt2`;
    const refusal = await page.evaluate((address) => window.webgpu.refusal(address), source);
    expect(refusal).toEqual([
      "UNSUPPORTED",
      expect.stringMatching(/no WebGPU \(.*WASM runs the model/),
    ]);
  });
});
