import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import { float32 } from "../tensor/tensor.ts";
import { defineMethod, type Method, reviveResult } from "./define.ts";
import type { Result } from "./result.ts";
import type { ArraysSubject } from "./subject.ts";

const options = {
  times: { kind: "integer", default: 2, min: 1, max: 9 },
  mode: { kind: "choice", of: ["sum", "mean"], default: "sum" },
  layers: { kind: "list", of: "integer", default: null },
} as const;

interface ScaleData {
  readonly scaled: ReturnType<typeof float32>;
}

const scale: Method<ArraysSubject, typeof options, ScaleData> = defineMethod({
  id: "scale",
  family: "debug",
  title: { en: "Scale", zh: "缩放" },
  aliases: [],
  paper: null,
  takes: [{ models: 0, input: "arrays" }],
  needs: [],
  options,
  messages: {
    en: {
      "option.times": "Factor.",
      "option.mode": "How.",
      "option.layers": "Which.",
      wide: "{n}",
    },
    zh: {
      "option.times": "倍数。",
      "option.mode": "方式。",
      "option.layers": "哪些。",
      wide: "{n}",
    },
  },
  example: { subject: {} },
  async run({ arrays }: ArraysSubject, { times }, context) {
    context.warn("wide", { n: times });
    const { dims, data } = arrays.x;
    const values = Array.from(data as Float32Array, (v) => v * times);
    return { data: { scaled: float32(dims, values) }, evidence: { factor: times } };
  },
  view: () => ({
    kind: "bars",
    title: { id: "title" },
    summary: { id: "wide" },
    scale: "sequential",
    data: "/data/scaled",
    encoding: { labels: "/data/labels" },
  }),
});

const subject = { arrays: { x: float32([3], [1, -2, Infinity]) } };

async function refusal(work: () => Promise<unknown>): Promise<VitrineError> {
  const error: unknown = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(VitrineError);
  return error as VitrineError;
}

describe("a defined method", () => {
  it("fills in defaults and keeps the record of the call", async () => {
    const result = await scale.run(subject);
    expect(Array.from(result.data.scaled.data as Float32Array)).toEqual([2, -4, Infinity]);
    expect(result).toMatchObject({
      schema: 1,
      method: "scale",
      model: null,
      input: { kind: "arrays" },
      options: { times: 2, mode: "sum", layers: null, target: null, edits: [], seed: 0 },
      evidence: { factor: 2, rows: 0, seed: 0 },
      warnings: [{ id: "wide", params: { n: 2 } }],
      reproduce: "vitrine run scale",
    });
  });

  it("writes into the command what differs from the defaults", async () => {
    const result = await scale.run(subject, { times: 3, layers: [0, 1], seed: 7 });
    expect(result.reproduce).toBe("vitrine run scale --times 3 --layers 0,1 --seed 7");
  });

  it("draws what its view says", async () => {
    expect((await scale.run(subject)).view()).toMatchObject({ kind: "bars", data: "/data/scaled" });
  });

  it("says when a target given had no effect", async () => {
    const result = await scale.run(subject, { target: { kind: "logit", id: 3 } });
    expect(result.warnings).toContainEqual({ id: "common.target-unused" });
    expect(scale.messages.zh).toHaveProperty(["common.target-unused"]);
  });

  it("has its title among its messages, in every language", () => {
    expect([scale.messages.en.title, scale.messages.zh.title]).toEqual(["Scale", "缩放"]);
  });
});

describe("a call that does not fit", () => {
  it.each([
    [{ times: 0 }, `scale: option "times" does not fit; expected an integer from 1 to 9, got 0.`],
    [
      { times: 1.5 },
      `scale: option "times" does not fit; expected an integer from 1 to 9, got 1.5.`,
    ],
    [
      { times: NaN },
      `scale: option "times" does not fit; expected an integer from 1 to 9, got NaN.`,
    ],
    [{ mode: "max" }, `scale: option "mode" does not fit; expected one of sum, mean, got "max".`],
    [
      { layers: ["a"] },
      `scale: option "layers" does not fit; expected a list of integers, got ["a"].`,
    ],
    [{ mode: null }, `scale: option "mode" does not fit; expected one of sum, mean, got null.`],
    [{ seed: -1 }, `scale: option "seed" does not fit; expected an integer of at least 0, got -1.`],
    [
      { budget: 0 },
      `scale: option "budget" does not fit; expected a positive number of bytes, got 0.`,
    ],
    [{ target: "x" }, `scale: option "target" does not fit; expected a target object, got x.`],
    [
      { edits: {} },
      `scale: option "edits" does not fit; expected a list of edits, got [object Object].`,
    ],
  ])("refuses %j", async (given, message) => {
    const error = await refusal(() => scale.run(subject, given as never));
    expect([error.code, error.message]).toEqual(["BAD_OPTION", message]);
  });

  it("names the nearest option for one that does not exist", async () => {
    const error = await refusal(() => scale.run(subject, { time: 3 } as never));
    expect(error.code).toBe("UNKNOWN_NAME");
    expect(error.message).toMatch(/^scale: unknown option "time"\. Did you mean "times"/);
  });

  it("names the fields of the subject that fit", async () => {
    const error = await refusal(() => scale.run({ input: "a" } as never));
    expect([error.code, error.message]).toEqual([
      "BAD_INPUT",
      "scale: the subject does not fit; expected { arrays }, got { input }.",
    ]);
  });

  it("stops before any work when aborted", async () => {
    const error = await refusal(() => scale.run(subject, { signal: AbortSignal.abort() }));
    expect(error.code).toBe("ABORTED");
  });
});

describe("a definition that does not fit", () => {
  it("is refused where an option has no text", () => {
    const messages = { en: {}, zh: {} };
    expect(() => defineMethod({ ...scale, messages })).toThrow(
      `scale: the option "times" has no message "option.times".`,
    );
  });

  it("is refused where an option has the name of a common one", () => {
    const seeded = { ...scale, options: { seed: { kind: "integer", default: 0 } } } as const;
    expect(() => defineMethod(seeded as never)).toThrow(/"seed" is one that every method has/);
  });
});

describe("a result as JSON", () => {
  it("comes back with its tensors, its view and the same JSON", async () => {
    const result = await scale.run(subject, { times: 3 });
    const text = JSON.stringify(result);
    expect(JSON.parse(text)).toMatchObject({
      data: { scaled: { dims: [3], dtype: "float32", data: [3, -6, "Infinity"] } },
    });
    const back = reviveResult(scale, JSON.parse(text));
    expect(back.data).toEqual(result.data);
    expect(back.view()).toEqual(result.view());
    expect(JSON.stringify(back)).toBe(text);
  });

  it("is refused by another method, and in another version", async () => {
    const json = JSON.parse(JSON.stringify(await scale.run(subject))) as Result;
    expect(() => reviveResult(scale, { ...json, method: "other" })).toThrow(
      /expected scale, got other/,
    );
    expect(() => reviveResult(scale, { ...json, schema: 2 })).toThrow(
      /not a result of a known version/,
    );
  });

  it("is refused above 32 MB of tensors", async () => {
    const large = { arrays: { x: float32([2 ** 23 + 1], new Float32Array(2 ** 23 + 1)) } };
    const result = await scale.run(large);
    expect(() => JSON.stringify(result)).toThrow(/do not fit one JSON text/);
  });
});
