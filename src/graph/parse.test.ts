import { describe, expect, it } from "vitest";
import { TINY_MODELS, tinyGraph } from "../../test/helpers/tiny-models.ts";
import { opTable } from "../ops/table.generated.ts";
import { parseGraph } from "./parse.ts";
import { printGraph } from "./print.ts";

describe("parseGraph", () => {
  it.each(TINY_MODELS)("reads what %s prints as, to the same text", (model) => {
    for (const padded of [false, true]) {
      const text = printGraph(tinyGraph(model, { padded }));
      expect(printGraph(parseGraph(text, opTable))).toBe(text);
    }
  });
});
