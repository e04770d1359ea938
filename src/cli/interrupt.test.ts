import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { onInterrupt } from "./interrupt.ts";

class Process extends EventEmitter {
  readonly codes: number[] = [];

  exit(code: number): void {
    this.codes.push(code);
  }
}

describe("onInterrupt", () => {
  it("asks for an end at the first Ctrl-C and ends the process at the second", () => {
    const [process, controller] = [new Process(), new AbortController()];
    onInterrupt(process, controller);
    process.emit("SIGINT");
    expect([controller.signal.aborted, process.codes]).toEqual([true, []]);
    process.emit("SIGINT");
    expect(process.codes).toEqual([130]);
  });

  it("lets go of the key", () => {
    const [process, controller] = [new Process(), new AbortController()];
    onInterrupt(process, controller)();
    process.emit("SIGINT");
    expect(controller.signal.aborted).toBe(false);
  });
});
