import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { wiredFiles, wiredFolders } from "./files.ts";

const MODELS = path.join(import.meta.dirname, "../../models");

describe.each(wiredFolders)("models/$name", (folder) => {
  const place = path.join(MODELS, folder.name);

  it("holds what the compiler writes, byte for byte (else: npm run phantom:wired)", () => {
    const files = wiredFiles(folder);
    expect(readdirSync(place).toSorted()).toEqual([...files.keys()].toSorted());
    for (const [file, bytes] of files) {
      expect(readFileSync(path.join(place, file)).equals(bytes), file).toBe(true);
    }
  });

  it("is small", () => {
    const size = (file: string): number => readFileSync(path.join(place, file)).length;
    expect(size("model.safetensors")).toBeLessThan(1.6e6);
    expect(size("truth.json")).toBeLessThan(2.5e5);
  });
});
