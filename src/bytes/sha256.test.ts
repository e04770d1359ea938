import { afterEach, describe, expect, it, vi } from "vitest";
import { digestOfDigests, hex, sha256 } from "./sha256.ts";

describe("sha256", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("gives FIPS 180-2's digest of abc", async () => {
    const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(hex(await sha256("abc"))).toBe(expected);
    expect(hex(await sha256(Uint8Array.of(97, 98, 99)))).toBe(expected);
  });

  it("digests the digests in their order", async () => {
    const [a, b] = [await sha256("a"), await sha256("b")];
    const joined = Uint8Array.of(...a, ...b);
    expect(await digestOfDigests([a, b])).toBe(hex(await sha256(joined)));
    expect(await digestOfDigests([b, a])).not.toBe(hex(await sha256(joined)));
  });

  it("says what a page without cryptography has to change", async () => {
    vi.stubGlobal("crypto", {});
    await expect(sha256("abc")).rejects.toThrow(/no cryptography.*https/);
  });
});
