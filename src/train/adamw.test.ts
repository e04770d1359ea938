import { describe, expect, it } from "vitest";
import { readFixture } from "../../test/helpers/fixtures.ts";
import { float32, type Tensor } from "../tensor/tensor.ts";
import { AdamW } from "./adamw.ts";
import { clipScale, gradientNorm } from "./clip.ts";
import { cosineSchedule } from "./schedule.ts";

type Arrays = Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;

/** Of `torch.optim.AdamW`, `clip_grad_norm_` and `get_cosine_schedule_with_warmup`. */
interface Recorded {
  readonly settings: {
    readonly steps: number;
    readonly warmup: number;
    readonly peak: number;
    readonly clip: number;
    readonly betas: readonly [number, number];
    readonly eps: number;
    readonly weightDecay: number;
  };
  readonly weights: Arrays;
  readonly steps: readonly {
    readonly gradients: Arrays;
    readonly norm: number;
    readonly learningRate: number;
    readonly weights: Arrays;
  }[];
}

const { settings, weights, steps } = readFixture<Recorded>("references/training/optimizer.json");
const { peak, clip, ...adamw } = settings;

function tensorsOf(arrays: Arrays): Map<string, Tensor> {
  const entries = Object.entries(arrays).map(([name, values]) => {
    const flat = values.flat();
    const dims =
      flat.length === values.length ? [flat.length] : [values.length, flat.length / values.length];
    return [name, float32(dims, flat)] as const;
  });
  return new Map(entries);
}

function gradientsOf(arrays: Arrays): Map<string, Float32Array> {
  return new Map([...tensorsOf(arrays)].map(([name, { data }]) => [name, data as Float32Array]));
}

describe("AdamW with clipping and a cosine", () => {
  it("takes PyTorch's steps on a matrix and a vector", () => {
    const trained = tensorsOf(weights);
    const optimizer = new AdamW(trained, adamw);
    const schedule = cosineSchedule({ peak, warmup: settings.warmup, steps: settings.steps });
    steps.forEach((step, i) => {
      const gradients = gradientsOf(step.gradients);
      const norm = gradientNorm(gradients);
      expect(norm).toBeCloseTo(step.norm, 6);
      expect(schedule(i)).toBeCloseTo(step.learningRate, 10);
      optimizer.update(gradients, schedule(i), clipScale(norm, clip));
      for (const [name, { data }] of tensorsOf(step.weights)) {
        data.forEach((value: number | bigint, k: number) => {
          expect(trained.get(name)!.data[k]).toBeCloseTo(Number(value), 6);
        });
      }
    });
  });

  it("leaves a parameter without a gradient alone", () => {
    const trained = new Map([["a", float32([2, 1], [1, 2])]]);
    new AdamW(trained, { weightDecay: 0.5 }).update(new Map(), 1);
    expect([...trained.get("a")!.data]).toEqual([1, 2]);
  });
});

describe("clipScale", () => {
  it("leaves a small gradient whole and any gradient where there is no limit", () => {
    expect(clipScale(0.25, 0.5)).toBe(1);
    expect(clipScale(1e9, undefined)).toBe(1);
  });
});

describe("cosineSchedule", () => {
  it("falls to its floor, halfway between at half time, and stays there", () => {
    const schedule = cosineSchedule({ peak: 2, warmup: 10, steps: 110, floor: 0.1 });
    expect(schedule(5)).toBe(1);
    expect(schedule(10)).toBe(2);
    expect(schedule(60)).toBeCloseTo(1.1, 12); // 2 (0.1 + 0.9 / 2)
    expect(schedule(110)).toBeCloseTo(0.2, 12);
    expect(schedule(200)).toBeCloseTo(0.2, 12);
  });

  it("refuses a warm-up longer than the training", () => {
    expect(() => cosineSchedule({ peak: 1, warmup: 11, steps: 10 })).toThrow(
      "expected 0 to 10 steps, got 11",
    );
  });
});
