import { describe, expect, it } from "vitest";
import { joinedPieces } from "./arabic-joining.ts";

const J = "\u200d";

describe("joinedPieces", () => {
  it("joins the pieces of a word where its letters join", () => {
    // كتاب: kāf and tāʾ join what follows, alif does not.
    expect(joinedPieces(["كت", "اب"], [0, 0])).toEqual([`كت${J}`, `${J}اب`]);
    expect(joinedPieces(["كتا", "ب"], [0, 0])).toEqual(["كتا", "ب"]);
  });

  it("sees the letter under a mark", () => {
    expect(joinedPieces(["كُ", "تب"], [0, 0])).toEqual([`كُ${J}`, `${J}تب`]);
  });

  it("keeps words, other scripts and punctuation apart", () => {
    expect(joinedPieces(["في", "بيت"], [0, 1])).toEqual(["في", "بيت"]);
    expect(
      joinedPieces(["ab", "cd", "שלו", "ם", "بيت", "،", "شيء"], [0, 0, 0, 0, 0, 0, 0]),
    ).toEqual(["ab", "cd", "שלו", "ם", "بيت", "،", "شيء"]);
    expect(joinedPieces(["شي", "ء"], [0, 0])).toEqual(["شي", "ء"]);
  });
});
