import { describe, expect, it } from "vitest";
import { sample, views } from "../../../test/helpers/results.ts";
import { viewMessages } from "../../view/messages.ts";
import { type Move, next, reachable, type Reachable } from "../../view/reach.ts";
import { scene } from "../../view/scene.ts";
import { translator } from "../../view/text.ts";
import { cssTheme } from "../../view/theme.ts";

const MOVES: readonly Move[] = ["left", "right", "up", "down", "home", "end"];

/** Keys of everything that the arrow keys lead to, from the first thing on. */
function walked(things: readonly Reachable[]): Set<string> {
  const seen = new Set<string>();
  const open = things.slice(0, 1).map(({ key }) => key);
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    for (const move of MOVES) open.push(next(things, key, move)!.key);
  }
  return seen;
}

describe("the cursor of a picture", () => {
  // A table is text: it has no picture to walk through.
  const drawn = Object.values(views).filter(({ kind }) => kind !== "table");

  it.each(drawn.map((view) => [view.kind, view] as const))("reaches every value: %s", (_, view) => {
    const text = translator("en", viewMessages);
    for (const width of [300, 900]) {
      const marks = scene(view, sample, { width, theme: cssTheme, text, caption: false });
      const things = reachable(marks);
      expect(things.length).toBeGreaterThan(1);
      expect(walked(things)).toEqual(new Set(things.map(({ key }) => key)));
    }
  });
});
