import { describe, expect, it } from "vitest";
import { anchorIn, hashOf, settingsIn } from "./settings.ts";

const written = { language: "en", ground: "auto" } as const;

describe("settingsIn", () => {
  it("reads language and ground beside an anchor", () => {
    expect(settingsIn("#patch&lang=zh&theme=dark", written)).toEqual({
      language: "zh",
      ground: "dark",
    });
  });

  it("keeps what the page was written with where the address says nothing it knows", () => {
    expect(settingsIn("", written)).toEqual(written);
    expect(settingsIn("#lang=fr&theme=pink", written)).toEqual(written);
  });
});

describe("anchorIn", () => {
  it("is the part without a value", () => {
    expect(anchorIn("#patch&lang=zh")).toBe("patch");
    expect(anchorIn("#lang=zh")).toBeNull();
    expect(anchorIn("")).toBeNull();
  });
});

describe("hashOf", () => {
  it("says only what differs from the page as written", () => {
    expect(hashOf(null, written, written)).toBe("");
    expect(hashOf("patch", { ...written, language: "zh" }, written)).toBe("#patch&lang=zh");
  });

  it("is read back as it was", () => {
    const chinese = { language: "zh", ground: "light" } as const;
    expect(settingsIn(hashOf("found", chinese, written), written)).toEqual(chinese);
  });
});
