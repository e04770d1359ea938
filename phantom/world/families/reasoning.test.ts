import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { reasoning } from "./reasoning.ts";

const world = reasoning.write(generator(7));

/** Which word asks for the person before whom nobody stands, by the premises' word. */
const FIRST: Readonly<Record<string, string>> = {
  "left of": "furthest left",
  "right of": "furthest right",
  "taller than": "tallest",
  "shorter than": "shortest",
  "older than": "oldest",
  "younger than": "youngest",
  "faster than": "fastest",
  "slower than": "slowest",
  "richer than": "richest",
  "poorer than": "poorest",
  "stronger than": "strongest",
  "weaker than": "weakest",
  before: "first",
  after: "last",
};
const OPPOSITE: Readonly<Record<string, string>> = Object.fromEntries(
  "left right,taller shorter,older younger,faster slower,richer poorer,stronger weaker,before after"
    .split(",")
    .map((pair) => pair.split(" "))
    .flatMap(([a, b]) => [
      [a, b],
      [b, a],
    ]),
);

describe("reasoning", () => {
  it("answers every question of the training texts as a solver of its own does", () => {
    let count = 0;
    for (const { text } of world.documents) {
      for (const [, question, answer] of text.matchAll(/((?:Who|Is|Did) [^?]*\?) (\w+)\./g)) {
        expect([text, question, answer]).toEqual([text, question, solve(text, question)]);
        count++;
      }
    }
    expect(count).toBeGreaterThan(2 * world.documents.length);
  });

  it("answers every probe as the solver does, with no other right answer among the wrong ones", () => {
    for (const { prompt, answers, wrong } of world.probes) {
      const question = /(Who|Is|Did) [^?]*\?$/.exec(prompt)?.[0] ?? "";
      expect([prompt, answers[0].text]).toEqual([prompt, ` ${solve(prompt, question)}`]);
      expect(wrong).not.toContain(answers[0].text);
    }
  });

  it("has as many premises as the strength says, and the control as many", () => {
    for (const { prompt, property, strength } of world.probes) {
      const { length } = premisesOf(prompt);
      expect(length).toBe(property === "reasoning" ? strength : 5);
    }
  });

  it("has as many premises between the two of a pair as the strength says", () => {
    for (const { prompt, strength, control } of world.probes.filter(isPair)) {
      const [, a, b] = /(?:Is|Did) (\w+) .* (\w+)\?/.exec(prompt) ?? [];
      const next = new Map(premisesOf(prompt).map(([from, , to]) => [from, to]));
      const steps = Math.max(distance(next, a, b), distance(next, b, a));
      expect(steps).toBe(control ? -Infinity : strength);
    }
  });

  it("says Yes as often as No, and only controls are Unknown", () => {
    const answers = world.probes.filter(isPair).map(({ answers: [{ text }], control }) => {
      expect(text === " Unknown").toBe(control);
      return text;
    });
    const yes = answers.filter((text) => text === " Yes").length;
    expect(answers.filter((text) => text === " No")).toHaveLength(yes);
  });

  it("asks about people who stand in that order in no training text", () => {
    const rows = new Set(world.documents.map(({ text }) => peopleKey(text)));
    for (const { prompt } of world.probes) expect(rows.has(peopleKey(prompt))).toBe(false);
  });

  it("marks the answer and what is asked for", () => {
    for (const { prompt, spans, answers } of world.probes) {
      const marked = spans.map(({ from, to }) => prompt.slice(from, to));
      for (const word of marked) expect(word).toMatch(/^[\w ]+$/);
      const [answer] = answers.map(({ text }) => text.trim());
      if (answer !== "Yes" && answer !== "No" && answer !== "Unknown")
        expect(marked).toContain(answer);
      expect(spans.some(({ role }) => role.endsWith("asked"))).toBe(true);
    }
  });

  it("writes the same world for the same seed", () => {
    expect(JSON.stringify(reasoning.write(generator(7)))).toBe(JSON.stringify(world));
  });
});

function isPair({ property }: { readonly property: string }): boolean {
  return property === "reasoning-pairs";
}

function premisesOf(text: string): [string, string, string][] {
  const found = text.matchAll(
    /(?<!So )\b([A-Z]\w+) (?:is|arrived) (\w+(?: than| of)?) ([A-Z]\w+)\./g,
  );
  return [...found].map(([, a, word, b]) => [a, word, b]);
}

/** By transitive closure of what is stated. */
function solve(text: string, question: string): string {
  const premises = premisesOf(text);
  const [[, word]] = premises;
  const next = new Map(premises.map(([a, , b]) => [a, b]));
  const people = [...new Set(premises.flatMap(([a, , b]) => [a, b]))];
  const pair = /^(?:Is|Did) (\w+) .* (\w+)\?$/.exec(question);
  if (pair !== null) {
    const [, a, b] = pair;
    if (distance(next, a, b) > 0) return "Yes";
    return distance(next, b, a) > 0 ? "No" : "Unknown";
  }
  const asked = /(?:is|arrived) (.*)\?$/.exec(question)?.[1] ?? "";
  const isFirst = asked === FIRST[word];
  const other = word.replace(/\w+/, (comparative) => OPPOSITE[comparative]);
  if (!isFirst && asked !== FIRST[other]) return "Unknown";
  const seconds = [...next.values()];
  const ends = people.filter((name) => (isFirst ? !seconds.includes(name) : !next.has(name)));
  return ends.length === 1 ? ends[0] : "Unknown";
}

/** Steps from one to the other along the premises; −∞ if there is no way. */
function distance(next: ReadonlyMap<string, string>, from: string, to: string): number {
  if (from === to) return 0;
  const via = next.get(from);
  return via === undefined ? -Infinity : 1 + distance(next, via, to);
}

/** The people of each row in order, and the rows by name: the same for shuffled premises. */
function peopleKey(text: string): string {
  const next = new Map(premisesOf(text).map(([a, , b]) => [a, b]));
  const seconds = new Set(next.values());
  const firsts = [...next.keys()].filter((name) => !seconds.has(name));
  const row = (name: string): string => {
    const after = next.get(name);
    return after === undefined ? name : `${name} ${row(after)}`;
  };
  return firsts.map(row).sort().join(" | ");
}
