import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonFault } from "./json-fault.ts";

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("jsonFault", () => {
  it("finds the character that does not fit, and says what would", () => {
    const cases: readonly (readonly [string, number, string])[] = [
      [`{"kind":"logit" "id":1}`, 16, "comma"],
      [`{kind:"logit"}`, 1, "name"],
      [`{"kind" "logit"}`, 8, "colon"],
      [`{"kind":}`, 8, "value"],
      [`{"kind":'logit'}`, 8, "value"],
      [`[1,2,]`, 5, "value"],
      [`{"a":1,}`, 7, "name"],
      [`["a]`, 4, "string"],
      [`{"a":1`, 6, "comma"],
      [`{} {}`, 3, "end"],
      [`01`, 1, "end"],
      [``, 0, "value"],
    ];
    for (const [text, at, expected] of cases) expect(jsonFault(text)).toEqual({ at, expected });
  });

  it("finds none in JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
        expect(jsonFault(JSON.stringify(value, null, indent))).toBeNull();
      }),
    );
  });

  it("finds one exactly where a parser refuses", () => {
    const damaged = fc
      .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom("", ",", `"`, "{", "]", ":", "1", "\\", "x"))
      .map(([value, where, what]) => {
        const text = JSON.stringify(value);
        const at = where % (text.length + 1);
        return text.slice(0, at) + what + text.slice(at + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        expect([text, jsonFault(text) === null]).toEqual([text, parses(text)]);
      }),
      { numRuns: 1000 },
    );
  });
});
