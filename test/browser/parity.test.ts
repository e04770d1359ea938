import { readdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from "vitest";
import { loadModel } from "vitrine";
import { useBrowser } from "../helpers/browser.ts";
import { type PageOptions, type ServedPage, servePage } from "../helpers/page.ts";
import { serveFolders, type StaticServer } from "../helpers/server.ts";
import { analyses, type Findings, type Numbers } from "./analyses.ts";

const HERE = import.meta.dirname;
const MODELS = path.join(HERE, "../../models");
const FILES = readdirSync(path.join(MODELS, "stories260k")).map((file) =>
  path.join(MODELS, "stories260k", file),
);

/** Two float32 implementations of the same sums. */
const TOLERANCE = 2e-5;

/** Lets other origins read, so that a model may come from a server of its own. */
const SHARED = { "Access-Control-Allow-Origin": "*" };

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const browser = useBrowser();
let node: Findings;
let isolated: ServedPage;
let isolatedInPieces: ServedPage;
let plain: ServedPage;

beforeAll(async () => {
  const serve = (options: PageOptions): Promise<ServedPage> =>
    servePage(`import "./page.ts";`, {
      files: ["page.ts", "analyses.ts"].map((file) => path.join(HERE, file)),
      ...options,
    });
  isolated = await serve({});
  isolatedInPieces = await serve({ workerFormat: "es" });
  plain = await serve({ headers: {} });
  await using model = await loadModel("stories260k", { backend: "node" });
  node = await analyses(model);
});
afterAll(async () => {
  for (const served of [isolated, isolatedInPieces, plain]) await served.close();
});

interface Tab {
  readonly page: Page;
  /** Scripts that workers were started from, threads of WASM included. */
  readonly workers: readonly string[];
}

/** A fresh tab on a page. Nothing in it, workers included, may ask another machine. */
async function open(context: TestContext, { url }: ServedPage): Promise<Tab> {
  const tab = await (await browser(context)).newContext();
  const asked = new Set<string>();
  const workers: string[] = [];
  tab.on("request", (request) => asked.add(new URL(request.url()).hostname));
  const page = await tab.newPage();
  page.on("worker", (worker) => workers.push(worker.url()));
  await page.goto(url);
  context.onTestFinished(async () => {
    await tab.close();
    asked.delete(""); // data: addresses, inlined by the bundler
    expect([...asked]).toEqual(["127.0.0.1"]);
  });
  return { page, workers };
}

/** Node's numbers that a page has to give, by the beginning of their names. */
function expected(prefix: string): Findings {
  return Object.fromEntries(Object.entries(node).filter(([name]) => name.startsWith(prefix)));
}

/** Largest |page − Node| / max(1, |Node|) of each tensor that is too far off. */
function differences(found: Findings, wanted: Findings): Readonly<Record<string, number>> {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  const errors = Object.entries(wanted).map(
    ([name, numbers]) => [name, worstError(found[name], numbers)] as const,
  );
  return Object.fromEntries(errors.filter(([, error]) => error > TOLERANCE));
}

function worstError(found: Numbers, wanted: Numbers): number {
  if (found.dims.join() !== wanted.dims.join()) return Infinity;
  return wanted.data.reduce((worst, value, i) => {
    if (Object.is(found.data[i], value)) return worst; // also equal infinities and NaN
    const error = Math.abs(found.data[i] - value) / Math.max(1, Math.abs(value));
    return Number.isNaN(error) ? Infinity : Math.max(worst, error);
  }, 0);
}

describe("an isolated page", () => {
  it.for([
    ["in one file", () => isolated],
    ["in pieces", () => isolatedInPieces],
  ] as const)("runs the worker with threads, bundled %s", async ([, served], context) => {
    const { page, workers } = await open(context, served());
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const found = page.evaluate(() => window.page.analyse("stories260k", { threads: 3 }));
    expect(differences(await found, node)).toEqual({});
    expect(workers, "one computes, two help it; as many for the twin").toHaveLength(6);
  });

  it("runs in the page's own thread, which may not wait for others", async (context) => {
    const { page, workers } = await open(context, isolatedInPieces);
    const found = page.evaluate(() => window.page.run("stories260k", { worker: false }));
    expect(differences(await found, expected("run"))).toEqual({});
    expect(workers).toEqual([]);
  });
});

describe("a page that is not isolated", () => {
  it("runs the worker without threads", async (context) => {
    const { page, workers } = await open(context, plain);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    const found = page.evaluate(() => window.page.analyse("stories260k", { threads: 3 }));
    expect(differences(await found, node)).toEqual({});
    expect(workers, "one, and one for the twin of random weights").toHaveLength(2);
  });
});

describe("a page loads", () => {
  let models: StaticServer;
  beforeAll(async () => {
    models = await serveFolders({ models: MODELS }, SHARED);
  });
  afterAll(() => models.close());

  it("files that a user picked", async (context) => {
    const { page } = await open(context, plain);
    await page.setInputFiles("input", FILES);
    const found = await page.evaluate(() => window.page.run(null));
    expect(differences(found, expected("run"))).toEqual({});
  });

  it("a folder on another server, which need not show its headers", async (context) => {
    const { page } = await open(context, isolated);
    const address = `${models.origin}/models/stories260k`;
    const found = await page.evaluate((source) => window.page.run(source), address);
    expect(differences(found, expected("run"))).toEqual({});
  });

  const refused: readonly (readonly [string, () => string | null, RegExp])[] = [
    ["an address with nothing there", () => `${models.origin}/models/none`, /config\.json/],
    ["a server that is not there", () => "http://127.0.0.1:9/model", /could not be fetched/],
    ["a name that is none", () => "stories", /expected a bundled name.*"stories260k"/],
    ["no files", () => null, /config\.json/],
  ];
  it.for(refused)("not %s", async ([, source, message], context) => {
    const { page } = await open(context, plain);
    const refusal = await page.evaluate((given) => window.page.refusal(given), source());
    expect(refusal).toEqual(["IO", expect.stringMatching(message)]);
  });

  it.for([
    ["the worker's script", "**/worker.web-*.js", /script cannot be loaded; is it served/],
    ["ONNX Runtime's WASM", "**/*.wasm", /WASM does not start \(.*Is its \.wasm file served/],
    ["the weights", "**/*.safetensors", /expected status 200 or 206, got 404/],
  ] as const)("nothing where a server lacks %s", async ([, missing, message], context) => {
    const { page } = await open(context, isolated);
    await page.route(missing, (route) => route.fulfill({ status: 404, body: "not found" }));
    const refusal = await page.evaluate(() => window.page.refusal("stories260k"));
    expect(refusal?.[1]).toMatch(message);
  });
});
