import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readFixture } from "../../test/helpers/fixtures.ts";
import { crc32c } from "./crc32c.ts";
import { eventFileStart, scalarRecord, type ScalarEvent } from "./tensorboard.ts";

it("writes the bytes that TensorBoard's own writer does", () => {
  const { start, events } = readFixture<{ start: number; events: readonly ScalarEvent[] }>(
    "formats/tensorboard.json",
  );
  const ours = Buffer.concat([eventFileStart(start), ...events.map(scalarRecord)]);
  const theirs = readFileSync(
    new URL("../../fixtures/formats/tensorboard.tfevents", import.meta.url),
  );
  expect(ours.equals(theirs)).toBe(true);
});

it("has the check values of CRC-32C", () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa); // RFC 3720, B.4
});

it("refuses a step that is no count", () => {
  const event = { wallTime: 0, scalars: {} };
  expect(() => scalarRecord({ ...event, step: 1.5 })).toThrow("expected one, got 1.5");
  expect(() => scalarRecord({ ...event, step: -1 })).toThrow("expected one, got -1");
});
