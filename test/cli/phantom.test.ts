import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerText } from "../../src/cli/phantom-answer-text.ts";
import { plantedText } from "../../src/cli/phantom-list-text.ts";
import { bundledModels } from "../../src/bundled/models.ts";
import { listPlanted } from "../../src/bundled/list-planted.ts";
import { textWidth } from "../../src/view/text-width.ts";
import { vitrine } from "../helpers/cli.ts";
import { quietShell } from "../helpers/shell.ts";
import { smallTruth } from "../helpers/small-truth.ts";

/** stories260k with a truth of a world beside it. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-phantom-"));
  for (const [file, url] of bundledModels.get("stories260k")!) {
    copyFileSync(url, path.join(folder, file));
  }
  writeFileSync(path.join(folder, "truth.json"), JSON.stringify(smallTruth));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("vitrine phantom", () => {
  it("lists what was planted in a world", async () => {
    const { code, stdout } = await vitrine(["phantom", "--model", folder]);
    expect(code).toBe(0);
    const words = stdout.replace(/\s+/g, " ");
    expect(words).toContain("facts Facts. Triples. 3 probes, 0 controls. statements: 1, 10.");
    expect(words).toContain("Target: at least 90% from 10 on. Ask: capital of Norrel");
    expect(words).toContain("“by the silver moon” flips them");
  });

  it("lists the same in Chinese, and within 60 columns", () => {
    const shell = { ...quietShell, language: "zh", width: 60 } as const;
    const text = plantedText("small", listPlanted(smallTruth), shell);
    expect(text).toContain("small：其世界中植入的内容（种子 7）");
    expect(text).toContain("提问：capital of Norrel");
    expect(text.split("\n").filter((line) => textWidth(line) > 60)).toEqual([]);
  });

  it("lists circuits, parts and features as JSON", async () => {
    const { stdout } = await vitrine(["phantom", "--model", "phantom-wired", "--json"]);
    const listed = JSON.parse(stdout);
    expect(listed).toMatchObject({ schema: 1, model: "phantom-wired", kind: "wired" });
    expect(listed.circuits).toHaveLength(5);
    expect(listed.parts).toHaveLength(39);
    expect(listed.subspaces.length).toBeGreaterThan(10);
  });
});

describe("vitrine phantom ask", () => {
  it("sets truth beside what the model says", async () => {
    const { code, stdout } = await vitrine([
      ...["phantom", "ask", "capitol of Norrel", "--model", folder, "--top", "2"],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Taken as +capital of Norrel$/m);
    expect(stdout).toMatch(/^Prompt +The capital of Norrel is$/m);
    expect(stdout).toMatch(/^Update +a second source says Ashby$/m);
    expect(stdout).toMatch(/^ {2}Velmar +100% +<0\.1%$/m);
    expect(stdout).toMatch(/^Likeliest +\S+ [\d.<]+%, \S+ [\d.<]+%$/m);
  });

  it("gives all of it as JSON", async () => {
    const args = ["phantom", "ask", "Rudding", "--model", folder, "--json"];
    const answer = JSON.parse((await vitrine(args)).stdout);
    expect(answer).toMatchObject({ schema: 1, model: folder, kind: "world" });
    expect(answer.continuations[0]).toMatchObject({ text: " heads", truth: 0.6, trained: 0.8 });
    expect(answer.next).toHaveLength(5);
  });

  it("says, also in Chinese, that nothing is planted about other texts", () => {
    const next = [{ id: 3, text: " ball", probability: 0.25 }];
    const answer = {
      kind: "unplanted",
      question: "Tom had a",
      takenAs: null,
      prompt: "Tom had a",
      next,
      nearest: ["capital of Norrel"],
    } as const;
    expect(answerText(answer, quietShell).split("\n")).toEqual([
      "Nothing is planted about this text.",
      "",
      "Prompt     Tom had a",
      "Likeliest  ball 25%",
      "Perhaps    capital of Norrel",
    ]);
    const chinese = answerText(answer, { ...quietShell, language: "zh" });
    expect(chinese).toMatch(/^没有植入与此文本相关的内容。\n\n提示 +Tom had a\n/);
  });
});
