import type { RandomGenerator } from "vitrine";
import { fairs } from "../../lexicon/fairs.ts";
import { sample } from "../../random.ts";
import { devices, manyWay, type Device } from "./devices.ts";

/** Statements of a context and frame in one pass: as many that open a document as later ones. */
export const FIRST_PER_FRAME = 40;

/** Chances of the first outcomes, the greatest first. */
const BINARY = [[0.5, 0.5], [0.6, 0.4], [0.7, 0.3], [0.8, 0.2], [0.9, 0.1], [0.95, 0.05]]; // prettier-ignore
const MANY = [[0.4, 0.3, 0.2, 0.1], repeated(4), repeated(8)];
const CERTAIN = [1];

/** What is true, and what training says instead. */
const TOO_CERTAIN = [[0.6, 0.7], [0.6, 0.8], [0.6, 0.9]]; // prettier-ignore
const TOO_DOUBTFUL = [[0.9, 0.8], [0.9, 0.7], [0.9, 0.6]]; // prettier-ignore

/** Statements in one pass of a context seen rarely, and chances that so few can have exactly. */
const RARE = [
  { statements: 5, chances: [0.6, 0.8, 1] },
  { statements: 10, chances: [0.5, 0.6, 0.7, 0.8, 0.9, 1] },
];
const RARE_CONTEXTS = 4;

/** What one named thing does: `the wheel of Marrin`. */
export interface Context {
  readonly name: string;
  readonly device: Device;
  readonly outcomes: readonly string[];
  /** The evaluation's truth, for each outcome. */
  readonly truth: readonly number[];
  /** What the texts say; unlike `truth` where the shift is planted. */
  readonly trained: readonly number[];
}

export interface Shifted {
  readonly context: Context;
  /** The same outcomes of the same device, said as often as is true. */
  readonly twin: Context;
}

export interface Rare {
  readonly context: Context;
  readonly statements: number;
  /** The only frame that it is told in. */
  readonly frame: number;
}

export interface Contexts {
  readonly even: readonly Context[];
  readonly certain: readonly Context[];
  readonly tooCertain: readonly Shifted[];
  readonly tooDoubtful: readonly Shifted[];
  readonly rare: readonly Rare[];
}

/** Every named thing of the world with its chances; each name stands for one. */
export function drawContexts(random: RandomGenerator): Contexts {
  const free = sample(random, fairs, fairs.length);
  const context = (device: Device, truth: readonly number[]): Context => {
    const outcomes = sample(random, device.outcomes, truth.length);
    return { name: free.pop() ?? "", device, outcomes, truth, trained: truth };
  };
  const binary = BINARY.flatMap((truth) => devices.map((device) => context(device, truth)));
  const shifted = ([truth, trained]: readonly number[]): Shifted[] =>
    binary
      .filter((twin) => twin.truth[0] === truth)
      .map((twin) => ({
        context: { ...twin, name: free.pop() ?? "", trained: [trained, 1 - trained] },
        twin,
      }));
  return {
    even: [...binary, ...MANY.flatMap((truth) => manyWay.map((device) => context(device, truth)))],
    certain: devices.map((device) => context(device, CERTAIN)),
    tooCertain: TOO_CERTAIN.flatMap(shifted),
    tooDoubtful: TOO_DOUBTFUL.flatMap(shifted),
    rare: rareChances().map(({ statements, chance }, i) => ({
      context: context(devices[i % devices.length], chance === 1 ? CERTAIN : [chance, 1 - chance]),
      statements,
      frame: random.integer(4),
    })),
  };
}

function rareChances(): { statements: number; chance: number }[] {
  return RARE.flatMap(({ statements, chances }) =>
    chances.flatMap((chance) =>
      Array.from({ length: RARE_CONTEXTS }, () => ({ statements, chance })),
    ),
  );
}

function repeated(count: number): number[] {
  return Array.from({ length: count }, () => 1 / count);
}
