import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quietShell } from "../../test/helpers/shell.ts";
import { errorText } from "../view/error-text.ts";
import { textWidth } from "../view/text-width.ts";
import { loadModel } from "../model/load.ts";
import type { Model } from "../model/types.ts";
import type { VitrineError } from "../errors.ts";
import { evaluateSuite } from "../suites/evaluate.ts";
import { loadSuite } from "../suites/load.ts";
import { suiteMessages } from "../suites/messages.ts";
import { readSuite } from "../suites/read-file.ts";
import { suiteJson, suiteListing, suiteResult, suiteShown } from "./suite-text.ts";
import { suites } from "../suites/registry.generated.ts";

let stories: Model;
beforeAll(async () => {
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(() => stories.close());

/** The lines wider than the terminal. */
const tooWide = (text: string, width: number): string[] =>
  text.split("\n").filter((line) => textWidth(line) > width);

describe("what vitrine suite prints", () => {
  it.each(["en", "zh"] as const)("keeps within 60 columns in %s", async (language) => {
    const shell = { ...quietShell, language, width: 60 };
    const suite = await loadSuite("indirect-object", { model: stories, count: 4 });
    const behaviour = await evaluateSuite(stories, suite);
    expect(tooWide(suiteListing(suites, shell), 60)).toEqual([]);
    expect(tooWide(suiteShown(suite, stories, shell), 60)).toEqual([]);
    expect(tooWide(suiteResult(suite, behaviour, stories, shell), 60)).toEqual([]);
  });

  it("says how well the model does, its worst cases first, and whether that is chance", async () => {
    const suite = await loadSuite("indirect-object", { model: stories, count: 6 });
    const behaviour = await evaluateSuite(stories, suite);
    const text = suiteResult(suite, behaviour, stories, quietShell);
    expect(text).toContain(`${behaviour.correct} of 6`);
    expect(text).toContain("Not better than chance");
    const [worst] = behaviour.cases;
    expect(text.replace(/\s+/g, " ")).toContain(suite.cases[worst.index].clean);
    const differences = behaviour.cases.map(({ difference }) => difference);
    expect(differences).toEqual(differences.toSorted((a, b) => a - b));
    expect(JSON.parse(suiteJson(suite, behaviour))).toMatchObject({
      schema: 1,
      suite: { name: "indirect-object", variant: "stories", count: 6 },
      behaviour: { correct: behaviour.correct, accuracyInterval: behaviour.accuracyInterval },
    });
  });

  it("tells a file's mistakes in the reader's language", () => {
    const error = mistakesOf("clean,corrupted,answer,wrong\na is,a is, b,");
    expect(errorText(error, "zh", suiteMessages)).toBe(
      "a.csv 不是可用的测试集。错误：第 2 行第 6 列：配对文本与提示相同；第 2 行第 14 列：缺少“wrong”",
    );
  });
});

function mistakesOf(text: string): VitrineError {
  try {
    readSuite(text, "a.csv");
  } catch (error) {
    return error as VitrineError;
  }
  throw new Error("expected mistakes");
}
