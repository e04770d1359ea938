import type { ActivationCache, Case, Edit, Model, Row, Target } from "vitrine";
import { CONFIG, gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { interleave, ratio } from "./shared/interleave.ts";
import type { Bench } from "./shared/row.ts";

const LENGTH = 16;
const [CLEAN] = randomIds(1, LENGTH);
const ID = 42;
const TARGET: Target = { kind: "logit", id: ID, position: -1 };

/** Every n-th single run is timed, and stands for n of them. */
const STRIDE = 8;

/** Patching the stream of a clean run into a corrupted one, at each layer and position. */
export const bench: Bench = async () => {
  const model = await gpt2Small(randomCheckpoint());
  const cases = patchingCases();
  const fromStart = cases.map(withoutPrefix);
  const { cache } = await model.run({ ids: CLEAN }, { capture: ["blocks.*.hook_resid_pre"] });
  const singles = cases.map((one) => ({ ...one, edits: [setFrom(cache, one)] }));
  const sampled = singles.filter((_, i) => i % STRIDE === Math.floor(i / LENGTH) % STRIDE);
  const values = (await model.evaluate(cases).all()).map(({ value }) => value!);
  const times = await interleave(
    {
      evaluate: () => model.evaluate(cases).all(),
      fromStart: () => model.evaluate(fromStart).all(),
      singles: async () => {
        for (const one of sampled) await runOne(model, one);
      },
    },
    { rounds: 6, warmup: 1 },
  );
  const difference = await largestDifference(model, singles, values);
  const note = `evaluate ${seconds(times.evaluate)} s, one by one ${seconds(times.singles, STRIDE)} s; values differ by ${difference.toExponential(0)}`;
  await model.close();
  const { min, median } = ratio(times.evaluate, times.singles);
  return [
    {
      what: "patching sweep 12×16: evaluate / one by one",
      unit: "x",
      target: 0.3,
      min: min / STRIDE,
      median: median / STRIDE,
      note,
    },
    {
      what: "the same: from the patched layer on / whole runs in batches",
      unit: "x",
      target: null,
      ...ratio(times.evaluate, times.fromStart),
    },
  ];
};

interface SweepCase extends Case {
  readonly input: Row;
  readonly layer: number;
  readonly pos: number;
}

function patchingCases(): SweepCase[] {
  const corrupted = CLEAN.map((id, i) => (i === 3 ? (id + 1) % CONFIG.vocab_size : id));
  const places = Array.from({ length: CONFIG.n_layer * LENGTH }, (_, i) => ({
    layer: Math.floor(i / LENGTH),
    pos: i % LENGTH,
  }));
  return places.map(({ layer, pos }) => ({
    input: { ids: corrupted },
    target: TARGET,
    layer,
    pos,
    edits: [
      {
        at: `blocks.${layer}.hook_resid_pre`,
        where: { pos },
        do: "patch",
        with: { run: { ids: CLEAN } },
      },
    ],
  }));
}

/** The same numbers, with an edit in the first layer that changes nothing: no prefix is shared. */
function withoutPrefix(one: SweepCase): SweepCase {
  const nothing: Edit = { at: "blocks.0.hook_resid_pre", do: "scale", with: 1 };
  return { ...one, edits: [nothing, ...(one.edits ?? [])] };
}

/** The patch from a clean run made once, as one who sweeps by hand writes it. */
function setFrom(clean: ActivationCache, { layer, pos }: SweepCase): Edit {
  const at = `blocks.${layer}.hook_resid_pre`;
  const width = CONFIG.n_embd;
  const data = clean.get(at).data.slice(pos * width, (pos + 1) * width);
  return { at, where: { pos }, do: "set", with: { dtype: "float32", dims: [1, 1, width], data } };
}

/** The sweep's number as a user gets it by hand: the last position's logits of an edited run. */
async function runOne(model: Model, { input, edits = [] }: SweepCase): Promise<number> {
  const { logits } = await model.run(input, { edits, logits: "last" });
  return Number(logits!.data[ID]);
}

async function largestDifference(
  model: Model,
  cases: readonly SweepCase[],
  values: readonly number[],
): Promise<number> {
  const picked = [5, 100, 191];
  const singles = await Promise.all(picked.map((i) => runOne(model, cases[i])));
  return Math.max(...picked.map((i, n) => Math.abs(values[i] - singles[n])));
}

function seconds(times: readonly number[], factor = 1): string {
  return ((Math.min(...times) * factor) / 1000).toFixed(2);
}
