import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import type { WiredTruthJson } from "vitrine";
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from "vitest";
import { wiredFolders } from "../../phantom/wired/files.ts";
import { useBrowser } from "../helpers/browser.ts";
import { readFixture } from "../helpers/fixtures.ts";
import { type ServedPage, servePage } from "../helpers/page.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const HERE = import.meta.dirname;
const MODELS = path.join(HERE, "../../models");
const browser = useBrowser();
let served: ServedPage;
beforeAll(async () => {
  const page = JSON.stringify(path.join(HERE, "wired-page.ts"));
  served = await servePage(`import { wired } from ${page};\nwindow.wired = wired;`);
});
afterAll(() => served.close());

async function open(context: TestContext): Promise<Page> {
  const page = await (await browser(context)).newPage();
  await page.goto(served.url);
  context.onTestFinished(() => page.close());
  return page;
}

describe("the wired models in a browser", () => {
  it("compile to the bytes that ship", async (context) => {
    const page = await open(context);
    const shipped = wiredFolders.flatMap(({ name }) =>
      readdirSync(path.join(MODELS, name)).map((file) => {
        const bytes = readFileSync(path.join(MODELS, name, file));
        return [`${name}/${file}`, createHash("sha256").update(bytes).digest("hex")];
      }),
    );
    expect(await page.evaluate(() => window.wired.hashes())).toEqual(Object.fromEntries(shipped));
  });

  it.for(["phantom-wired", "phantom-wired-norm", "phantom-wired-noisy"])(
    "load by name, give numpy's logits and know their truth: %s",
    async (name, context) => {
      const page = await open(context);
      const { texts, logits } = readFixture<{
        readonly texts: readonly string[];
        readonly logits: Readonly<Record<string, readonly (readonly number[])[]>>;
      }>("references/phantom-wired.json");
      const { truth, logits: found } = await page.evaluate(
        ([name, texts]) => window.wired.ask(name, texts),
        [name, texts] as const,
      );
      const limit = name === "phantom-wired-norm" ? 5e-3 : 1e-4;
      for (const [i, row] of logits[name].entries()) {
        for (const [token, value] of row.entries()) {
          expect(Math.abs(found[i][token] - value), texts[i]).toBeLessThan(limit);
        }
      }
      const shipped = JSON.parse(
        readFileSync(path.join(MODELS, name, "truth.json"), "utf8"),
      ) as WiredTruthJson;
      if (truth.kind !== "wired") throw new Error("not wired");
      expect(truth.circuits).toEqual(shipped.circuits);
      expect(truth.directions.dims).toEqual(shipped.directions.dims);
    },
  );
});
