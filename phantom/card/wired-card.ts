import type { Model, WiredTruth } from "vitrine";
import { ablation, ablations, differences } from "../wired/measure.ts";

/** What a wired model does of one circuit's truth. */
export interface WiredMark {
  readonly circuit: string;
  readonly prompts: number;
  /** Prompts that are continued with their answer. */
  readonly right: number;
  /** Ablations measured: every part, and parts together, on every prompt. */
  readonly ablations: number;
  /** Largest |measured − stated| of a logit difference or an effect, nats. */
  readonly worst: number;
  /** The same over max(1, |stated|), which the truth's tolerance is about. */
  readonly worstRelative: number;
  readonly tolerance: number;
}

export async function wiredCard(model: Model, truth: WiredTruth): Promise<readonly WiredMark[]> {
  const marks: WiredMark[] = [];
  for (const circuit of truth.circuits) {
    const { prompts, together } = circuit;
    const clean = prompts.map((prompt) => prompt.clean);
    const base = await differences(model, prompts, clean);
    const pairs = base.map((value, row) => [value, prompts[row].difference] as const);
    const edits = [
      ...truth.parts.map(({ node }) => [ablation(model, node)]),
      ...together.map((ids) => ablations(model, truth, ids)),
    ];
    for (const [i, edit] of edits.entries()) {
      const edited = await differences(model, prompts, clean, edit);
      for (const [row, { effects, togetherEffects }] of prompts.entries()) {
        pairs.push([edited[row] - base[row], [...effects, ...togetherEffects][i]]);
      }
    }
    const off = pairs.map(([measured, stated]) => Math.abs(measured - stated));
    marks.push({
      circuit: circuit.id,
      prompts: prompts.length,
      right: await continued(model, prompts),
      ablations: edits.length * prompts.length,
      worst: Math.max(...off),
      worstRelative: Math.max(...off.map((d, i) => d / Math.max(1, Math.abs(pairs[i][1])))),
      tolerance: truth.tolerance,
    });
  }
  return marks;
}

async function continued(
  model: Model,
  prompts: readonly { readonly clean: string; readonly answer: string }[],
): Promise<number> {
  const { logits } = await model.run(
    prompts.map(({ clean }) => clean),
    { logits: "last" },
  );
  const vocabulary = logits!.dims[2];
  const values = logits!.data as Float32Array;
  return prompts.filter(({ answer }, row) => {
    const own = values.subarray(row * vocabulary, (row + 1) * vocabulary);
    const best = own.indexOf(Math.max(...own));
    return model.tokenizer.decode([best]) === answer;
  }).length;
}
