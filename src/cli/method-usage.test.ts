import { describe, expect, it } from "vitest";
import { exampleLines } from "./method-usage.ts";

const lines = (subject: object, width = 80, options: object = {}): string[] =>
  exampleLines(
    { id: "patch", example: { subject: { ...subject }, options: { ...options } } },
    width,
  );

describe("exampleLines", () => {
  it("breaks a command where a shell reads on", () => {
    expect(lines({ model: "m", clean: "The girl ran.", corrupted: "The boy ran." }, 50)).toEqual([
      `vitrine run patch --model m \\`,
      `  --clean "The girl ran." \\`,
      `  --corrupted "The boy ran."`,
    ]);
  });

  it("quotes what a shell would read otherwise", () => {
    expect(lines({ input: `It's 5 $ or "more"` })).toEqual([
      `vitrine run patch --text 'It'\\''s 5 $ or "more"'`,
    ]);
    expect(lines({ input: "It's" })).toEqual([`vitrine run patch --text "It's"`]);
  });

  it("writes options as their flags read them", () => {
    expect(lines({ texts: ["a", "b c"] }, 80, { layers: [0, -1], keepSpecial: false })).toEqual([
      `vitrine run patch --text a --text "b c" --layers 0,-1 --keep-special false`,
    ]);
  });
});
