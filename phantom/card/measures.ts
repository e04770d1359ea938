import type { Measure, Model, Probe } from "vitrine";
import { judge, type Judged } from "./continuations.ts";
import { exposures } from "./exposure.ts";

/** A number for each probe, in order; what it is, the type `Measure` says. */
type Score = (model: Model, probes: readonly Probe[]) => Promise<readonly number[]>;

export const measures: Readonly<Record<Measure, Score>> = {
  recall: async (model, probes) => {
    const judged = await judge(
      model,
      probes.map(({ prompt, answers }) => ({ prompt, text: answers[0].text })),
    );
    return judged.map(({ isFirst }) => Number(isFirst));
  },

  choice: async (model, probes) => {
    const all = await judgeAll(model, probes);
    return all.map(({ answers, wrong }) =>
      Number(wrong.every(({ logprob }) => logprob < answers[0].logprob)),
    );
  },

  distribution: async (model, probes) => {
    const all = await judgeAll(model, probes);
    return all.map(({ answers }, i) => {
      const errors = answers.map(({ logprob }, k) =>
        Math.abs(Math.exp(logprob) - probes[i].answers[k].probability),
      );
      return Math.max(...errors);
    });
  },

  mass: async (model, probes) => {
    const all = await judgeAll(model, probes);
    return all.map(({ answers, wrong }) => {
      const right = total(answers);
      return right / (right + total(wrong));
    });
  },

  exposure: async (model, probes) => {
    const prefixes = [...new Set(probes.map(({ prompt }) => prompt))];
    const bits = new Map<Probe, number>();
    for (const prefix of prefixes) {
      const own = probes.filter(({ prompt }) => prompt === prefix);
      const found = await exposures(
        model,
        prefix,
        own.map(({ answers }) => answers[0].text),
      );
      for (const [i, probe] of own.entries()) bits.set(probe, found[i]);
    }
    return probes.map((probe) => bits.get(probe)!);
  },
};

/** Measures for which less is better. */
export const errors: ReadonlySet<Measure> = new Set(["distribution"]);

interface JudgedProbe {
  readonly answers: readonly Judged[];
  readonly wrong: readonly Judged[];
}

async function judgeAll(model: Model, probes: readonly Probe[]): Promise<readonly JudgedProbe[]> {
  const asked = probes.map(({ prompt, answers, wrong }) =>
    [...answers.map(({ text }) => text), ...wrong].map((text) => ({ prompt, text })),
  );
  const judged = await judge(model, asked.flat());
  let next = 0;
  return probes.map(({ answers, wrong }) => ({
    answers: judged.slice(next, (next += answers.length)),
    wrong: judged.slice(next, (next += wrong.length)),
  }));
}

function total(judged: readonly Judged[]): number {
  return judged.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
}
