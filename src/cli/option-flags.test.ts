import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagName, optionToText } from "../methods/option-text.ts";
import type { OptionSchema } from "../methods/options.ts";
import { readOption } from "./option-flags.ts";

const read = (schema: OptionSchema, text: string): unknown => readOption("run", "x", schema, text);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

describe("an option as text", () => {
  it.each<[OptionSchema, string, unknown]>([
    [{ kind: "integer" }, "50", 50],
    [{ kind: "number" }, "1e-3", 0.001],
    [{ kind: "boolean" }, "true", true],
    [{ kind: "boolean" }, "false", false],
    [{ kind: "choice", of: ["a"] }, "a", "a"],
    [{ kind: "list", of: "integer" }, "0,2,-1", [0, 2, -1]],
    [{ kind: "list", of: "string" }, "resid_pre,mlp_out", ["resid_pre", "mlp_out"]],
    [{ kind: "list", of: "string" }, "", []],
    [{ kind: "json" }, '{"a":1}', { a: 1 }],
    [{ kind: "string" }, "7", "7"],
    [{ kind: "method" }, "patch", "patch"],
  ])("of %j reads %j", (schema, text, value) => {
    expect(read(schema, text)).toEqual(value);
    expect(optionToText(schema, value)).toBe(text === "1e-3" ? "0.001" : text);
  });

  it.each<[OptionSchema, string, string]>([
    [{ kind: "integer", min: 1 }, "many", "a whole number of at least 1, got “many”"],
    [{ kind: "number", max: 2 }, "", "a number of at most 2, got “”"],
    [{ kind: "boolean" }, "yes", "true or false, got “yes”"],
    [{ kind: "list", of: "number" }, "1,b", "numbers with commas between, got “1,b”"],
    [{ kind: "json" }, "{", "JSON, got “{”"],
  ])("of %j refuses %j", (schema, text, message) => {
    expect(() => read(schema, text)).toThrow(`run: --x expects ${message}.`);
  });

  it("comes back from what is written", () => {
    fc.assert(
      fc.property(finite, fc.array(finite), fc.jsonValue(), (value, list, json) => {
        const back = (schema: OptionSchema, given: unknown): unknown =>
          read(schema, optionToText(schema, given));
        expect(back({ kind: "number" }, value)).toBe(value);
        expect(back({ kind: "list", of: "number" }, list)).toEqual(list);
        expect(back({ kind: "json" }, json)).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });

  it("has a flag in kebab-case", () => {
    expect([flagName("steps"), flagName("keepSpecial")]).toEqual(["--steps", "--keep-special"]);
  });
});
