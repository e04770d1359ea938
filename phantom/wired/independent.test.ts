import { readFileSync } from "node:fs";
import path from "node:path";
import { loadModel } from "vitrine";
import { describe, expect, it } from "vitest";
import { wiredFolders } from "./files.ts";

const ROOT = path.join(import.meta.dirname, "../..");

/** By `tokenizers` and numpy, in float64: fixtures/make/wired.py. */
const reference = JSON.parse(
  readFileSync(path.join(ROOT, "fixtures/references/phantom-wired.json"), "utf8"),
) as {
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  readonly logits: Readonly<Record<string, readonly (readonly number[])[]>>;
};

describe.each(wiredFolders)("$name in numpy and here", ({ name, form }) => {
  it("has the same tokens and the same logits", async () => {
    await using model = await loadModel(path.join(ROOT, "models", name), { worker: false });
    // float32 carries a constant of 1,500 in the normalised form
    const limit = form.normalisation === "layer" ? 5e-3 : 1e-4;
    for (const [i, text] of reference.texts.entries()) {
      expect(model.tokenizer.encode(text).ids).toEqual(reference.ids[i]);
      const { logits } = await model.run(text, { logits: "last" });
      for (const [token, value] of reference.logits[name][i].entries()) {
        expect(Math.abs(Number(logits!.data[token]) - value)).toBeLessThan(limit);
      }
    }
  });
});
