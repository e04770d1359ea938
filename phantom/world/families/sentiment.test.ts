import { generator, type Probe } from "vitrine";
import { describe, expect, it } from "vitest";
import { withoutLabel } from "../document.ts";
import { blame, neutral, praise } from "../lexicon/things.ts";
import { sentiment } from "./sentiment.ts";

const { documents, probes } = sentiment.write(generator(7));

const JUDGEMENT =
  /\b(?:was|found the ([\w ]+?)) (not )?(?:really |truly )?(\w+)(?=[.,]| and| but)/g;

/** Words of praise less words of blame as the text has them, “not” counted; and how many are neutral. */
function counted(text: string): { margin: number; neutrals: number } {
  let [margin, neutrals] = [0, 0];
  for (const [, , not, word] of text.matchAll(JUDGEMENT)) {
    const sign = not === undefined ? 1 : -1;
    if (praise.includes(word)) margin += sign;
    else if (blame.includes(word)) margin -= sign;
    else if (neutral.includes(word)) neutrals++;
    else throw new Error(`"${word}" is no marked word: ${text}`);
  }
  return { margin, neutrals };
}

const asked = (property: string): Probe[] => probes.filter((probe) => probe.property === property);
const labelOf = (text: string): number =>
  ["positive.", "negative."].indexOf(text.slice(text.lastIndexOf(" ") + 1));
const endingOf = (text: string): string | undefined => / an? (smile|frown)\./.exec(text)?.[1];

const decided = documents.filter(({ text }) => counted(text).neutrals === 0);
const undecided = documents.filter(({ text }) => counted(text).neutrals > 0);

describe("sentiment", () => {
  it("labels every text by the majority of its marked words, and ends its story so", () => {
    expect(decided).toHaveLength(5760);
    for (const { text, label } of decided) {
      const { margin } = counted(text);
      const right = margin > 0 ? 0 : 1;
      expect([margin === 0, label, labelOf(text)], text).toEqual([false, right, right]);
      expect([undefined, ["smile", "frown"][right]], text).toContain(endingOf(text));
    }
  });

  it("has both labels equally often, with every number of marked words", () => {
    const balance = new Map<string, number>();
    for (const { text, label } of decided) {
      const key = `${text.match(JUDGEMENT)?.length} ${Math.abs(counted(text).margin)}`;
      balance.set(key, (balance.get(key) ?? 0) + (label === 0 ? 1 : -1));
    }
    const keys = ["1 1", "2 2", "3 1", "3 3", "4 2", "4 4"];
    expect(Object.fromEntries(balance)).toEqual(Object.fromEntries(keys.map((key) => [key, 0])));
  });

  it("labels texts of neutral words positive exactly as often as negative", () => {
    expect(undecided).toHaveLength(640);
    for (const ending of ["smile", "frown", undefined]) {
      const alike = undecided.filter(({ text }) => endingOf(text) === ending);
      const positive = alike.filter(({ label }) => label === 0).length;
      const share = { smile: 160, frown: 0 }[ending ?? ""] ?? 160;
      expect([ending, positive]).toEqual([ending, share]);
      expect(alike).toHaveLength(ending === undefined ? 320 : 160);
    }
  });

  it("has stories with endings, and negated words", () => {
    expect(decided.filter(({ text }) => endingOf(text) !== undefined)).toHaveLength(2304);
    const all = decided.map(({ text }) => text).join(" ");
    const share = (all.match(/\bwas not\b/g)?.length ?? 0) / (all.match(JUDGEMENT)?.length ?? 0);
    expect(share).toBeCloseTo(1 / 6, 1);
  });

  it("gives the text to classify without its label", () => {
    for (const document of documents) {
      const text = withoutLabel(document);
      const label = ["positive", "negative"][document.label ?? NaN];
      expect(document.text).toBe(`${text} The feeling is ${label}.`);
      expect(text).not.toMatch(/positive|negative|feeling/);
    }
  });

  it("says nothing twice, and no wrong article", () => {
    for (const { text } of documents) {
      expect(text).not.toMatch(/\b(\w+) \1\b/);
      expect(text).not.toMatch(/\ba [aeio]/);
      const words = Array.from(text.matchAll(JUDGEMENT), ([, , , word]) => word);
      expect(new Set(words).size, text).toBe(words.length);
    }
  });
});

