import { describe, expect, it } from "vitest";
import { openSource, type ModelSource } from "./open-source.ts";

describe("openSource", () => {
  it("takes picked files as any list that can be walked", async () => {
    const files = new Set([new File(["{}"], "config.json"), new File(["x"], "tokenizer.json")]);
    const folder = await openSource(files);
    expect(await folder.list()).toEqual(["config.json", "tokenizer.json"]);
  });

  it.each([
    ["a list of something else", [{ name: "config.json" }], /got a list of something else/],
    ["null", null, /got null/],
    ["a number", 3, /got number/],
  ])("refuses %s, saying what it takes", async (_, source, message) => {
    const opening = openSource(source as unknown as ModelSource);
    await expect(opening).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(message) as string,
    });
  });
});
