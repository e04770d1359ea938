import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginningOf, checkWritable, writeWhole } from "./output-file.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-out-"));
  writeFileSync(path.join(folder, "old.html"), "old");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("checkWritable", () => {
  it("accepts a new name and an existing file, and writes neither", async () => {
    await checkWritable(path.join(folder, "new.html"));
    await checkWritable(path.join(folder, "old.html"));
    expect(readdirSync(folder)).toEqual(["old.html"]);
  });

  it("says what stands in the way", async () => {
    await expect(checkWritable(folder)).rejects.toThrow("it is a folder");
    const nowhere = path.join(folder, "none", "a.html");
    await expect(checkWritable(nowhere)).rejects.toThrow(`there is no folder ${folder}/none`);
    const inside = path.join(folder, "old.html", "a.html");
    await expect(checkWritable(inside)).rejects.toThrow("a part of the path is not a folder");
    const long = path.join(folder, "x".repeat(300));
    await expect(checkWritable(long)).rejects.toThrow("the name is too long");
  });
});

describe.runIf(process.platform === "linux")("checkWritable of places of the system", () => {
  it("accepts a device, and finds out where no file can be made", async () => {
    await checkWritable("/dev/null");
    await expect(checkWritable("/proc/report.html")).rejects.toThrow("no file can be made there");
  });
});

// Who may do everything is refused nothing.
describe.runIf(process.getuid?.() !== 0 && process.platform !== "win32")(
  "without permission",
  () => {
    it("says so", async () => {
      await expect(checkWritable("/report.html")).rejects.toThrow("permission is denied");
    });
  },
);

describe("writeWhole", () => {
  it("replaces a file at once and leaves nothing beside it", async () => {
    await writeWhole(path.join(folder, "old.html"), "new");
    expect(readFileSync(path.join(folder, "old.html"), "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["old.html"]);
  });

  it.runIf(process.platform === "linux")("says that a disk is full", async () => {
    await expect(writeWhole("/dev/full", "x")).rejects.toThrow("the disk is full");
  });
});

describe("beginningOf", () => {
  it("is empty where there is no file", async () => {
    expect(await beginningOf(path.join(folder, "none"), 10)).toBe("");
    expect(await beginningOf(path.join(folder, "old.html"), 2)).toBe("ne");
  });
});
