import { describe, expect, it } from "vitest";
import { nearest, unknownName } from "./errors.ts";

describe("nearest", () => {
  it("lists names by how few letters differ, and those that contain the word", () => {
    expect(nearest("patch", ["pitch", "patch", "patching", "steer"])).toEqual([
      "patch",
      "patching",
      "pitch",
    ]);
    expect(nearest("blocks.0.hook_resid_per", ["blocks.0.hook_resid_pre", "hook_embed"])).toEqual([
      "blocks.0.hook_resid_pre",
    ]);
  });

  it("finds nothing like a short name of which most letters are wrong", () => {
    expect(nearest("nope", ["ece", "top-k"])).toEqual([]);
    expect(nearest("xx", ["run"])).toEqual([]);
    expect(nearest("rnu", ["run"])).toEqual(["run"]);
  });
});

describe("unknownName", () => {
  it("keeps the name and the candidates, for other languages too", () => {
    expect(unknownName("methods", "method", "lense", ["lens"])).toMatchObject({
      code: "UNKNOWN_NAME",
      id: "error.unknown-name",
      message: `methods: unknown method "lense". Did you mean "lens"?`,
      details: { kind: "method", name: "lense", candidates: ["lens"] },
    });
  });
});
