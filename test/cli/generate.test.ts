import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vitrine } from "../helpers/cli.ts";

interface Greedy {
  readonly prompt: string;
  readonly edits: readonly unknown[];
  readonly continuation: readonly number[];
  readonly text: string;
}

const file = new URL("../../fixtures/references/stories260k/generate.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Greedy[] };
const plain = cases.find((one) => one.edits.length === 0)!;
const edited = cases.find((one) => one.edits.length > 0)!;

describe("vitrine generate", () => {
  it("writes the text and what Transformers would write on", async () => {
    const tokens = String(plain.continuation.length);
    const { code, stdout } = await vitrine(["generate", plain.prompt, "--max-new-tokens", tokens]);
    expect(code).toBe(0);
    expect(stdout.startsWith(plain.prompt)).toBe(true);
    expect(stdout.slice(plain.prompt.length).trim()).toBe(plain.text.trim());
  });

  it("prints JSON and nothing else, edits in place", async () => {
    const { prompt, edits, continuation } = edited;
    const tokens = String(continuation.length);
    const args = ["--max-new-tokens", tokens, "--edits", JSON.stringify(edits), "--json"];
    const { stdout, stderr } = await vitrine(["generate", prompt, ...args]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, ids: continuation, stopped: "length" });
    expect(stderr).toBe("");
  });

  it("refuses a flag that is no number and an option out of range", async () => {
    const word = await vitrine(["generate", "Once", "--temperature", "hot"]);
    expect([word.code, word.stderr]).toEqual([
      2,
      "vitrine: generate: --temperature expects a number, got “hot”.\n",
    ]);
    const negative = await vitrine(["generate", "Once", "--top-p", "2"]);
    expect(negative.stderr).toMatch(/topP out of range; expected above 0, at most 1, got 2/);
    expect(negative.code).not.toBe(0);
  });
});
