import { describe, expect, it } from "vitest";
import { sample, views } from "../../../test/helpers/results.ts";
import { translator } from "../../view/text.ts";
import { viewMessages } from "../../view/messages.ts";
import { dataTable } from "../../view/scene.ts";
import type { MatrixView } from "../../view/spec.ts";
import { chosenView, NO_CHOICES, type Shown } from "./choices.ts";

const text = translator("en", viewMessages);
const rows = ({ view, result }: Shown): unknown => dataTable(view, result, text).rows;

describe("chosenView", () => {
  it("leaves a view as it is where nothing is chosen", () => {
    const shown = { view: views.matrix, result: sample };
    expect(chosenView(shown, NO_CHOICES).view).toBe(views.matrix);
  });

  it("shows the slice chosen of the tensor that the view reads", () => {
    const data = { dims: [2, 2, 2], dtype: "float32", data: [1, 2, 3, 4, 5, 6, 7, 8] };
    const result = { ...sample, data: { cube: data, names: ["p", "q"], heads: [0, 1] } };
    const view: MatrixView = {
      ...views.matrix,
      data: "/data/cube",
      encoding: { rows: "/data/names", columns: "/data/names" },
      slices: [{ title: { id: "head" }, names: "/data/heads", at: 0 }],
    };
    const slices = new Map([["/data/cube", [1]]] as const);
    const chosen = chosenView({ view, result }, { ...NO_CHOICES, slices });
    expect(rows(chosen)).toEqual([
      ["p", 5, 6],
      ["q", 7, 8],
    ]);
    const others = new Map([["/data/other", [1]]] as const);
    const kept = chosenView({ view, result }, { ...NO_CHOICES, slices: others });
    expect(rows(kept)).toEqual([
      ["p", 1, 2],
      ["q", 3, 4],
    ]);
  });

  it("changes the scale of colored views, not of bars", () => {
    const choices = { ...NO_CHOICES, transform: "log" } as const;
    const colored = chosenView({ view: views.matrix, result: sample }, choices);
    expect(colored.view).toMatchObject({ transform: "log" });
    expect(chosenView({ view: views.bars, result: sample }, choices).view).toBe(views.bars);
  });

  it("sorts bars by value with their names", () => {
    const shown = { view: { ...views.bars, data: "/data/amounts" } as const, result: sample };
    const sorted = chosenView(shown, { ...NO_CHOICES, order: "value" });
    expect(rows(sorted)).toEqual([
      ["the", 2],
      ["and", 0.5],
      ["a", -1],
    ]);
  });
});