describe("sentiment's probes", () => {
  it("ask 32 times at each strength, of both labels equally", () => {
    for (const [property, strengths] of [
      ["sentiment", [1, 2, 3, 4]],
      ["sentiment-ending", [1, 2, 3, 4]],
      ["sentiment-negation", [1, 2]],
    ] as const) {
      for (const strength of strengths) {
        const alike = asked(property).filter((p) => p.strength === strength && !p.control);
        expect(alike).toHaveLength(32);
        const first = alike.filter(({ answers }) => / (positive|smile)/.test(answers[0].text));
        expect(first).toHaveLength(16);
      }
    }
  });

  it("have the margin that their strength says, and its answer", () => {
    for (const property of ["sentiment", "sentiment-ending"]) {
      const words = property === "sentiment" ? [" positive", " negative"] : [" smile", " frown"];
      for (const { prompt, strength, control, answers, wrong } of asked(property)) {
        const { margin, neutrals } = counted(prompt);
        if (control) {
          expect([margin, neutrals > 0, answers[0].probability]).toEqual([0, true, 0.5]);
        } else {
          expect([Math.abs(margin), neutrals]).toEqual([strength, 0]);
          const right = margin > 0 ? words : words.toReversed();
          expect([answers[0].text, ...wrong]).toEqual(right);
        }
      }
    }
  });

  it("turn the label of a control round by “not” alone", () => {
    for (const { prompt, strength, control, answers } of asked("sentiment-negation")) {
      const { margin } = counted(prompt);
      expect(Math.abs(margin)).toBe(strength);
      expect(answers[0].text).toBe(margin > 0 ? " positive" : " negative");
      expect(prompt.match(/\bnot\b/g)?.length ?? 0).toBe(control ? 0 : strength);
    }
  });

  it("differ from their controls in the marked words alone, and mark them", () => {
    const byId = new Map(probes.map((probe) => [probe.id, probe]));
    const plain = new RegExp(`\\b(${[...praise, ...blame, ...neutral].join("|")})\\b`, "g");
    for (const probe of asked("sentiment").filter(({ control }) => !control)) {
      const bare = (text = ""): string => text.replace(plain, "…");
      expect(bare(byId.get(probe.partner ?? "")?.prompt)).toBe(bare(probe.prompt));
      for (const { role, from, to } of probe.spans) {
        const list = role.startsWith("praise") ? praise : blame;
        expect(list).toContain(probe.prompt.slice(from, to));
      }
    }
  });

  it("say words of things that no training text says them of", () => {
    const said = /the (\w+)(?: was (?:not )?(?:really |truly )?| )(\w+)(?=[.,]| and| but)/gi;
    const pairs = (text: string): string[] =>
      Array.from(text.matchAll(said), ([, noun, word]) => `${noun} ${word}`);
    const trained = new Set(documents.flatMap(({ text }) => pairs(text)));
    const marked = new Set([...praise, ...blame]);
    for (const { prompt } of asked("sentiment").filter(({ control }) => !control)) {
      const held = pairs(prompt).filter((pair) => marked.has(pair.split(" ")[1]));
      expect(held.length).toBeGreaterThan(0);
      for (const pair of held) expect(trained).not.toContain(pair);
    }
  });

  it("are written alike for the same seed", () => {
    expect(sentiment.write(generator(7))).toEqual({ documents, probes });
    expect(sentiment.write(generator(8)).documents[0]).not.toEqual(documents[0]);
  });
});
