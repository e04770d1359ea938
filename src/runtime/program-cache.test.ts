import { describe, expect, it } from "vitest";
import type { Program } from "./backend.ts";
import { ProgramCache } from "./program-cache.ts";

/** Programs that note their release; one named `a:100` holds 100 bytes. */
function factory(): {
  released: string[];
  compiled: string[];
  make: (key: string) => () => Promise<Program>;
} {
  const released: string[] = [];
  const compiled: string[] = [];
  const make = (key: string) => async (): Promise<Program> => {
    compiled.push(key);
    return {
      bytes: Number(key.split(":")[1] ?? 0),
      run: async () => ({}),
      release: async () => {
        released.push(key);
      },
    };
  };
  return { released, compiled, make };
}

const nothing = async (): Promise<void> => {};

describe("ProgramCache", () => {
  it("compiles once per key and releases the least recently run", async () => {
    const { released, compiled, make } = factory();
    const cache = new ProgramCache({ count: 2, bytes: Infinity });
    for (const key of ["a", "b", "a", "c"]) await cache.use(key, make(key), nothing);
    expect(compiled).toEqual(["a", "b", "c"]);
    expect(released).toEqual(["b"]);
    expect(cache.size).toBe(2);
  });

  it("never releases a program under its run", async () => {
    const { released, make } = factory();
    const cache = new ProgramCache({ count: 1, bytes: Infinity });
    await cache.use("slow", make("slow"), async () => {
      for (const key of ["other", "third"]) await cache.use(key, make(key), nothing);
      await cache.drop("slow");
      expect(released).toEqual(["other"]);
    });
    expect(released).toEqual(["other", "slow"]);
    expect(cache.size).toBe(1);
  });

  it("releases programs that hold weights when these pass the budget, but not the last", async () => {
    const { released, make } = factory();
    const cache = new ProgramCache({ count: 9, bytes: 150 });
    for (const key of ["a:100", "b", "c:100"]) await cache.use(key, make(key), nothing);
    expect(released).toEqual(["a:100"]);
    await cache.use("d:200", make("d:200"), nothing);
    await cache.use("d:200", make("d:200"), nothing);
    expect(released).toEqual(["a:100", "c:100"]);
    expect(cache.size).toBe(2);
  });

  it("compiles again what it released", async () => {
    const { compiled, make } = factory();
    const cache = new ProgramCache({ count: 1, bytes: Infinity });
    for (const key of ["a", "b", "a"]) await cache.use(key, make(key), nothing);
    expect(compiled).toEqual(["a", "b", "a"]);
  });

  it("does not remember a program that failed to compile", async () => {
    const { make } = factory();
    const cache = new ProgramCache({ count: 2, bytes: Infinity });
    const broken = async (): Promise<Program> => {
      throw new Error("no");
    };
    await expect(cache.use("a", broken, nothing)).rejects.toThrow("no");
    await cache.use("a", make("a"), nothing);
    expect(cache.size).toBe(1);
  });

  it("keeps a program whose run failed", async () => {
    const { released, make } = factory();
    const cache = new ProgramCache({ count: 2, bytes: Infinity });
    const run = cache.use("a", make("a"), async () => {
      throw new Error("bad feeds");
    });
    await expect(run).rejects.toThrow("bad feeds");
    expect(released).toEqual([]);
    await cache.clear();
    expect(released).toEqual(["a"]);
  });
});
