import { expect, it } from "vitest";
import { smoke } from "./smoke.ts";

it("trains: the loss of a small model falls by as much as is stated", async () => {
  const { before, after, least } = await smoke();
  expect(before).toBeGreaterThan(7);
  expect(before).toBeLessThan(8.5);
  expect(before - after).toBeGreaterThan(least);
}, 300_000);
