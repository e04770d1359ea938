import { describe, expect, it } from "vitest";
import { loadModel } from "./load.ts";
import type { Case } from "./types.ts";

describe("assemble", () => {
  it("applies an edit at the very hook that a batch of cases starts from", async () => {
    await using model = await loadModel("stories260k", { worker: false });
    const clean = { ids: model.prepare("Once upon a time.")[0].ids as number[] };
    const corrupted = { ids: clean.ids.with(clean.ids.length - 1, 300) };
    const target = { kind: "logit", id: 400 } as const;
    const last = { pos: clean.ids.length - 1 };
    // Only the last token differs, so its stream alone carries the difference, at every layer.
    const cases = model.sites("resid_pre").map(({ name }): Case => ({
      input: corrupted,
      target,
      edits: [{ at: name, do: "patch", with: { run: clean }, where: last }],
    }));
    const [plain, ...patched] = await model.evaluate([{ input: clean, target }, ...cases]).all();
    for (const { value } of patched) expect(value).toBeCloseTo(plain.value!, 4);
  });
});
