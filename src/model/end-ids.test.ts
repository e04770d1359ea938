import { describe, expect, it } from "vitest";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { endIdsOf } from "./end-ids.ts";

const tokenizer = { specialIds: { eos: 7 } } as Tokenizer;

describe("endIdsOf", () => {
  it.each([
    ["generation_config.json before all", { eos_token_id: 1 }, { eos_token_id: [2, 3] }, [2, 3]],
    ["config.json where that names none", { eos_token_id: 1 }, {}, [1]],
    ["config.json where there is no other", { eos_token_id: 1 }, null, [1]],
    ["the tokenizer's where neither names one", {}, { eos_token_id: null }, [7]],
  ])("takes %s", (_, config, generation, ids) => {
    expect([...endIdsOf(config, generation, tokenizer)]).toEqual(ids);
  });

  it("knows none where nothing names one", () => {
    expect(endIdsOf({}, null, null).size).toBe(0);
  });

  it("refuses what is no id", () => {
    expect(() => endIdsOf({ eos_token_id: "</s>" }, null, null)).toThrow(/eos_token_id/);
  });
});
