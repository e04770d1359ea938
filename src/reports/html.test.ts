import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { handMadeReport } from "../../test/helpers/report.ts";
import { inspectHtml, resultHtml } from "./html.ts";
import type { InspectReport } from "./inspect.ts";

describe("inspectHtml", () => {
  let report: InspectReport;
  let page: string;
  beforeAll(async () => {
    report = await handMadeReport();
    page = await inspectHtml(report, "en");
  });

  it("forbids every request and every script but its own", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)![1];
    const [script] = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map((match) => match[1]);
    const digest = createHash("sha256").update(script).digest("base64");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${digest}'`);
  });

  it("names no other place to load from", () => {
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base)\b|\bsrc=|url\(|@import/);
  });

  it("says the findings and shows a picture and a table for each analysis", () => {
    expect(page).toContain("After this text the model expects “on”");
    for (const { method } of report.results) {
      const card = page
        .slice(page.indexOf(`<section class="panel`))
        .split("<section ")
        .find((section) => section.includes(`id="${method.id}"`))!;
      expect(card, method.id).toMatch(/<table>/);
      expect(card, method.id).toMatch(/<svg |class="strip"/);
    }
    expect(page.match(/<svg /g)!.length).toBeGreaterThan(6);
  });

  it("holds the results as JSON", () => {
    const [, json] = /id="results">(.*?)<\/script>/s.exec(page)!;
    const { schema, results } = JSON.parse(json);
    expect(schema).toBe(1);
    expect(results.map((result: { method: string }) => result.method)).toEqual([
      "next-token",
      "integrated-gradients",
      "logit-lens",
      "patch",
      "head-scores",
      "next-token-calibration",
    ]);
    expect(results[1].data.scores.data).toEqual([0, -0.25, 1.5, 0.75]);
  });

  it("leaves no token alive as markup", async () => {
    const evil = `</script><script>alert("x")</script><img src=x onerror=alert(1)>`;
    const hostile = await inspectHtml(await handMadeReport(evil), "en");
    expect(hostile).not.toMatch(/<script>alert|<img/);
    expect(hostile).toContain("&lt;/script&gt;&lt;script&gt;alert");
  });

  it("speaks Chinese", async () => {
    const chinese = await inspectHtml(report, "zh");
    expect(chinese).toContain(`<html lang="zh-CN">`);
    expect(chinese).toContain("读完这段文本，模型预期下一个词元是“on”");
  });

  it("says what was left out and why", async () => {
    const { VitrineError } = await import("../errors.ts");
    const [{ method }] = report.results;
    const skipped = [{ method, error: new VitrineError("UNSUPPORTED", "no <head> here") }];
    const partial = await inspectHtml({ ...report, skipped, stopped: true }, "en");
    expect(partial).toContain("Not done: no &lt;head&gt; here");
    expect(partial).toContain("Stopped before the end");
    const chinese = await inspectHtml({ ...report, skipped }, "zh");
    expect(chinese).toMatch(/未执行：[\u4e00-\u9fff]+：no &lt;head&gt; here/);
  });
});

describe("resultHtml", () => {
  it("is a page of one result", async () => {
    const { results } = await handMadeReport();
    const page = await resultHtml(results[1].method, results[1].result, "en");
    expect(page).toContain("<h1>Integrated gradients</h1>");
    expect(page).toContain("vitrine run integrated-gradients");
    expect(page).toContain("“The cat sat”");
  });

  it("does not say of any result what holds for those of inspect", async () => {
    const { results } = await handMadeReport();
    const { method, result } = results.find(({ method }) => method.id === "patch")!;
    const page = await resultHtml(method, result, "en");
    const [body] = page.split(`<script type="application/json"`);
    expect(body).not.toContain("One token of the text was replaced");
    expect(body).toContain("<small>original</small> “The cat sat”");
  });
});
