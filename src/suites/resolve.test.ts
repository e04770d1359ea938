import { describe, expect, it } from "vitest";
import type { Edit } from "../model/edit.ts";
import type { Target } from "../model/target.ts";
import { editFor, targetFor } from "./resolve.ts";
import type { SuiteCase } from "./suite.ts";

const one: SuiteCase = {
  clean: "Mary and Tom, Tom",
  corrupted: "Mary and Tom, Mary",
  answers: [
    { text: " Mary", id: 7 },
    { text: " Tom", id: 9 },
  ],
  slots: { A: "Mary", B: "Tom" },
  spans: [
    { slot: "A", text: [0, 4], tokens: [1, 2] },
    { slot: "B", text: [9, 12], tokens: [3, 5] },
    { slot: "B#2", text: [14, 17], tokens: [6, 8] },
  ],
};

describe("targetFor", () => {
  it("puts answers by their ids and slots by their last tokens", () => {
    const target: Target = {
      kind: "sum",
      terms: [
        { weight: 1, target: { kind: "logit", token: { answer: 0 }, position: { slot: "B#2" } } },
        { weight: -1, target: { kind: "class", label: { answer: 1 } } },
        { weight: 2, target: { kind: "span", text: { answer: 1 } } },
      ],
    };
    expect(targetFor(target, one)).toEqual({
      kind: "sum",
      terms: [
        { weight: 1, target: { kind: "logit", id: 7, position: 7 } },
        { weight: -1, target: { kind: "class", index: 9 } },
        { weight: 2, target: { kind: "span", text: " Tom" } },
      ],
    });
  });

  it("leaves a target alone that says nothing of the case", () => {
    const target: Target = { kind: "logit", token: " Mary", position: -1 };
    expect(targetFor(target, one)).toEqual(target);
  });

  it("names the slots and answers there are for one there is not", () => {
    const at = (position: { slot: string }): Target => ({ kind: "entropy", position });
    expect(() => targetFor(at({ slot: "C" }), one)).toThrow(/no slot "C"; expected A, B, B#2/);
    expect(() => targetFor({ kind: "logit", id: { answer: 2 } }, one)).toThrow(
      /no answer 2; expected 0 \(the right one\) to 1/,
    );
  });
});

describe("editFor", () => {
  it("resolves where, in the edit and in the run that it patches from", () => {
    const edit: Edit = {
      at: "blocks.0.hook_resid_pre",
      where: { pos: { slot: "A" } },
      do: "patch",
      with: {
        run: "x",
        where: { pos: { slot: "B" } },
        edits: [{ at: "b", where: { pos: { slot: "A" }, head: [1] }, do: "zero" }],
      },
    };
    expect(editFor(edit, one)).toEqual({
      at: "blocks.0.hook_resid_pre",
      where: { pos: 1 },
      do: "patch",
      with: {
        run: "x",
        where: { pos: 4 },
        edits: [{ at: "b", where: { pos: 1, head: [1] }, do: "zero" }],
      },
    });
  });
});
