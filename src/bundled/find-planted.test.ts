import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { smallTruth } from "../../test/helpers/small-truth.ts";
import { findProbes, findWired } from "./find-planted.ts";
import { listPlanted } from "./list-planted.ts";
import { bundledModels } from "./models.ts";
import type { WiredTruth } from "./truth-wired.ts";

const file = bundledModels.get("phantom-wired")!.get("truth.json")!;
const wired = JSON.parse(readFileSync(file, "utf8")) as WiredTruth;

const ids = (question: string): readonly string[] =>
  findProbes(smallTruth, question).found.map(({ id }) => id);

describe("findProbes", () => {
  it.each([
    ["a fact in words", "capital of Norrel", "facts/capital-of/000"],
    ["the same as a question", "What is the capital of  norrel?", "facts/capital-of/000"],
    ["the id of a probe", "facts/capital-of/001", "facts/capital-of/001"],
    ["a prompt", "The coin of Rudding lands on", "coins/Rudding/0"],
    ["the name of a chance", "Rudding", "coins/Rudding/0"],
    ["what has the chance", "coin of rudding", "coins/Rudding/0"],
    ["the owner of a secret", "Ann", "secrets/ann"],
  ])("finds %s", (_, question, id) => {
    const { found, takenAs } = findProbes(smallTruth, question);
    expect(found[0].id).toBe(id);
    expect(takenAs).toBeNull();
  });

  it("puts a probe before its control of the same prompt", () => {
    expect(ids("The code of Ann's safe is")).toEqual(["secrets/ann", "secrets/ann/control"]);
  });

  it("finds every probe of a property, and no control", () => {
    expect(ids("facts")).toHaveLength(3);
    expect(ids("secrets")).toEqual(["secrets/ann"]);
  });

  it("forgives two letters, and says what it read", () => {
    const { found, takenAs } = findProbes(smallTruth, "capitol of Norel");
    expect(found.map(({ id }) => id)).toEqual(["facts/capital-of/000"]);
    expect(takenAs).toBe("capital of Norrel");
  });

  it("guesses nothing where two are equally near, and names both", () => {
    // one letter from Dorland as from Morland
    const { found, takenAs, nearest } = findProbes(smallTruth, "capital of Borland");
    expect({ found, takenAs }).toEqual({ found: [], takenAs: null });
    expect(nearest).toEqual(expect.arrayContaining(["capital of Dorland", "capital of Morland"]));
  });

  it("corrects no prompt: another text is another question", () => {
    expect(ids("The capital of Narrel is")).toEqual([]);
  });
});

describe("findWired", () => {
  const { clean, corrupted } = wired.circuits[1].prompts[0];

  it("tells a prompt from its corrupted partner", () => {
    const sideOf = (question: string) => {
      const [first] = findWired(wired, question).found;
      return [first.prompt.id, first.side];
    };
    expect(sideOf("indirect-object/00")).toEqual(["indirect-object/00", "clean"]);
    expect(sideOf(clean)).toEqual(["indirect-object/00", "clean"]);
    expect(sideOf(corrupted)).toEqual(["indirect-object/00", "corrupted"]);
  });

  it("finds every prompt of a circuit", () => {
    const { length } = wired.circuits[1].prompts;
    expect(findWired(wired, "indirect-object").found).toHaveLength(length);
  });
});

describe("listPlanted", () => {
  it("counts probes, controls and strengths of a world", () => {
    const listed = listPlanted(smallTruth);
    expect(listed).toMatchObject({ kind: "world", facts: 3, canaries: 1, members: 1 });
    const [facts, coins, secrets] = listed.kind === "world" ? listed.properties : [];
    expect(facts).toMatchObject({ probes: 3, controls: 0, strengths: [1, 10] });
    expect(facts.example).toBe("capital of Norrel");
    expect(coins).toMatchObject({ strengths: [0, 0.2], example: "coins/Rudding/0" });
    expect(secrets).toMatchObject({ probes: 1, controls: 1 });
  });

  it("has every part and feature of a wired model", () => {
    const listed = listPlanted(wired);
    if (listed.kind !== "wired") throw new Error("not wired");
    expect(listed.circuits.map(({ id }) => id)).toEqual([
      "induction",
      "indirect-object",
      "facts",
      "brackets",
      "feelings",
    ]);
    expect(listed.circuits[0].nodes).toEqual(expect.arrayContaining(["embed", "L0H0", "logits"]));
    expect(listed.parts).toHaveLength(wired.parts.length);
    expect(listed.subspaces.flatMap(({ features }) => features)).toHaveLength(
      wired.features.length,
    );
  });
});
