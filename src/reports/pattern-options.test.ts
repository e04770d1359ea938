import { describe, expect, it } from "vitest";
import { patternOptions } from "./pattern-options.ts";

/** Of GPT-2 small: every head of T tokens is 12 · 12 · T² · 4 bytes, the limit 4 MiB. */
const gpt2 = { nLayers: 12, nHeads: 12 };

describe("patternOptions", () => {
  it("keeps every head of a short text: 85 tokens are 4 161 600 bytes", () => {
    expect(patternOptions(gpt2, 85)).toEqual({ reduce: "none" });
  });

  it("averages heads where all are too many: 86 tokens are 4 260 096 bytes", () => {
    expect(patternOptions(gpt2, 86)).toEqual({ reduce: "mean" });
    expect(patternOptions(gpt2, 295)).toEqual({ reduce: "mean" });
  });

  it("says what to do where even means are too many: 296 tokens are 4 205 568 bytes", () => {
    expect(() => patternOptions(gpt2, 296)).toThrow(
      "the patterns of 296 tokens are too large for a report; expected at most 4194304 bytes, got 4205568 for one per layer. Run attention-pattern by itself",
    );
  });
});
