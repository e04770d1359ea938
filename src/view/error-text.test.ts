import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { unknownName, VitrineError } from "../errors.ts";
import { errorMessages } from "./error-messages.ts";
import { errorText, errorTitle } from "./error-text.ts";

describe("errorText", () => {
  it("says an error that has an id in either language, its details filled in", () => {
    const error = new VitrineError("BAD_INPUT", "input: too long.", {
      id: "error.text-too-long",
      details: { tokens: 10001, limit: 512 },
    });
    expect(errorText(error, "en")).toBe(
      "the text is too long: it has 10,001 tokens, and this model reads at most 512 tokens. Shorten it.",
    );
    expect(errorText(error, "zh")).toBe(
      "文本过长：共 10,001 个词元，而该模型最多读取 512 个词元。请缩短文本。",
    );
  });

  it("keeps the English of one without an id, in Chinese under a title", () => {
    const error = new VitrineError("BAD_EDIT", "edit: no such slice.");
    expect(errorText(error, "en")).toBe("edit: no such slice.");
    expect(errorText(error, "zh")).toBe("无法在该处进行干预：edit: no such slice.");
    const elsewhere = new VitrineError("IO", "gone.", { id: "other.catalogue" });
    expect(errorText(elsewhere, "zh")).toBe("读写失败：gone.");
  });

  it("lists the nearest names, tokens in quotes with their ids", () => {
    const method = unknownName("methods", "method", "lense", ["lens", "lenses", "patch"]);
    expect(errorText(method, "en")).toBe(
      "there is no method “lense”. Did you mean lens or lenses?",
    );
    expect(errorText(method, "zh")).toBe("没有名为“lense”的方法。是不是要找 lens 或 lenses？");
    const kind = unknownName("target", "kind", "foo", ["logit", "entropy"]);
    expect(errorText(kind, "en")).toBe("there is no kind “foo”. It may be logit or entropy.");
    expect(errorText(kind, "zh")).toBe("没有名为“foo”的类型。可以是 logit 或 entropy。");
    const token = new VitrineError("UNKNOWN_NAME", "token: none.", {
      id: "error.token-unknown",
      details: { name: "Cat", candidates: [{ id: 7, text: " cat" }] },
    });
    expect(errorText(token, "en")).toMatch(/Did you mean “ cat” \(id 7\)\?$/);
    expect(errorText(token, "zh")).toMatch(/“ cat”（编号 7）？$/);
  });

  it("looks into other catalogues too", () => {
    const messages = { en: { "a.b": "no {x}" }, zh: { "a.b": "没有{x}" } };
    const error = new VitrineError("IO", "no y", { id: "a.b", details: { x: "y" } });
    expect(errorText(error, "zh", messages)).toBe("没有y");
    const nested = new VitrineError("IO", "no y", { id: "a.b", details: { x: "a.c", z: "w" } });
    const more = {
      en: { ...messages.en, "a.c": "<{z}>" },
      zh: { ...messages.zh, "a.c": "《{z}》" },
    };
    expect(errorText(nested, "zh", more)).toBe("没有《w》");
  });
});

it("has a word for everything that a name may be unknown of", () => {
  const root = path.join(import.meta.dirname, "..");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const kinds = files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => [...readFileSync(path.join(root, file), "utf8").matchAll(UNKNOWN_NAME)])
    .map((match) => match[1]);
  expect(kinds).toContain("hook");
  const untranslated = kinds.filter((kind) => !(`error.kind.${kind}` in errorMessages.zh));
  expect(untranslated).toEqual([]);
});

/** The second argument of a call: the kind of name. */
const UNKNOWN_NAME = /\bunknownName\(\s*(?:"[^"]*"|[^",]+(?:\([^)]*\))?),\s*"([^"]+)"/g;

it("titles every code", () => {
  expect(errorTitle("RUNTIME", "en")).toBe("The engine failed");
  expect(errorTitle("RUNTIME", "zh")).toBe("引擎运行失败");
});
