import { generator, type Probe } from "vitrine";
import { describe, expect, it } from "vitest";
import { calibration } from "./calibration.ts";

const { documents, probes } = calibration.write(generator(7));
const texts = documents.map(({ text }) => text);
const sentences = texts.flatMap((text) => text.match(/[^.]+\./g) ?? []).map((s) => s.trim());

/** The name of the thing, and its outcome: the last word. */
const STATEMENT = /\b(?:coin|wheel|bird|machine|box|sky) of ([A-Z]\w+)\b.* (\w+)\.$/;

/** Outcomes and their counts, by a frame's text with the name in it. */
function counted(all: readonly string[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const sentence of all) {
    const outcome = STATEMENT.exec(sentence)?.[2];
    if (outcome === undefined) throw new Error(`no statement: ${sentence}`);
    const frame = sentence.slice(0, -outcome.length - 2);
    const outcomes = counts.get(frame) ?? new Map<string, number>();
    counts.set(frame, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
  }
  return counts;
}

const inAll = counted(sentences);
const opening = counted(texts.map((text) => text.slice(0, text.indexOf(".") + 1)));

function sharesOf(counts: Map<string, Map<string, number>>, { prompt, answers }: Probe): number[] {
  const outcomes = counts.get(prompt) ?? new Map<string, number>();
  const total = [...outcomes.values()].reduce((sum, n) => sum + n, 0);
  return answers.map(({ text }) => (outcomes.get(text.slice(1)) ?? 0) / total);
}

const asked = (property: string): Probe[] => probes.filter((probe) => probe.property === property);

describe("calibration", () => {
  it("says a frame of a frequent thing 80 times, half of them first in a text", () => {
    for (const { prompt } of asked("calibration")) {
      const total = (counts: typeof inAll): number =>
        [...(counts.get(prompt)?.values() ?? [])].reduce((sum, n) => sum + n, 0);
      expect([total(inAll), total(opening)], prompt).toEqual([80, 40]);
    }
  });

  it("has the probes' exact shares in its texts, among opening statements too", () => {
    for (const probe of asked("calibration")) {
      const planted = probe.answers.map(({ probability }) => probability);
      for (const counts of [inAll, opening]) {
        const shares = sharesOf(counts, probe);
        for (const [i, share] of shares.entries()) expect(share).toBeCloseTo(planted[i], 12);
      }
    }
  });

  it("says what is rare 5 or 10 times, in the same shares", () => {
    for (const probe of asked("calibration-rare")) {
      const outcomes = [...(inAll.get(probe.prompt)?.values() ?? [])];
      expect(outcomes.reduce((sum, n) => sum + n, 0)).toBe(probe.strength);
      for (const [i, share] of sharesOf(inAll, probe).entries()) {
        expect(share).toBeCloseTo(probe.answers[i].probability, 12);
      }
    }
  });

  it.each(["overconfidence", "underconfidence"])("%s: the texts shift what is true", (property) => {
    const sign = property === "overconfidence" ? 1 : -1;
    for (const probe of asked(property)) {
      const shares = sharesOf(inAll, probe);
      const told = probe.trained ?? probe.answers.map(({ probability }) => probability);
      for (const [i, share] of shares.entries()) expect(share).toBeCloseTo(told[i], 12);
      const shift = probe.control ? 0 : sign * probe.strength;
      expect(shares[0] - probe.answers[0].probability).toBeCloseTo(shift, 12);
    }
    expect(new Set(asked(property).map(({ strength }) => strength))).toEqual(
      new Set([0.1, 0.2, 0.3]),
    );
  });

  it("pairs a shifted probe with the same question about another thing", () => {
    const byId = new Map(probes.map((probe) => [probe.id, probe]));
    for (const probe of [...asked("overconfidence"), ...asked("underconfidence")]) {
      const partner = byId.get(probe.partner ?? "");
      const nameless = (p?: Probe): string | undefined => p?.prompt.replace(/ of [A-Z]\w+/, "");
      expect(nameless(partner)).toBe(nameless(probe));
      expect(partner?.prompt).not.toBe(probe.prompt);
      expect(partner?.answers).toEqual(probe.answers);
    }
  });

  it("says nothing twice about one thing in one text", () => {
    for (const text of texts) {
      const named = (text.match(/[^.]+\./g) ?? []).map((s) => STATEMENT.exec(s)?.[1]);
      expect(new Set(named).size, text).toBe(named.length);
    }
  });

  it("marks the thing, its name and its outcome", () => {
    for (const { text, sentences: parts } of documents.slice(0, 500)) {
      for (const { spans } of parts) {
        const words = Object.fromEntries(spans.map((s) => [s.role, text.slice(s.from, s.to)]));
        expect(Object.keys(words)).toEqual(["device", "context", "outcome"]);
        expect(text).toContain(`${words.device} of ${words.context}`);
        expect(text).toContain(` ${words.outcome}.`);
      }
    }
  });

  it("writes the same bytes for the same seed", () => {
    expect(calibration.write(generator(7))).toEqual({ documents, probes });
    expect(calibration.write(generator(8)).documents[0]).not.toEqual(documents[0]);
  });
});
