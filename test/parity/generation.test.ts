import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../src/model/edit.ts";
import { loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import { fixtureModel, readFixture, worstError } from "../helpers/fixtures.ts";

interface GreedyCase {
  readonly prompt: string;
  readonly edits: readonly Edit[];
  readonly continuation: readonly number[];
  readonly text: string;
}

describe("greedy generation on stories260k", () => {
  const { cases } = readFixture<{ readonly cases: readonly GreedyCase[] }>(
    "references/stories260k/generate.json",
  );
  let model: Model;
  beforeAll(async () => {
    model = await loadModel("stories260k", { worker: false });
  });
  afterAll(() => model.close());

  it.each(
    cases.map((one, i) => [`${one.prompt} (${one.edits.length} edits, case ${i})`, one] as const),
  )("gives the tokens of Transformers: %s", async (_, { prompt, edits, continuation, text }) => {
    const options = { maxNewTokens: continuation.length, edits };
    const cached = await model.generate(prompt, options);
    const uncached = await model.generate(prompt, { ...options, cache: false });
    expect(cached.ids[0]).toEqual(continuation);
    expect(uncached.ids[0]).toEqual(continuation);
    expect(cached.texts[0].trim()).toBe(text.trim());
  });

  it("writes each row of a batch as it writes the row alone", async () => {
    const prompts = ["Once upon a time", "Tom and his dog went to the park to", "Sue"];
    const together = await model.generate(prompts, { maxNewTokens: 12 });
    for (const [i, prompt] of prompts.entries()) {
      const alone = await model.generate(prompt, { maxNewTokens: 12 });
      expect(together.ids[i]).toEqual(alone.ids[0]);
      expect(together.texts[i]).toBe(alone.texts[0]);
    }
  });

  it("streams the same tokens and text", async () => {
    const options = { maxNewTokens: 20, temperature: 0.8, topP: 0.9, seed: 7 };
    const whole = await model.generate("The cat", options);
    const ids: (number | null)[] = [];
    let text = "";
    for await (const step of model.generateStream("The cat", options)) {
      ids.push(step.ids[0]);
      text += step.texts[0];
    }
    expect(ids).toEqual(whole.ids[0]);
    expect(text).toBe(whole.texts[0]);
  });

  it("gives the same sample for a seed, and another for another", async () => {
    const options = { maxNewTokens: 20, temperature: 1 };
    const sample = async (seed: number): Promise<readonly number[]> =>
      (await model.generate("The cat", { ...options, seed })).ids[0];
    expect(await sample(1)).toEqual(await sample(1));
    expect(await sample(1)).not.toEqual(await sample(2));
  });

  it("ends before a stop text and says so", async () => {
    const { texts, stopped } = await model.generate("Once upon a time", {
      maxNewTokens: 40,
      stop: ["Lily"],
    });
    expect(texts[0]).toBe(", there was a little girl named ");
    expect(stopped[0]).toBe("stop");
  });

  it("ends at the context's end and says so", async () => {
    const ids = Array.from({ length: 510 }, (_, i) => 3 + (i % 400));
    const { ids: made, stopped } = await model.generate(
      { ids },
      { maxNewTokens: 10, stopAtEos: false },
    );
    expect(made[0]).toHaveLength(3);
    expect(stopped[0]).toBe("context");
  });

  it("captures the prompt's positions, then each new one", async () => {
    const [pattern] = model.sites("attn.pattern", { layers: [2] });
    const { caches } = await model.generate("Once upon a time", {
      maxNewTokens: 3,
      capture: [pattern.name],
    });
    const length = model.prepare("Once upon a time")[0].ids.length;
    expect(caches.map((cache) => cache.get(pattern.name).dims)).toEqual([
      [1, 8, length, length],
      [1, 8, 1, length + 1],
      [1, 8, 1, length + 2],
    ]);
  });

  it("refuses options out of range", async () => {
    await expect(model.generate("a", { temperature: -1 })).rejects.toThrow(
      /temperature.*0 or more/,
    );
    await expect(model.generate("a", { topP: 0 })).rejects.toThrow(/topP/);
    await expect(model.generate("a", { maxNewTokens: 0 })).rejects.toThrow(/maxNewTokens/);
    const [site] = model.sites("resid_pre");
    const edit: Edit = { at: site.name, do: "zero", where: { pos: 0 }, scope: "generated" };
    await expect(model.generate("a", { edits: [edit] })).rejects.toThrow(
      /positions are the prompt's/,
    );
  });
});

/** Float32 rounding of two orders of summation; the tiny models' logits reach 13. */
const ROUNDING = 5e-5;

describe.each(["gpt2", "llama-gqa"])("cached and uncached generation of %s", (name) => {
  let model: Model;
  beforeAll(async () => {
    model = await fixtureModel(name);
  });
  afterAll(() => model.close());

  const prompts = [{ ids: [5, 9, 33, 21, 14] }, { ids: [40, 8, 2] }];
  const oneOrTwo = fc.constantFrom(prompts, prompts.slice(0, 1)); // one row has graphs of its own
  const kinds = [
    "resid_pre",
    "resid_post",
    "attn_out",
    "mlp_out",
    "mlp.post",
    "attn.q",
    "attn.k",
    "attn.v",
    "attn.z",
    "attn.pattern",
    "attn.attn_scores",
    "ln1.scale",
    "ln_final.normalized",
  ];

  const editOf = fc
    .record({
      kind: fc.constantFrom(...kinds),
      layer: fc.integer({ min: 0, max: 1 }),
      action: fc.constantFrom("zero", "scale", "add", "set", "patch", "remove-direction"),
      scope: fc.constantFrom("all", "prompt", "generated", undefined),
      pos: fc.constantFrom(undefined, 0, -1, { from: 0, to: 2 }),
    })
    .map(({ kind, layer, action, scope, pos }): Edit => toEdit(kind, layer, action, scope, pos));

  function toEdit(
    kind: string,
    layer: number,
    action: string,
    scope: Edit["scope"],
    pos: unknown,
  ): Edit {
    const all = model.sites(kind);
    const site = all.find((one) => one.layer === layer) ?? all[0];
    const axis = site.axes.includes("pos") ? "pos" : "query";
    const where = pos === undefined ? {} : { where: { [axis]: pos as number } };
    const isLater = pos !== undefined && scope === "generated"; // refused: positions are the prompt's
    const base = { at: site.name, ...where, ...(scope !== undefined && !isLater && { scope }) };
    const unit = model.config.dModel;
    if (action === "remove-direction" && site.kind.startsWith("resid")) {
      const data = Array.from({ length: unit }, (_, i) => Math.sin(i + 1));
      return { ...base, do: "remove-direction", with: { dims: [unit], data } };
    }
    if (action === "patch" && pos !== undefined && axis === "pos") {
      return {
        ...base,
        do: "patch",
        with: { run: { ids: [7, 7, 19, 3] }, where: { pos: pos as number } },
      };
    }
    if (action === "scale") return { ...base, do: "scale", with: 0.7 };
    // constants at masked keys would let a prompt's position see later ones
    const isPairwise = site.kind === "attn.pattern" || site.kind === "attn.attn_scores";
    const divides = site.kind.endsWith("scale"); // 1 / 0 is no number to compare
    if ((isPairwise || divides) && action !== "scale") return { ...base, do: "scale", with: 0.5 };
    if (action === "add") return { ...base, do: "add", with: 0.3 };
    if (action === "set") return { ...base, do: "set", with: 0.25 };
    return { ...base, do: "zero" };
  }

  it("agree under every edit whose value depends on earlier positions only", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(editOf, { minLength: 1, maxLength: 2 }),
        oneOrTwo,
        async (edits, rows) => {
          const options = {
            maxNewTokens: 4,
            edits,
            capture: ["unembed.hook_in"],
            stopAtEos: false,
          };
          const cached = await model.generate(rows, options);
          const uncached = await model.generate(rows, { ...options, cache: false });
          expect(cached.ids).toEqual(uncached.ids);
          const unit = model.config.dModel;
          cached.caches.forEach((cache, step) => {
            if (step === 0) return;
            const last = cache.get("unembed.hook_in");
            const { dims, data } = uncached.caches[step].get("unembed.hook_in");
            for (let row = 0; row < rows.length; row++) {
              const end = (row + 1) * dims[1] * unit;
              const own = {
                ...last,
                dims: [unit],
                data: last.data.slice(row * unit, (row + 1) * unit),
              };
              const theirs = { ...last, dims: [unit], data: data.slice(end - unit, end) };
              expect(worstError(own, theirs)).toBeLessThan(ROUNDING);
            }
          });
        },
      ),
      { numRuns: 40, seed: 11 },
    );
  }, 120_000);

  it("let a function that looks at single positions keep the cache", async () => {
    const [site] = model.sites("resid_pre", { layers: [1] });
    const seen: number[][][] = [];
    const edit: Edit = {
      at: site.name,
      positionwise: true,
      do: (value, { positions }) => {
        seen.push(positions.map((row) => [...row]));
        return { ...value, data: Float32Array.from(value.data as Float32Array, (x) => x * 0.9) };
      },
    };
    const cached = await model.generate(prompts, {
      maxNewTokens: 3,
      edits: [edit],
      stopAtEos: false,
    });
    expect(seen).toEqual([
      [
        [0, 1, 2, 3, 4],
        [-1, -1, 0, 1, 2],
      ],
      [[5], [3]],
      [[6], [4]],
    ]);
    const all = await model.generate(prompts, {
      maxNewTokens: 3,
      edits: [edit],
      cache: false,
      stopAtEos: false,
    });
    expect(cached.ids).toEqual(all.ids);
  });
});
