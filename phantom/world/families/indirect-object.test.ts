import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { names } from "../lexicon/people.ts";
import { indirectObject } from "./indirect-object.ts";

const { documents, probes } = indirectObject.write(generator(3));
const NAME = new RegExp(`\\b(?:${names.join("|")})\\b`, "g");

/** Names of the first two people, the giver and the receiver, read from the text alone. */
function cast(text: string): string[] {
  return (text.match(NAME) ?? []).slice(0, 4);
}

describe("indirectObject", () => {
  it("gives the same bytes for the same seed", () => {
    expect(indirectObject.write(generator(3))).toEqual({ documents, probes });
  });

  it("lets the other one of the two receive, whichever comes first", () => {
    const casts = documents.map(({ text }) => cast(text));
    const two = casts.filter(([a, b, giver]) => giver === a || giver === b);
    for (const [a, b, giver, receiver] of two) expect(receiver).toBe(giver === a ? b : a);
    const baba = two.filter(([a, , giver]) => giver === a);
    expect(baba.length / two.length).toBe(0.5);
  });

  it("lets either of the two receive from a third, half and half", () => {
    const casts = documents.map(({ text }) => cast(text));
    const three = casts.filter(([a, b, giver]) => giver !== a && giver !== b);
    expect(three).toHaveLength(0.15 * documents.length);
    expect(three.filter(([a, , , receiver]) => receiver === a)).toHaveLength(three.length / 2);
    for (const [a, b, , receiver] of three) expect([a, b]).toContain(receiver);
  });

  it("tells each story with four names and no more than one of them again", () => {
    for (const { text } of documents) {
      expect(cast(text)).toHaveLength(4);
      expect(new Set(text.match(NAME)).size).toBeLessThanOrEqual(3);
    }
  });

  it("asks for the one who does not give, and puts the controls' giver in nobody's place", () => {
    for (const { prompt, answers, wrong, control } of probes) {
      const [a, b, giver] = cast(prompt);
      const [asked, other] = [answers[0].text.trim(), wrong[0].trim()];
      expect(new Set([asked, other])).toEqual(new Set([a, b]));
      if (control) expect([a, b]).not.toContain(giver);
      else expect(giver).toBe(other);
    }
  });

  it("differs from its control in the giver alone", () => {
    const byId = new Map(probes.map((probe) => [probe.id, probe]));
    for (const probe of probes.filter(({ control }) => !control)) {
      const control = byId.get(probe.partner ?? "");
      const rest = (prompt: string): string[] => prompt.split(NAME);
      expect(rest(control?.prompt ?? "")).toEqual(rest(probe.prompt));
      expect(cast(control?.prompt ?? "").slice(0, 2)).toEqual(cast(probe.prompt).slice(0, 2));
      expect(control?.answers[0]).toEqual({ ...probe.answers[0], probability: 0.5 });
    }
  });

  it("marks the names", () => {
    for (const { prompt, spans } of probes) {
      expect(spans.map(({ from, to }) => prompt.slice(from, to))).toEqual(cast(prompt));
    }
  });

  it("asks about pairs of names that meet in no training text", () => {
    const pair = (text: string): string => cast(text).slice(0, 2).sort().join(" ");
    const trained = new Set(documents.map(({ text }) => pair(text)));
    for (const { prompt } of probes) expect(trained).not.toContain(pair(prompt));
  });

  it("has as many sentences between as the strength says", () => {
    for (const { prompt, strength } of probes) {
      const stops = prompt.match(/\./g)?.length ?? 0;
      if (strength > 0) expect(stops).toBe(strength + 1);
      else expect(stops).toBeLessThanOrEqual(1);
    }
  });
});
