import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { useBrowser } from "../helpers/browser.ts";
import { type ServedPage, servePage } from "../helpers/page.ts";
import { tinyTraining, type TinyTraining } from "../helpers/tiny-training.ts";

declare global {
  interface Window {
    tinyTraining: typeof tinyTraining;
  }
}

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const browser = useBrowser();
let served: ServedPage;
let here: TinyTraining;
beforeAll(async () => {
  const helper = JSON.stringify(path.join(import.meta.dirname, "../helpers/tiny-training.ts"));
  served = await servePage(
    `import { tinyTraining } from ${helper};\nwindow.tinyTraining = tinyTraining;`,
  );
  here = await tinyTraining({ threads: 1 });
});
afterAll(() => served.close());

function expectSame(found: TinyTraining): void {
  expect(found.losses).toHaveLength(4);
  found.losses.forEach((loss, i) => expect(loss).toBeCloseTo(here.losses[i], 4));
  const worst = found.embedding.reduce(
    (sofar, value, i) => Math.max(sofar, Math.abs(value - here.embedding[i])),
    0,
  );
  expect(worst).toBeLessThan(2e-4);
}

describe("the same training, cut in two by a checkpoint", () => {
  it("in several workers", async () => {
    expectSame(await tinyTraining({ workers: 2 }));
  });

  it("in a page", async (context) => {
    const page = await (await browser(context)).newPage();
    await page.goto(served.url);
    expectSame(await page.evaluate(() => window.tinyTraining({ workers: 2 })));
    await page.close();
  });
});
