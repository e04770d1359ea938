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

  it("prefers dotted names that end alike", () => {
    const hooks = ["blocks.0.hook_in", "blocks.1.hook_in", "blocks.0.attn.hook_z", "hook_embed"];
    expect(nearest("blocks.9.hook_z", hooks)[0]).toBe("blocks.0.attn.hook_z");
    expect(nearest("blocks.9.attn.hook_z", hooks)[0]).toBe("blocks.0.attn.hook_z");
  });

  it("finds nothing like a short name of which most letters are wrong", () => {
    expect(nearest("nope", ["ece", "top-k"])).toEqual([]);
    expect(nearest("xx", ["run"])).toEqual([]);
    expect(nearest("rnu", ["run"])).toEqual(["run"]);
  });
});

describe("unknownName", () => {
  it("lists what there is where nothing comes near, if that is not much", () => {
    expect(unknownName("target", "kind", "foo", ["logit", "entropy"]).message).toBe(
      `target: unknown kind "foo". Expected one of "logit", "entropy".`,
    );
    const many = Array.from({ length: 13 }, (_, i) => `hook_${i}`);
    expect(unknownName("hook", "name", "foo", many).message).toBe(`hook: unknown name "foo".`);
  });

  it("keeps the name and the candidates, for other languages too", () => {
    expect(unknownName("methods", "method", "lense", ["lens"])).toMatchObject({
      code: "UNKNOWN_NAME",
      id: "error.unknown-name",
      message: `methods: unknown method "lense". Did you mean "lens"?`,
      details: { kind: "method", name: "lense", candidates: ["lens"] },
    });
  });
});
