import { readFileSync } from "node:fs";
import path from "node:path";
import { loadModel, type Model, type WiredTruth } from "vitrine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wiredFolders } from "./files.ts";
import { ablation, ablations, differences } from "./measure.ts";

const MODELS = path.join(import.meta.dirname, "../../models");

/** Largest |measured − stated| / max(1, |stated|). */
function worst(measured: readonly number[], stated: readonly number[]): number {
  return measured.reduce(
    (most, value, i) =>
      Math.max(most, Math.abs(value - stated[i]) / Math.max(1, Math.abs(stated[i]))),
    0,
  );
}

describe.each(wiredFolders)("the truth of $name", ({ name, tolerance, form }) => {
  const folder = path.join(MODELS, name);
  const truth = JSON.parse(readFileSync(path.join(folder, "truth.json"), "utf8")) as WiredTruth;
  let model: Model;
  beforeAll(async () => {
    model = await loadModel(folder, { worker: false });
  });
  afterAll(() => model.close());

  describe.each(truth.circuits)("on $id", ({ prompts, together }) => {
    const clean = prompts.map((prompt) => prompt.clean);
    const stated = prompts.map((prompt) => prompt.difference);

    it("has the clean and the corrupted logit differences", async () => {
      expect(worst(await differences(model, prompts, clean), stated)).toBeLessThan(tolerance);
      const corrupted = prompts.map((prompt) => prompt.corrupted);
      const theirs = prompts.map((prompt) => prompt.corruptedDifference);
      expect(worst(await differences(model, prompts, corrupted), theirs)).toBeLessThan(tolerance);
    });

    it("has the effect of every part's ablation", async () => {
      const base = await differences(model, prompts, clean);
      for (const [i, { id, node }] of truth.parts.entries()) {
        const edited = await differences(model, prompts, clean, [ablation(model, node)]);
        const measured = edited.map((value, row) => value - base[row]);
        const effects = prompts.map((prompt) => prompt.effects[i]);
        expect(worst(measured, effects), id).toBeLessThan(tolerance);
        if (form.noise > 0 || form.normalisation === "layer") continue;
        for (const [row, value] of measured.entries()) {
          expect(Math.abs(value - effects[row]), `${id} on ${clean[row]}`).toBeLessThan(1e-4);
        }
      }
    });

    it("has the effect of parts ablated together", async () => {
      const base = await differences(model, prompts, clean);
      for (const [i, ids] of together.entries()) {
        const edited = await differences(model, prompts, clean, ablations(model, truth, ids));
        const measured = edited.map((value, row) => value - base[row]);
        const effects = prompts.map((prompt) => prompt.togetherEffects[i]);
        expect(worst(measured, effects), ids.join()).toBeLessThan(tolerance);
      }
      expect(together.length).toBe(prompts[0].togetherEffects.length);
    });

    it("has the effect of every token", async () => {
      const rows = prompts.flatMap((prompt) => {
        const words = prompt.clean.split(" ");
        return words.map((_, at) => ({ ...prompt, at, text: words.with(at, "<unk>").join(" ") }));
      });
      const base = await differences(model, prompts, clean);
      const without = await differences(
        model,
        rows,
        rows.map((row) => row.text),
      );
      const measured = without.map(
        (value, i) => base[prompts.findIndex(({ id }) => id === rows[i].id)] - value,
      );
      expect(
        worst(
          measured,
          rows.map(({ tokenEffects, at }) => tokenEffects[at + 1]),
        ),
      ).toBeLessThan(tolerance);
    });
  });
});
