import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { loadModel, VitrineError } from "vitrine";
import {
  Builder,
  createEngine,
  exportOnnx,
  float32,
  gradient,
  opTable,
  printGraph,
  readOnnx,
} from "vitrine/graph";
import { readNpz, writeNpz } from "vitrine/formats";
import { loadMethod } from "vitrine/methods";
import { integratedGradients } from "vitrine/methods/attribution";
import { inspect, inspectHtml } from "vitrine/reports";

const ROOT = path.join(import.meta.dirname, "..");

/** What people write first. It leaves the model open. */
const FIRST_LINES = `
  import { loadModel } from "vitrine";
  const model = await loadModel("stories260k");
  const { nLayers } = model.config;
  const sites = model.sites("attn.pattern");
  const { ids } = model.tokenizer.encode("Once upon a time");
  const { logits, cache } = await model.run("Once upon a time", {
    capture: ["blocks.*.attn.hook_pattern", "blocks.2.hook_resid_post"],
    edits: [{ at: "blocks.1.attn.hook_z", where: { head: 3 }, do: "zero" }],
  });
  const { value, gradients } = await model.gradient("Once upon a time", {
    target: { kind: "logit", token: " there", position: -1 }, wrt: ["hook_embed"],
  });
`;

/** Runs a module beside the package, in a process that has to end by itself. */
async function output(body: string): Promise<unknown> {
  const args = ["--input-type=module", "--eval", body];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: ROOT,
    timeout: 25_000,
  });
  return JSON.parse(stdout) as unknown;
}

describe("the built package", () => {
  it("loads, runs with capture and edits, and differentiates", async () => {
    const seen = await output(`${FIRST_LINES}
      const dims = {
        logits: logits.dims,
        captured: cache.keys().length,
        pattern: cache.get("blocks.0.attn.hook_pattern").dims,
        residual: cache.get("blocks.2.hook_resid_post").dims,
        value: value.dims,
        gradient: gradients.get("hook_embed").dims,
      };
      await model.close();
      console.log(JSON.stringify({ nLayers, sites: sites.length, pos: ids.length, ...dims }));`);
    // The model's config.json: 5 layers, 8 heads, width 64, 512 tokens. Text: BOS and four words.
    expect(seen).toEqual({
      nLayers: 5,
      sites: 5,
      pos: 5,
      logits: [1, 5, 512],
      captured: 6,
      pattern: [1, 8, 5, 5],
      residual: [1, 5, 64],
      value: [1],
      gradient: [1, 5, 64],
    });
  });

  it("lets the process end while a model is open", async () => {
    expect(await output(`${FIRST_LINES} console.log(JSON.stringify(value.data.length));`)).toBe(1);
  });

  it("gives what waits, and what comes later, an error when its worker dies", async () => {
    const seen = await output(`
      import { Worker } from "node:worker_threads";
      let worker;
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (...args) {
        worker = this;
        return postMessage.apply(this, args);
      };
      const { loadModel, VitrineError } = await import("vitrine");
      const model = await loadModel("stories260k");
      const waiting = model.run("Once upon a time");
      await worker.terminate();
      const codeOf = (promise) => promise.then(() => "no error", (error) =>
        error instanceof VitrineError ? error.code : String(error));
      console.log(JSON.stringify([await codeOf(waiting), await codeOf(model.run("Once"))]));
      await model.close();`);
    expect(seen).toEqual(["RUNTIME", "RUNTIME"]);
  });

  it("folds weights in the worker, and hands out circuits", async () => {
    const seen = await output(`
      import { loadModel } from "vitrine";
      const top = async (options) => {
        const model = await loadModel("stories260k", options);
        const { logits } = await model.run("Once upon a time", { logits: "last" });
        const heads = await model.circuit("OV", { layer: 4 });
        const [mean, best] = [logits.data.reduce((a, b) => a + b) / 512, Math.max(...logits.data)];
        await model.close();
        return { token: logits.data.indexOf(best), lead: best - mean, mean, dims: heads.dims };
      };
      console.log(JSON.stringify([await top({}), await top({ fold: true })]));`);
    const [raw, folded] = seen as { token: number; lead: number; mean: number; dims: number[] }[];
    expect(folded.token).toBe(raw.token);
    expect(folded.lead).toBeCloseTo(raw.lead, 3);
    expect(Math.abs(raw.mean)).toBeGreaterThan(0.1);
    expect(folded.mean).toBeCloseTo(0, 4);
    expect(folded.dims).toEqual([8, 64, 64]);
  });

  it("has types, also where a test imports it", async () => {
    await using model = await loadModel("stories260k", { worker: false });
    expect(model.backend).toBe("node");
    await expect(model.run("")).rejects.toBeInstanceOf(VitrineError);
  });
});

describe("the other doors", () => {
  it("write a graph, differentiate it, run it and read it back from ONNX", async () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", ["n"]);
    g.output("y", g.op("Mul", x, x));
    const graph = gradient(g.build(), opTable, { of: ["y"], wrt: ["x"] });
    await using engine = await createEngine({ worker: false });
    const { tensors } = await engine.session(graph).run({ x: float32([3], [1, 2, -3]) });
    expect([...tensors.y.data]).toEqual([1, 4, 9]);
    expect([...tensors["gradient:x"].data]).toEqual([2, 4, -6]);
    expect(printGraph(readOnnx(exportOnnx(graph)))).toBe(printGraph(graph));
  });

  it("hand out methods by family and by name", async () => {
    await using model = await loadModel("stories260k", { worker: false });
    const subject = { model, input: "Lily saw" };
    const direct = await integratedGradients(subject, { steps: 8 });
    const named = await (await loadMethod("integrated-gradients")).run(subject, { steps: 8 });
    expect(named.toJSON()).toEqual(direct.toJSON());
    expect(direct.data.scores.dims).toEqual([3]); // BOS and two words
  });

  it("make a report", async () => {
    await using model = await loadModel("stories260k", { worker: false });
    const report = await inspect({ model, input: "Lily saw" });
    expect(await inspectHtml(report, "zh")).toMatch(/^<!doctype html>\s*<html lang="zh/i);
  });

  it("write files that others read", () => {
    const tensors = new Map([["a", float32([2], [1.5, -2])]]);
    expect(readNpz(writeNpz(tensors))).toEqual(tensors);
  });
});
