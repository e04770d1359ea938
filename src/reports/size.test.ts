import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadModel } from "../model/load.ts";
import { inspectHtml } from "./html.ts";
import { inspect } from "./inspect.ts";
import { viewerScript } from "./viewer.generated.ts";

describe("the size of a report", () => {
  it("is at most 400 kB beside its numbers, for 20 tokens", async () => {
    await using model = await loadModel("stories260k", { worker: false });
    const input = "Once upon a time, there was a little girl named Lily. She saw a big";
    const texts = { texts: ["The dog ran to the park.", "Mia had a red ball."], source: "two" };
    const report = await inspect({ model, input, texts });
    expect(report.row.ids.length).toBe(20);
    const html = await inspectHtml(report, "en");
    const [, numbers] = /id="results">(.*?)<\/script>/s.exec(html)!;
    expect(Buffer.byteLength(html) - Buffer.byteLength(numbers)).toBeLessThanOrEqual(400_000);
  });

  it("has a viewer of at most 60 kB, compressed", () => {
    expect(gzipSync(viewerScript).length).toBeLessThanOrEqual(60_000);
  });
});
