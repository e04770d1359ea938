import { createHash } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import { loadSuite } from "../../src/suites/load.ts";
import { useBrowser } from "../helpers/browser.ts";
import { type ServedPage, servePage } from "../helpers/page.ts";
import { serveFolders, type StaticServer } from "../helpers/server.ts";
import { RECORDED_SUITES } from "../helpers/suite-digests.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const HERE = import.meta.dirname;
const MODELS = path.join(HERE, "../../models");
const browser = useBrowser();
let served: ServedPage;
let models: StaticServer;
beforeAll(async () => {
  const page = JSON.stringify(path.join(HERE, "suite-page.ts"));
  served = await servePage(`import { suite } from ${page};\nwindow.suite = suite;`);
  models = await serveFolders({ models: MODELS }, { "Access-Control-Allow-Origin": "*" });
});
afterAll(async () => {
  await served.close();
  await models.close();
});

describe("the cases of a suite", () => {
  it.for(RECORDED_SUITES)(
    "are the recorded bytes in Node: %s on %s, seed %d",
    async ([name, folder, seed, sha256]) => {
      await using model = await loadModel(path.join(MODELS, folder), { worker: false });
      const { cases } = await loadSuite(name, { model, seed });
      const found = createHash("sha256").update(JSON.stringify(cases)).digest("hex");
      expect(found).toBe(sha256);
    },
  );

  it.for(RECORDED_SUITES)(
    "are the recorded bytes in a browser: %s on %s, seed %d",
    async ([name, folder, seed, sha256], context) => {
      const page = await (await browser(context)).newPage();
      context.onTestFinished(() => page.close());
      await page.goto(served.url);
      const source = `${models.origin}/models/${folder}`;
      const found = await page.evaluate(
        ([suite, model, seed]) => window.suite.digest(suite, model, seed),
        [name, source, seed] as const,
      );
      expect(found).toBe(sha256);
    },
  );
});
