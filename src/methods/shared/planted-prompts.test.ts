import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bundledModels } from "../../bundled/models.ts";
import type { WiredTruth } from "../../bundled/truth-wired.ts";
import { smallTruth } from "../../../test/helpers/small-truth.ts";
import {
  circuitHeads,
  composedHeads,
  copyingHeads,
  decidingLayer,
  headEffects,
  headsThatFollowTokens,
  headsWithRole,
  neededHeads,
  pathOf,
  tangible,
} from "./planted-prompts.ts";
import { shiftedTexts } from "./planted-probes.ts";

const url = bundledModels.get("phantom-wired")!.get("truth.json")!;
const truth = JSON.parse(readFileSync(url, "utf8")) as WiredTruth;
const trial = { truth, text: (text: string): string => text };

describe("what a wired truth says of its prompts", () => {
  // By hand, from each circuit's description: where the words differ, and which head moves that on.
  it.each([
    ["induction", [1, 2, 7, 7], 1],
    ["indirect-object", [10, 10, 14, 14], 2],
    ["facts", [4, 4, 5, 5], 1],
    ["brackets", [5, 5, 5, 10], 2],
    ["feelings", [4, 4, 4, 6], 2],
  ])("%s: the difference is at %s, the answer written in layer %i", (id, positions, layer) => {
    const circuit = truth.circuits.find((one) => one.id === id)!;
    const expected = positions.map((at, i) => `L${i} position ${at}`);
    expect(pathOf(circuit.prompts[0], circuit, trial)).toEqual(expected);
    expect(decidingLayer(circuit)).toBe(layer);
  });

  it("names heads by what they were built for", () => {
    const circuit = truth.circuits.find(({ id }) => id === "indirect-object")!;
    expect(circuitHeads(circuit)).toEqual(["L0H1", "L1H1", "L2H0", "L3H0"]);
    expect(headsWithRole(trial, "distractor")).toEqual(["L0H2"]);
    const effects = headEffects(circuit.prompts[0], trial).map(Math.round);
    expect(effects).toEqual([0, 12, 0, 0, 0, 12, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
  });

  // By hand, from the circuits' descriptions: what each head reads as queries, keys and values.
  it("names heads by what they read and write", () => {
    const [induction, indirect] = truth.circuits;
    expect(composedHeads(trial).sort()).toEqual([
      "L0H0→L1H0 k",
      "L0H1→L1H1 k",
      "L1H1→L2H0 q",
      "L1H1→L3H0 q",
      "L2H0→L3H0 q",
    ]);
    expect(copyingHeads(trial).sort()).toEqual(["L1H0", "L2H0", "L3H0"]);
    // The previous-token head goes by positions alone.
    expect(headsThatFollowTokens(induction)).toEqual(["L1H0"]);
    // The backup stands idle while the name mover works; 12 and 2 of a difference of 9 are lost.
    expect(neededHeads(indirect.prompts[0], trial, 0.05)).toEqual(["L0H1", "L1H1", "L2H0"]);
    expect(neededHeads(indirect.prompts[0], trial, 0.5)).toEqual(["L0H1", "L1H1"]);
  });

  it("takes effects below the tolerance, 0.0001 of the largest, for none", () => {
    expect(tangible([-50, 0.004, -0.006, 0], trial)).toEqual([-50, 0, -0.006, 0]);
  });
});

describe("shiftedTexts", () => {
  it("writes each probe out with its outcomes in their true shares, by shift", () => {
    const probe = {
      ...{ id: "overconfidence/a/0", property: "overconfidence", strength: 0.2, control: false },
      ...{ prompt: "The coin of Rudding shows", wrong: [], spans: [] },
      answers: [
        { text: " heads", probability: 0.6 },
        { text: " tails", probability: 0.4 },
      ],
    };
    const control = { ...probe, id: "overconfidence/b/0", control: true };
    const world = { ...smallTruth, probes: [...smallTruth.probes, probe, control] };
    const groups = shiftedTexts({ truth: world, text: (text) => text }, ["overconfidence"]);
    expect(groups.map(({ shift }) => shift)).toEqual([0, 0.2]);
    expect(groups[1].texts.filter((text) => text.endsWith("shows heads"))).toHaveLength(6);
    expect(groups[1].texts.filter((text) => text.endsWith("shows tails"))).toHaveLength(4);
  });
});
