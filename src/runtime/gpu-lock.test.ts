import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { gpuLock, unlockGpu, withGpuLock } from "./gpu-lock.node.ts";

afterEach(() => void Atomics.store(gpuLock.holder, 0, 0));

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A thread that takes the GPU, says so, and keeps it until it is ended. */
async function greedyThread(): Promise<Worker> {
  const script = `
    const { parentPort, threadId, workerData } = require("node:worker_threads");
    Atomics.store(workerData.holder, 0, threadId + 1);
    parentPort.on("message", () => {});
    parentPort.postMessage("has it");`;
  const worker = new Worker(script, { eval: true, workerData: gpuLock });
  await new Promise((resolve) => worker.once("message", resolve));
  return worker;
}

describe("withGpuLock", () => {
  it("lets one job at a time have the GPU, and gives what it gives", async () => {
    const order: string[] = [];
    const job = (name: string) => async () => {
      order.push(`${name} begins`);
      await later(5);
      order.push(`${name} ends`);
      return name;
    };
    const names = ["a", "b", "c"];
    expect(await Promise.all(names.map((name) => withGpuLock(job(name))))).toEqual(names);
    for (let i = 0; i < order.length; i += 2) {
      expect(order[i + 1]).toBe(order[i].replace("begins", "ends"));
    }
  });

  it("frees the GPU after a job that fails", async () => {
    const failing = withGpuLock(() => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await withGpuLock(async () => "next")).toBe("next");
  });

  it("waits for another thread, also for one that ends with the GPU in its hands", async () => {
    const worker = await greedyThread();
    const { threadId } = worker;
    let isDone = false;
    const waiting = withGpuLock(async () => void (isDone = true));
    await later(30);
    expect(isDone).toBe(false);
    unlockGpu(threadId + 1); // not the one who has it
    await later(30);
    expect(isDone).toBe(false);
    await worker.terminate();
    unlockGpu(threadId);
    await waiting;
    expect(isDone).toBe(true);
  });
});
