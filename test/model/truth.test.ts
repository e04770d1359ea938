import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bundledModels, phantoms } from "../../src/bundled/models.ts";
import { createModel, loadModel } from "../../src/model/load.ts";
import { smallTruth } from "../helpers/small-truth.ts";

/** The files of stories260k in memory, with a truth beside them. */
function withTruth(truth: string): Map<string, Uint8Array | string> {
  const files = new Map<string, Uint8Array | string>([["truth.json", truth]]);
  for (const [name, url] of bundledModels.get("stories260k")!) files.set(name, readFileSync(url));
  return files;
}

describe("model.truth()", () => {
  it.each(phantoms)("says what is known of %s, loaded by name and by path", async (name) => {
    const folder = path.join(import.meta.dirname, "../../models", name);
    const sources = bundledModels.get(name)!.get("truth.json")!.pathname.includes(`/${name}/`)
      ? [name, folder]
      : [name];
    for (const source of sources) {
      await using model = await loadModel(source, { worker: false });
      const truth = await model.truth();
      expect(truth.schema).toBe(1);
      if (truth.kind === "world") {
        expect(truth.probes.length).toBeGreaterThan(1000);
      } else {
        expect(truth.circuits).toHaveLength(5);
        expect(truth.directions.dims).toEqual([truth.features.length, model.config.dModel]);
        expect(truth.form.normalisation).toBe(
          model.config.normalizationType === "LN" ? "layer" : "none",
        );
      }
      expect(await model.truth()).toBe(truth);
    }
  });

  it("is in any folder that has a truth.json", async () => {
    const files = withTruth(JSON.stringify(smallTruth));
    await using model = await loadModel(files, { worker: false });
    expect(await model.truth()).toEqual(smallTruth);
  });

  it("is not told of any other model, nor of a twin", async () => {
    await using stories = await loadModel("stories260k", { worker: false });
    await using wired = await loadModel("phantom-wired", { worker: false });
    await using twin = await wired.twin({ seed: 1 });
    await using created = await createModel(await stories.checkpoint(), { worker: false });
    for (const model of [stories, twin, created]) {
      await expect(model.truth()).rejects.toMatchObject({
        code: "UNSUPPORTED",
        id: "error.no-truth",
        message: expect.stringContaining("phantom-wired, phantom-wired-norm, phantom-wired-noisy"),
      });
    }
  });

  it.each([
    ["no object", "[]", /expected the kind "world" or "wired", got none/],
    ["another kind", `{"kind":"moon"}`, /got "moon"/],
    ["another schema", `{"kind":"world","schema":2}`, /expected schema 1, got 2/],
    ["a list missing", `{"kind":"world","schema":1,"planted":[]}`, /expected a list "probes"/],
    [
      "too few directions",
      JSON.stringify({
        ...{ kind: "wired", schema: 1, parts: [], circuits: [], features: [{}] },
        directions: { dims: [2, 1], dtype: "float32", data: [1, 0] },
      }),
      /expected 1 directions, one a feature, got 2/,
    ],
    ["no JSON", "{", /not JSON/],
  ])("refuses a file that is no truth: %s", async (_, text, message) => {
    await using model = await loadModel(withTruth(text), { worker: false });
    await expect(model.truth()).rejects.toMatchObject({
      code: "BAD_FILE",
      message: expect.stringMatching(message),
    });
  });
});
