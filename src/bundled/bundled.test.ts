import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bundledModels, defaultModel, phantoms } from "./models.ts";
import { bundledTexts, paragraphs } from "./texts.ts";

describe("bundledModels", () => {
  it.each([...bundledModels])("has every file of %s", (_, files) => {
    for (const url of files.values()) expect(existsSync(url), url.href).toBe(true);
    expect([...files.keys()]).toContain("config.json");
  });

  it("names each address after its file", () => {
    for (const [model, files] of bundledModels) {
      for (const [file, url] of files) {
        // both phantoms of one world have one truth
        const folder = model === "phantom-encoder" && file === "truth.json" ? "phantom" : model;
        expect(url.pathname).toMatch(`/models/${folder}/${file}`);
      }
    }
  });

  it("holds the default model, and phantoms", () => {
    expect([...bundledModels.keys()]).toContain(defaultModel);
    expect(phantoms).toContain("phantom-wired");
    expect(phantoms).not.toContain("stories260k");
  });
});

describe("bundledTexts", () => {
  it("holds stories of a few plain sentences each", () => {
    const stories = paragraphs(readFileSync(bundledTexts.get("stories") as URL, "utf8"));
    expect(stories).toHaveLength(30);
    for (const story of stories) expect(story).toMatch(/^[A-Z][\x20-\x7e]{60,260}[.!?]"?$/);
  });
});

describe("paragraphs", () => {
  it("splits at empty lines only, whatever the line ends", () => {
    expect(paragraphs("a\nb\n\n\nc\r\n\r\nd\n")).toEqual(["a\nb", "c", "d"]);
  });
});
