import type { Tensor } from "../../tensor/tensor.ts";
import type { CallOptions, Localised } from "../define.ts";
import type { OptionSchemas } from "../options.ts";
import type { Claim } from "../recovery.ts";
import type { TextSubject } from "../subject.ts";
import { onPrompts, type PlantedPrompt, WIRED_CIRCUITS } from "./planted-prompts.ts";
import { numbers } from "./tensors.ts";

/** How a method says which tokens the last position's answer rests on. */
interface TokenReading<O extends OptionSchemas, D> {
  /** What is taken for an importance: “… taken to be those that …”. */
  readonly taken: Localised;
  /** Of each token, from what the method gives. */
  readonly importances: (data: D) => ArrayLike<number>;
  /** Whether importances are signed: then they are held against effects with their sign. */
  readonly signed?: boolean;
  readonly options?: (prompt: PlantedPrompt) => CallOptions<O>;
  /** Prompts of each circuit. @defaultValue 3 */
  readonly most?: number;
}

/**
 * The claim of a method that gives each token of one text an importance: their order is that of what
 * replacing each token by `<unk>` does to the planted difference.
 */
export function tokensClaim<O extends OptionSchemas, D>({
  taken,
  importances,
  signed = false,
  options,
  most = 3,
}: TokenReading<O, D>): Claim<TextSubject, O, D> {
  return {
    id: "positions",
    model: "phantom-wired",
    truth: "wired",
    planted: WIRED_CIRCUITS,
    about: {
      en: `which positions matter, as replacing each by <unk> shows, taken to be ${taken.en}`,
      zh: `哪些位置重要（以逐个替换为 <unk> 的结果为准），假定为${taken.zh}`,
    },
    measure: "rank-correlation",
    controls: ["random-weights", "shuffled-inputs"],
    recover: (trial) =>
      onPrompts(trial, { most }, async (prompt) => {
        const subject = { model: trial.model, input: prompt.clean };
        const { data } = await trial.run(subject, options?.(prompt));
        const effects = prompt.tokenEffects.map((effect) => (signed ? effect : Math.abs(effect)));
        // The token at the start is never replaced.
        return { importances: Array.from(importances(data)).slice(1), effects: effects.slice(1) };
      }),
  };
}

/** The last query's row in the last map of `[…, query, key]`. */
export function lastRow(maps: Tensor): ArrayLike<number> {
  return numbers(maps).slice(-maps.dims.at(-1)!);
}

/** The last query's row, added up over all maps of `[…, query, key]`. */
export function lastRowsTogether(maps: Tensor): ArrayLike<number> {
  const [queries, keys] = maps.dims.slice(-2);
  const values = numbers(maps);
  const sums = new Float64Array(keys);
  for (let end = queries * keys; end <= values.length; end += queries * keys) {
    for (let key = 0; key < keys; key++) sums[key] += values[end - keys + key];
  }
  return sums;
}
