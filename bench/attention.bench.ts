import type { Memo, Model, Row, Target } from "vitrine";
import {
  attentionPattern,
  attentionRelevance,
  attentionRollout,
  headScores,
  valueNorm,
} from "vitrine/methods/attention";
import { CaptureMeter } from "./shared/capture-meter.ts";
import { CONFIG, gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { interleave, milliseconds, ratio, type Times } from "./shared/interleave.ts";
import type { Bench, BenchRow } from "./shared/row.ts";

/** Tokens of the text; fewer only to see that the bench runs. */
const LENGTH = Number(process.env.VITRINE_BENCH_TOKENS ?? 512);
const MEGABYTE = 2 ** 20;

/** Bytes of one layer's patterns. */
const LAYER = 4 * CONFIG.n_head * LENGTH ** 2;

/** What every method has unless told otherwise, and five of twelve layers. */
const BUDGETS = { default: 512 * MEGABYTE, small: 5 * LAYER };

const TARGET: Target = { kind: "logit", id: 42, position: -1 };

/** Methods of attention on one long text: what they cost beside a forward, share and hold at once. */
export const bench: Bench = async () => {
  const model = await gpt2Small(randomCheckpoint());
  const [ids] = randomIds(1, LENGTH);
  const rows = [
    ...(await held(model, { ids })),
    ...(await extraction(model, { ids })),
    ...(await sharing(model, { ids })),
  ];
  await model.close();
  return rows;
};

/** The most captured at once, and how far the process grows, the forward's own memory before it. */
async function held(model: Model, input: Row): Promise<BenchRow[]> {
  await model.run(input);
  const meter = new CaptureMeter(model);
  const measured = async (
    what: string,
    budget: number,
    job: (options: { readonly memo: Memo; readonly budget: number }) => Promise<unknown>,
  ): Promise<BenchRow> => {
    meter.clear();
    const before = process.memoryUsage.rss();
    const spent = await milliseconds(() => job({ memo: meter, budget }));
    const grown = (process.memoryUsage.rss() - before) / MEGABYTE;
    return {
      what: `${what} S${LENGTH}: captured at once`,
      unit: "MB",
      target: budget / MEGABYTE,
      min: meter.mostBytes / MEGABYTE,
      median: null,
      note: `${meter.runs} run(s), ${((CONFIG.n_layer * LAYER) / MEGABYTE).toFixed(0)} MB in all; ${(spent / 1000).toFixed(1)} s; resident set grown by ${grown.toFixed(0)} MB`,
    };
  };
  const subject = { model, input };
  return [
    await measured("head-scores", BUDGETS.small, (own) =>
      headScores(subject, { ...own, controls: false }),
    ),
    await measured("attention-pattern, mean of heads", BUDGETS.default, (own) =>
      attentionPattern(subject, { ...own, reduce: "mean" }),
    ),
    await measured("attention-pattern", BUDGETS.default, (own) => attentionPattern(subject, own)),
  ];
}

/** Every pattern, captured alone and as the method gives them, against the forward of the same text. */
async function extraction(model: Model, input: Row): Promise<BenchRow[]> {
  const subject = { model, input };
  const capture = ["blocks.*.attn.hook_pattern"];
  const times = await interleave(
    {
      forward: () => model.run(input),
      last: () => model.run(input, { logits: "last" }),
      captured: () => model.evaluate([{ input, capture }]).all(),
      patterns: () => attentionPattern(subject),
      mean: () => attentionPattern(subject, { reduce: "mean" }),
    },
    { rounds: 6 },
  );
  const row = (what: string, a: Times, b: Times, target: number | null): BenchRow => ({
    what: `144 patterns S${LENGTH}: ${what}`,
    unit: "x",
    target,
    ...ratio(a, b),
  });
  const { forward, last, captured, patterns, mean } = times;
  const best = (several: Times): string => Math.min(...several).toFixed(0);
  return [
    {
      ...row("attention-pattern / forward", patterns, forward, 1.2),
      note: `forward ${best(forward)} ms, with the last logits only ${best(last)} ms`,
    },
    row("the same, mean of heads / forward", mean, forward, 1.2),
    row("captured alone / forward", captured, forward, 1.2),
    row("attention-pattern / forward, last logits only", patterns, last, null),
    row("the same, mean of heads / forward, last logits only", mean, last, null),
    row("captured alone / forward, last logits only", captured, last, null),
  ];
}

/** Three methods on one text: through one memo, and each by itself. */
async function sharing(model: Model, input: Row): Promise<BenchRow[]> {
  const subject = { model, input };
  const three = async (memo?: Memo): Promise<readonly number[]> => {
    const own = memo === undefined ? {} : { memo };
    const results = [
      await valueNorm(subject, own),
      await attentionRollout(subject, own),
      await attentionRelevance(subject, { ...own, target: TARGET }),
    ];
    return results.map(({ evidence }) => Number(evidence.rows));
  };
  const counts = { shared: await three(model.memo()), alone: await three() };
  const times = await interleave(
    {
      shared: () => three(model.memo()),
      alone: () => three(),
      forward: () => model.run(input),
    },
    { rounds: 2, warmup: 0 },
  );
  const what = `value-norm, rollout, relevance S${LENGTH}`;
  const sum = (rows: readonly number[]): number => rows.reduce((a, b) => a + b, 0);
  const rowsOf = (rows: readonly number[]): string => `${rows.join(" + ")} = ${sum(rows)}`;
  return [
    {
      what: `${what}: model rows through one memo`,
      unit: "",
      target: 2,
      min: sum(counts.shared),
      median: null,
      note: `${rowsOf(counts.shared)}, the last for the gradient; without a memo ${rowsOf(counts.alone)}`,
    },
    {
      what: `${what}: one memo / none`,
      unit: "x",
      target: 1,
      ...ratio(times.shared, times.alone),
      note: `${(Math.min(...times.shared) / 1000).toFixed(1)} s through one memo`,
    },
    {
      what: `${what}: one memo / forward`,
      unit: "x",
      target: null,
      ...ratio(times.shared, times.forward),
    },
  ];
}
