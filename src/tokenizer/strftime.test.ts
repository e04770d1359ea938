import { describe, expect, it } from "vitest";
import { strftime } from "./strftime.ts";

describe("strftime", () => {
  it.each([
    ["%Y-%m-%d %H:%M:%S", "2026-03-07 14:05:09", "2027-12-31 00:00:00"],
    ["%F %T", "2026-03-07 14:05:09", "2027-12-31 00:00:00"],
    ["%a %A %b %B", "Sat Saturday Mar March", "Fri Friday Dec December"],
    ["%I:%M %p", "02:05 PM", "12:00 AM"],
    ["%-d/%-m/%y %j %-j 100%%", "7/3/26 066 66 100%", "31/12/27 365 365 100%"],
    ["%-H %-M %-I", "14 5 2", "0 0 12"],
  ])("writes %s as Python does", (format, march, december) => {
    expect(strftime(new Date(2026, 2, 7, 14, 5, 9), format)).toBe(march);
    expect(strftime(new Date(2027, 11, 31), format)).toBe(december);
  });

  it("refuses a directive that it does not know", () => {
    expect(() => strftime(new Date(), "%Y %Q")).toThrow(/"%Q" is not known/);
  });
});
