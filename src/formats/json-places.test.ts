import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineAndColumn, type PlacedJson, readPlacedJson } from "./json-places.ts";

describe("readPlacedJson", () => {
  it("knows where each value begins", () => {
    const text = '{ "a": [1,\n  {"b": "x"}] }';
    const { at, value } = readPlacedJson(text) as PlacedJson;
    expect(value).toEqual({ a: [1, { b: "x" }] });
    expect(lineAndColumn(text, at(["a"]))).toEqual({ line: 1, column: 8 });
    expect(lineAndColumn(text, at(["a", 1, "b"]))).toEqual({ line: 2, column: 9 });
    expect(at(["a", 1, "c"])).toBe(at(["a", 1])); // what is not there is its parent's
  });

  it("says what is missing where a text stops being JSON", () => {
    const faults = [
      ['{"a": }', "value", 6],
      ['{"a" 1}', "colon", 5],
      ["[1 2]", "comma", 3],
      ['["x', "string", 1],
      ["{} x", "end", 3],
      ["{a: 1}", "value", 1],
      ["", "value", 0],
    ] as const;
    for (const [text, fault, offset] of faults) {
      expect(readPlacedJson(text)).toEqual({ fault, offset });
    }
  });

  it("accepts what JSON.stringify writes, and takes it for JSON exactly where JSON.parse does", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        expect(readPlacedJson(json)).toHaveProperty("value", JSON.parse(json));
        const cut = json.slice(0, at % (json.length + 1));
        let parses = true;
        try {
          JSON.parse(cut);
        } catch {
          parses = false;
        }
        expect("value" in readPlacedJson(cut)).toBe(parses);
      }),
    );
  });
});
