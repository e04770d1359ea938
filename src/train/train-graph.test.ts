import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { opTable } from "../ops/table.generated.ts";
import { generator } from "../tensor/random.ts";
import { float32, zeros, type Tensor } from "../tensor/tensor.ts";
import { folderStore, type CheckpointStore } from "./checkpoint-store.ts";
import { cosineSchedule } from "./schedule.ts";
import type { Task } from "./task.ts";
import { trainGraph, type TrainGraphOptions } from "./train-graph.ts";

/** Mean square error of `x W + b` against `y`: a regression, no language model. */
function regression(): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["n", 3]);
  const y = g.input("y", "float32", ["n", 1]);
  const made = g.op(
    "Add",
    g.op("MatMul", x, g.param("W", "float32", [3, 1])),
    g.param("b", "float32", [1]),
  );
  const error = g.op("Sub", made, y);
  g.output("loss", g.op("ReduceMean", g.op("Mul", error, error), [0, 1], { keepdims: 0 }));
  return g.build();
}

const GRAPH = regression();
const TRUTH = [2, -1, 0.5];

/** Eight rows of `y = 2 x₀ − x₁ + x₂ / 2 + 3`, other ones at each step. */
function rows(step: number): Task[] {
  const { normal } = generator(step);
  const x = Array.from({ length: 24 }, normal);
  const y = Array.from({ length: 8 }, (_, i) =>
    TRUTH.reduce((sum, w, k) => sum + w * x[3 * i + k], 3),
  );
  return [{ graph: GRAPH, feeds: { x: float32([8, 3], x), y: float32([8, 1], y) }, tokens: 8 }];
}

function start(): Map<string, Tensor> {
  return new Map([
    ["W", zeros("float32", [3, 1])],
    ["b", zeros("float32", [1])],
  ]);
}

function memoryStore(): CheckpointStore {
  let kept: Uint8Array | null = null;
  return {
    load: async () => kept,
    save: async (pieces) => {
      kept = new Uint8Array(Buffer.concat([...pieces]));
    },
  };
}

async function train(options: Partial<TrainGraphOptions>): Promise<Record<string, number[]>> {
  const { weights } = await trainGraph({
    steps: 6,
    learningRate: cosineSchedule({ peak: 0.1, warmup: 2, steps: 6 }),
    clip: 1,
    tasks: rows,
    threads: 1,
    weights: start(),
    ...options,
  });
  return Object.fromEntries(
    [...weights].map(([name, { data }]) => [name, Array.from(data, Number)]),
  );
}

describe("trainGraph", () => {
  it("finds the line behind rows", async () => {
    const { W, b } = await train({
      steps: 400,
      learningRate: cosineSchedule({ peak: 0.1, steps: 400 }),
      adamw: { weightDecay: 0 },
    });
    [...TRUTH, 3].forEach((value, i) => expect([...W, ...b][i]).toBeCloseTo(value, 3));
  });

  it("trains only what is named", async () => {
    const { W, b } = await train({ trained: ["b"] });
    expect(W).toEqual([0, 0, 0]);
    expect(b[0]).toBeGreaterThan(0);
  });

  it("refuses to train what is not there", async () => {
    await expect(train({ trained: ["B"] })).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
    const weights = new Map([...start()].slice(0, 1));
    await expect(train({ weights })).rejects.toThrow('the parameter "b"');
  });

  it("adds up the gradients of a step's passes", async () => {
    const halves = (step: number): Task[] =>
      rows(step).flatMap((task) => [
        { ...task, weight: 0.25 },
        { ...task, weight: 0.75 },
      ]);
    const [whole, parts] = [await train({}), await train({ tasks: halves })];
    for (const name of ["W", "b"]) {
      whole[name].forEach((value, i) => expect(parts[name][i]).toBeCloseTo(value, 5));
    }
  });

  it("names the step whose loss is not a number, and leaves the weights", async () => {
    const weights = start();
    const bad = (step: number): Task[] => {
      const [task] = rows(step);
      return step < 2
        ? [task]
        : [{ ...task, feeds: { ...task.feeds, y: float32([8, 1], Array(8).fill(NaN)) } }];
    };
    const failed = train({ tasks: bad, weights });
    await expect(failed).rejects.toMatchObject({ code: "NOT_FINITE", details: { step: 2 } });
    expect([...weights.get("W")!.data].every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe("a checkpoint", () => {
  it("goes on bit for bit: 3 steps and 3 more are 6", async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const aborted = train({
      checkpoints: { store },
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step === 3) stop.abort();
      },
    });
    await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
    const seen: number[] = [];
    const resumed = await train({
      checkpoints: { store },
      onProgress: ({ step }) => void seen.push(step),
    });
    expect(seen).toEqual([4, 5, 6]);
    expect(resumed).toEqual(await train({}));
  });

  it("is refused where the parameters are others", async () => {
    const store = memoryStore();
    await train({ checkpoints: { store } });
    const other = train({
      checkpoints: { store },
      weights: new Map([...start(), ["c", zeros("float32", [2])]]),
    });
    await expect(other).rejects.toMatchObject({ code: "BAD_FILE" });
  });

  it("is one file of a folder, and nothing is left beside it", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "vitrine-train-"));
    try {
      const store = folderStore(path.join(folder, "leg"));
      expect(await store.load()).toBeNull();
      const first = await train({ checkpoints: { store } });
      expect(await readdir(path.join(folder, "leg"))).toEqual(["checkpoint.safetensors"]);
      expect(await train({ checkpoints: { store } })).toEqual(first); // nothing left to do
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
