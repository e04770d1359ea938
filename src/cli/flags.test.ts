import { describe, expect, it } from "vitest";
import {
  firstArgument,
  readArgs,
  readChoiceFlag,
  readCountFlag,
  readJsonFlag,
  readNumberFlag,
  valueOf,
  valuesOf,
} from "./flags.ts";

const ARGS = {
  text: { type: "positional", required: false },
  edits: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
} as const;

const read = (...words: string[]) => readArgs("inspect", words, ARGS);

describe("readArgs", () => {
  it("reads flags before and after the text, with a space or =", () => {
    expect(read("--json", "Hello there", "--out=a.html")).toMatchObject({
      text: "Hello there",
      json: true,
      out: "a.html",
    });
  });

  it("takes what follows -- as it is", () => {
    expect(read("--", "--5 degrees").text).toBe("--5 degrees");
  });

  it("takes a dash for a text, and a value that begins with one", () => {
    expect(read("-", "--out", "-x")).toMatchObject({ text: "-", out: "-x" });
  });

  it("names the nearest flags of one it does not know", () => {
    expect(() => read("x", "--edit", "[]")).toThrow(
      "inspect: there is no option --edit. Did you mean --edits?",
    );
    expect(() => read("-q")).toThrow("inspect: there is no option -q.");
  });

  it("refuses a flag without its value, a switch with one, and a second text", () => {
    expect(() => read("x", "--json=yes")).toThrow(
      "inspect: --json is a switch and takes no value; leave out “=yes”.",
    );
    expect(() => read("x", "--out")).toThrow("inspect: --out needs a value.");
    expect(() => read("x", "--out", "--json")).toThrow("inspect: --out needs a value.");
    expect(read("x", "--out=--json").out).toBe("--json");
    expect(() => read("Hello", "there")).toThrow("inspect: unexpected argument “there”.");
  });
});

describe("valuesOf", () => {
  it("keeps every value of a repeated flag, in order", () => {
    const words = ["--edits", "1", "x", "--edits=2", "--", "--edits", "3"];
    expect(valuesOf("inspect", words, ARGS, "edits")).toEqual(["1", "2"]);
  });
});

describe("valueOf", () => {
  it("finds a flag in words that are not read yet", () => {
    expect(valueOf(["inspect", "--lang", "zh"], "--lang")).toBe("zh");
    expect(valueOf(["--lang=en"], "--lang")).toBe("en");
    expect(valueOf(["inspect"], "--lang")).toBeUndefined();
  });
});

describe("firstArgument", () => {
  it("skips flags and their values, also of flags that it does not know", () => {
    expect(firstArgument(["--json", "patch", "x"], ARGS)).toBe("patch");
    expect(firstArgument(["--sites", "mlp_out", "--k=3", "patch"], ARGS)).toBe("patch");
    expect(firstArgument(["--out", "a.html", "--", "-x"], ARGS)).toBe("-x");
    expect(firstArgument(["--out", "a.html"], ARGS)).toBeUndefined();
  });
});

describe("readChoiceFlag and readNumberFlag", () => {
  it("take what they know, and say what that is", () => {
    expect(readChoiceFlag("run", "--backend", ["node", "web"], "web")).toBe("web");
    expect(() => readChoiceFlag("run", "--backend", ["node", "web"], "nod")).toThrow(
      "run: --backend expects one of node, web, got “nod”. Did you mean node?",
    );
    expect(readNumberFlag("run", "--top-p", "-0.5")).toBe(-0.5);
    expect(() => readNumberFlag("run", "--top-p", " ")).toThrow("--top-p expects a number");
  });
});

describe("readJsonFlag and readCountFlag", () => {
  it("say which flag cannot be read", () => {
    expect(() => readJsonFlag("run", "--target", "{")).toThrow(
      "run: --target is not JSON: a name in double quotes is missing at the end, after ‘{’.",
    );
    expect(() => readJsonFlag("run", "--target", `{"kind":"logit" "token":1}`)).toThrow(
      `run: --target is not JSON: a comma or a closing bracket is missing at character 17, before ‘"token":1}’.`,
    );
    expect(() => readJsonFlag("run", "--target", "{kind:logit}")).toThrow(
      /^run: --target is not JSON: .+ Put all of it in single quotes/,
    );
    expect(() => readCountFlag("run", "--seed", "1.5")).toThrow(
      "run: --seed expects a whole number of at least 0, got “1.5”.",
    );
    expect(readCountFlag("run", "--seed", "12")).toBe(12);
  });
});
