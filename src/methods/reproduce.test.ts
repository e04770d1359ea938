import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Model, PreparedRow } from "../model/types.ts";
import { type Call, reproduceCommand } from "./reproduce.ts";

const model = {
  name: "stories260k",
  config: {},
  prepare: (): readonly PreparedRow[] => [{ ids: [4, 5], typeIds: [0, 0], text: "", units: [] }],
} as unknown as Model;
const chat = { text: "<s>a", addSpecialTokens: false };
const common = { target: null, edits: [], seed: 0, budget: undefined };

function command(subject: Call["subject"], changes: Partial<Call> = {}): string {
  return reproduceCommand({ method: "m", schemas: {}, options: {}, subject, common, ...changes });
}

describe("reproduceCommand", () => {
  it.each<[Call["subject"], string]>([
    [{ model }, ""],
    [{ model, input: "a b" }, " --text 'a b'"],
    [{ model, input: ["a", "b"] }, " --text a --text b"],
    [{ model, input: { ids: [1, 2] } }, " --ids 1,2"],
    [{ model, input: { text: "a", pair: "b" } }, " --text a --pair b"],
    [{ model, input: ["a", chat] as never }, " --text a --ids 4,5"],
    [{ model, clean: chat, corrupted: "b" }, ` --clean '{"ids":[4,5]}' --corrupted b`],
    [{ model, texts: ["a"] }, " --texts -"],
    [{ model, texts: ["a"], source: "a.txt" }, " --texts a.txt"],
    [{ model, clean: "a", corrupted: { text: "b" } }, " --clean a --corrupted b"],
  ])("writes the subject %#", (subject, flags) => {
    expect(command(subject)).toBe(`vitrine run m --model stories260k${flags}`);
  });

  it("names the steps that were folded into the weights", () => {
    const folded = { ln: true, centreWriting: false, centreUnembed: true, valueBiases: false };
    const subject = { model: { name: "gpt2", config: { folded } } as Model, input: "a" };
    expect(command(subject)).toBe("vitrine run m --model gpt2 --fold ln,centreUnembed --text a");
  });

  it("names both models", () => {
    const other = { name: "twin", config: {} } as Model;
    expect(command({ models: [model, other], input: "a" })).toBe(
      "vitrine run m --model stories260k --model2 twin --text a",
    );
  });

  it("writes target, edits, seed and budget where they are given", () => {
    const given = {
      target: { kind: "logit", id: 3 },
      edits: [{ at: "x", do: "zero" }],
      seed: 7,
      budget: 1e6,
    };
    expect(command({ model }, { common: given })).toBe(
      `vitrine run m --model stories260k --target '{"kind":"logit","id":3}' --edits '[{"at":"x","do":"zero"}]' --seed 7 --budget 1000000`,
    );
  });

  it("quotes any text so that a shell reads it back", () => {
    const texts = fc.array(
      fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(texts, (input) => {
        const words = command({ model, input }).replace("vitrine run m", "printf '%s\\0'");
        const read = execFileSync("/bin/sh", ["-c", words], { encoding: "utf8" })
          .split("\0")
          .slice(0, -1);
        const flags = input.flatMap((text) => ["--text", text]);
        expect(read).toEqual(["--model", "stories260k", ...flags]);
      }),
      { numRuns: 30 },
    );
  });
});
