import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../model/load.ts";
import type { Model } from "../model/types.ts";
import { resolve } from "../view/resolve.ts";
import type { Message, PlainView, ViewSpec } from "../view/spec.ts";
import type { Method } from "./define.ts";
import { findMethod, loadMethod, readResult } from "./registry.ts";
import { registry } from "./registry.generated.ts";
import type { Result } from "./result.ts";

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const leaves = (spec: ViewSpec): PlainView[] =>
  spec.kind === "stack" ? spec.children.flatMap(leaves) : [spec];

/** Every message id used by a value, wherever it stands. */
function messagesIn(value: unknown): Message[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "id" in value && typeof value.id === "string" ? [value as Message] : [];
  return [...own, ...Object.values(value).flatMap(messagesIn)];
}

/** The names in braces of a text. */
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

function runExample(method: Method, given: object = {}): Promise<Result> {
  const { subject, options } = method.example;
  return method.run({ ...subject, model }, { ...options, ...given });
}

describe.each(registry.map(({ id }) => id))("%s", (id) => {
  let method: Method;
  let result: Result;
  beforeAll(async () => {
    method = await loadMethod(id);
    result = await runExample(method);
  });

  it("runs its example on the bundled model", () => {
    expect(method.example.subject.model).toBe("stories260k");
    expect(result).toMatchObject({ schema: 1, method: id, model: { name: "stories260k" } });
    expect(result.model).toHaveProperty("fingerprint", expect.stringMatching(/^[0-9a-f]{64}$/));
    const readsWeightsOnly = method.takes.every(({ input }) => input === "none");
    expect(Number(result.evidence.rows) > 0).toBe(!readsWeightsOnly);
  });

  it("gives the same again, bit for bit", async () => {
    expect(JSON.stringify(await runExample(method))).toBe(JSON.stringify(result));
  });

  it("comes back from JSON with its data and its view", async () => {
    const back = await readResult(JSON.parse(JSON.stringify(result)));
    expect(back.data).toEqual(result.data);
    expect(back.view()).toEqual(result.view());
    expect(JSON.stringify(back)).toBe(JSON.stringify(result));
  });

  it("points its views at what is there", () => {
    for (const view of leaves(result.view())) {
      const pointers = [view.data, ...Object.values("encoding" in view ? view.encoding : {})];
      for (const pointer of pointers) expect(resolve(result, pointer)).toBeDefined();
    }
  });

  it("has a text in every language for all it says, with the same blanks", () => {
    const said = [...leaves(result.view()).flatMap(messagesIn), ...result.warnings];
    for (const { id: message, params = {} } of said) {
      for (const language of ["en", "zh"] as const) {
        const text = method.messages[language][message];
        expect([message, typeof text]).toEqual([message, "string"]);
        for (const name of placeholders(text)) expect(params).toHaveProperty(name);
      }
    }
    for (const [message, text] of Object.entries(method.messages.en)) {
      expect(placeholders(method.messages.zh[message])).toEqual(placeholders(text));
    }
  });

  it("names the command that gives it again", () => {
    expect(result.reproduce).toMatch(new RegExp(`^vitrine run ${id} --model stories260k`));
  });

  it("refuses a subject and an option it does not know, and stops when told", async () => {
    await expect(method.run({ model, other: 1 } as never)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    await expect(runExample(method, { nonsense: 1 })).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
    });
    const signal = AbortSignal.abort();
    await expect(runExample(method, { signal })).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("is found by each of its aliases", () => {
    for (const alias of method.aliases) expect(findMethod(alias).id).toBe(id);
  });
});

it("names the nearest method for one that does not exist", () => {
  expect(() => findMethod("logit-lense")).toThrow(
    /unknown method "logit-lense"\. Did you mean "logit-lens"/,
  );
});
