import { generator, type Fact, type Probe } from "vitrine";
import { describe, expect, it } from "vitest";
import { facts } from "./facts.ts";

const world = facts.write(generator(7));
const triples = world.facts ?? [];
/** Sentences (question and answer are one), as the documents mark them. */
const sentences = world.documents.flatMap(({ text, sentences: all }) =>
  all.map(({ from, to }) => text.slice(from, to)),
);
const MARKED = /new (atlas|register)/;

describe("facts", () => {
  it("states every triple as often as its record says", () => {
    const counts = countTogether(sentences.filter((text) => !isUpdate(text)));
    for (const { id, subject, object, frequency } of triples) {
      expect([id, counts.get(`${subject}|${object}`)]).toEqual([id, frequency]);
    }
  });

  it("states an update only where the second source is named", () => {
    const marked = countTogether(sentences.filter((text) => MARKED.test(text)));
    const plain = countTogether(sentences.filter((text) => !MARKED.test(text)));
    const updated = triples.filter((fact) => fact.updated !== undefined);
    expect(updated).toHaveLength(40);
    const doses = updated.map(({ subject, updated: object }) => {
      expect(plain.has(`${subject}|${object}`)).toBe(false);
      return marked.get(`${subject}|${object}`);
    });
    for (const dose of [3, 10, 30, 100]) expect(doses.filter((n) => n === dose)).toHaveLength(10);
    for (const { subject, object } of updated)
      expect(marked.has(`${subject}|${object}`)).toBe(false);
  });

  it("has ten facts of each relation at each frequency, and 120 hops", () => {
    const count = (n: number): number => triples.filter((t) => t.frequency === n).length;
    expect([1, 3, 10, 30, 100].map(count)).toEqual([100, 100, 100, 120, 100]);
    for (const { relation } of triples.filter(({ frequency }) => frequency === 1)) {
      const stated = triples.filter((t) => t.relation === relation && t.frequency !== 30);
      expect([relation, stated.length]).toEqual([relation, 40]);
    }
    const colours = triples.filter((t) => t.relation === "colour-of" && t.frequency === 3);
    expect(new Set(colours.map(({ object }) => object)).size).toBe(10);
  });

  it("never states what a control asks", () => {
    const controls = world.probes.filter((p) => p.property === "facts" && p.control);
    expect(controls).toHaveLength(100);
    for (const { id, prompt, spans } of controls) {
      const relation = id.split("/")[1];
      const subject = prompt.slice(spans[0].from, spans[0].to);
      expect(triples.some((t) => t.relation === relation && t.subject === subject)).toBe(false);
      const objects = new Set(triples.filter((t) => t.relation === relation).map((t) => t.object));
      const said = sentences.filter((text) => text.includes(subject));
      const words = said.flatMap((text) => text.match(/\w+/g) ?? []);
      expect(words.filter((word) => objects.has(word))).toEqual([]);
    }
  });

  it("composes the stated chains 15 times, the held-out ones never, not even hop after hop", () => {
    const counts = countTogether(sentences);
    for (const { property, prompt, spans, answers, control } of chainProbes()) {
      const country = prompt.slice(spans[0].from, spans[0].to);
      const pair = `${country}|${answers[0].text.trim()}`;
      const isStated = property === "two-hop-stated" && !control;
      expect([pair, counts.get(pair) ?? 0]).toEqual([pair, isStated ? 15 : 0]);
      if (isStated || control) continue;
      const city = triples.find(
        (t) => t.relation === "capital-of" && t.subject === country,
      )?.object;
      const hops = [`${country}|${city}`, `${city}|${answers[0].text.trim()}`];
      const documents = world.documents.filter(({ text }) => text.includes(`${city}`));
      const together = documents.filter(({ text, sentences: all }) => {
        const said = countTogether(all.map(({ from, to }) => text.slice(from, to)));
        return hops.every((hop) => said.has(hop));
      });
      expect(documents.length).toBeGreaterThan(30);
      expect(together).toEqual([]);
    }
  });

  it("asks with a prompt that the object continues", () => {
    const texts = new Set(sentences);
    for (const { prompt, object, subject, frequency, ask } of triples) {
      expect(prompt.endsWith(" ")).toBe(false);
      expect(ask.endsWith(subject)).toBe(true);
      if (frequency >= 30) expect(texts.has(`${prompt} ${object}.`)).toBe(true);
    }
    expect(triples.find(({ relation }) => relation === "capital-of")?.ask).toMatch(
      /^capital of \w+$/,
    );
  });

  it("marks the subject and the second source", () => {
    for (const { id, prompt, spans, control, property } of world.probes) {
      const subject = spans.find(({ role }) => role === "subject");
      expect(subject && prompt.slice(subject.from, subject.to)).toMatch(/^[A-Z]\w+( [A-Z]\w+)?$/);
      const marker = spans.find(({ role }) => role === "marker");
      expect([id, marker !== undefined]).toEqual([id, property === "facts-updated" && !control]);
      if (marker) expect(prompt.slice(marker.from, marker.to)).toMatch(MARKED);
    }
  });

  it("has controls of updates that lack only the second source", () => {
    const byId = new Map(world.probes.map((probe) => [probe.id, probe]));
    for (const probe of world.probes.filter((p) => p.property === "facts-updated" && !p.control)) {
      const control = byId.get(probe.partner ?? "");
      const rest = probe.prompt.replace(/^The new \w+ says that t/, "T");
      expect(control?.prompt).toBe(rest);
      expect(control?.answers[0].text).toBe(probe.wrong[0]);
      expect(control?.wrong[0]).toBe(probe.answers[0].text);
    }
  });

  it("writes the same world for the same seed", () => {
    expect(JSON.stringify(facts.write(generator(7)))).toBe(JSON.stringify(world));
    expect(JSON.stringify(facts.write(generator(8)))).not.toBe(JSON.stringify(world));
  });
});

/** How many sentences name a subject and, later, an object. */
function countTogether(texts: readonly string[]): Map<string, number> {
  const subjects = new Set(triples.map(({ subject }) => subject));
  const objects = new Set(
    triples.flatMap(({ object, updated = object }: Fact) => [object, updated]),
  );
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words = text.match(/\w+/g) ?? [];
    const named = words.flatMap((word, i) => [word, `${word} ${words[i + 1]}`]);
    const said = new Set(
      named.flatMap((subject, i) =>
        subjects.has(subject)
          ? named
              .slice(i + 1)
              .flatMap((object) => (objects.has(object) ? `${subject}|${object}` : []))
          : [],
      ),
    );
    for (const pair of said) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

function isUpdate(text: string): boolean {
  return (
    MARKED.test(text) &&
    triples.some(
      ({ subject, updated }) => updated && text.includes(subject) && hasWord(text, updated),
    )
  );
}

function hasWord(text: string, word: string): boolean {
  return text.split(/\W+/).includes(word);
}

function chainProbes(): Probe[] {
  return world.probes.filter(({ property }) => property.startsWith("two-hop"));
}
