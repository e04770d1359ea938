import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../model/load.ts";
import type { Case, CaseResult, Evaluation, Evaluator, Model } from "../model/types.ts";
import { VitrineError } from "../errors.ts";
import { integratedGradients } from "./attribution/integrated-gradients.ts";
import { makeContext } from "./context.ts";

/** Gives each case its position for a value, and fails where told. */
function counting(failing: number, seen: Case[] = []): Evaluator {
  return {
    evaluate(cases): Evaluation {
      seen.push(...cases);
      const iterate = async function* (): AsyncGenerator<CaseResult> {
        for (const index of cases.keys()) {
          yield index === failing
            ? { index, error: new VitrineError("BAD_EDIT", "no such head") }
            : { index, value: index };
        }
      };
      return { [Symbol.asyncIterator]: iterate, rows: cases.length } as unknown as Evaluation;
    },
  };
}

describe("a method's context", () => {
  it("puts the caller's edits before the method's own", async () => {
    const seen: Case[] = [];
    const given = { at: "a", do: "zero" } as const;
    const own = { at: "b", do: "zero" } as const;
    const { context, rows } = makeContext("m", counting(-1, seen), { edits: [given] });
    const results = await context.evaluate([{ input: "x", edits: [own] }, { input: "y" }]);
    expect(results.map(({ value }) => value)).toEqual([0, 1]);
    expect(seen.map(({ edits }) => edits)).toEqual([[given, own], [given]]);
    expect(rows()).toBe(2);
  });

  it("stops at the first case that fails, with its error", async () => {
    const { context } = makeContext("m", counting(1), {});
    const values: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const { value } of context.stream([1, 2, 3].map(() => ({ input: "x" }))))
        values.push(value);
    };
    await expect(read()).rejects.toMatchObject({ code: "BAD_EDIT", message: "no such head" });
    expect(values).toEqual([0]);
  });

  it("says so where there is nothing to run", async () => {
    const { context } = makeContext("m", null, {});
    await expect(context.evaluate([{ input: "x" }])).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("calls of a method on a model", () => {
  let model: Model;
  beforeAll(async () => {
    model = await loadModel("stories260k", { worker: false });
  });
  afterAll(() => model.close());

  it("share a memo: what was run once is not run again", async () => {
    const memo = model.memo();
    const subject = { model, input: "Once upon a time" };
    const first = await integratedGradients(subject, { memo, steps: 5, maxSteps: 5 });
    const again = await integratedGradients(subject, { memo, steps: 6, maxSteps: 6 });
    expect(first.evidence.rows).toBe(5 + 5);
    expect(again.evidence.rows).toBeLessThan(5 + 6);
    expect(again.data.value).toBe(first.data.value);
  });

  it("report progress, and stop between chunks when told", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const options = {
      steps: 300,
      signal: stop.signal,
      onProgress: ({ done, total }: { readonly done: number; readonly total: number }) => {
        seen.push(done);
        if (total === 300) stop.abort();
      },
    };
    await expect(
      integratedGradients({ model, input: "Once upon a time" }, options),
    ).rejects.toMatchObject({ code: "ABORTED" });
    expect(Math.max(...seen)).toBeLessThan(300);
  });
});
