import { describe, expect, it } from "vitest";
import { blobSource, memorySource, readAll } from "./source.ts";

const bytes = Uint8Array.from([10, 11, 12, 13, 14]);

describe.each([
  ["memorySource", () => memorySource("five", bytes)],
  ["blobSource", () => blobSource("five", new Blob([bytes]))],
])("%s", (_, make) => {
  it("knows its size and reads ranges", async () => {
    const source = make();
    expect(source.size).toBe(5);
    expect([...(await source.read(1, 3))]).toEqual([11, 12, 13]);
    expect([...(await source.read(5, 0))]).toEqual([]);
    expect([...(await readAll(source))]).toEqual([...bytes]);
  });

  it.each([
    [4, 2],
    [-1, 1],
    [0, -1],
    [0.5, 1],
    [0, Number.NaN],
    [2 ** 53, 1],
  ])("refuses the range %f + %f", async (offset, length) => {
    await expect(make().read(offset, length)).rejects.toMatchObject({ code: "IO" });
  });

  it("reports what it read and honours the signal", async () => {
    let count = 0;
    await make().read(0, 4, { onBytes: (n) => (count += n) });
    expect(count).toBe(4);
    const signal = AbortSignal.abort();
    await expect(make().read(0, 1, { signal })).rejects.toMatchObject({ code: "ABORTED" });
  });
});
