import type { Architecture, FoldedSteps, ModelConfig } from "../architectures/define.ts";
import { unknownName, VitrineError } from "../errors.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import type { FoldStep } from "../weights/fold.ts";

/** Which steps of folding to take; those not named are not taken. */
export type FoldOptions = Partial<FoldedSteps>;

/** A folded model: how its weights are changed after loading, and what its graph then is. */
export interface FoldPlan {
  readonly steps: readonly FoldStep[];
  readonly config: ModelConfig;
  /** Graph parameters, in the recipes' order, then those that folding adds. */
  readonly params: readonly string[];
}

type Recipes = Readonly<Record<string, WeightRecipe>>;

const STEPS = ["ln", "centreWriting", "centreUnembed", "valueBiases"] as const;

/**
 * Plans the folding of a model's weights, as TransformerLens's `process_weights` does it:
 *
 * 1. `ln`: a norm's gain w and bias b go into the matrices W that read it, `W ← diag(w) W`,
 *    `b_W ← b_W + b W`; after LayerNorm, whose output has mean zero, W loses its mean over d_model.
 *    The norms keep gain 1 and bias 0; `W_U` becomes a matrix of its own where it was tied, and gets
 *    a bias `b_U` where the last norm has one.
 * 2. `centreWriting`: what writes into the residual stream (`W_E`, `W_pos`, `W_O`, `b_O`, `W_out`,
 *    `b_out`) loses its mean over d_model, which LayerNorm takes away anyway; a tied `W_U` does not.
 * 3. `centreUnembed`: `W_U` and `b_U` lose their mean over the vocabulary.
 * 4. `valueBiases`: `b_O ← b_O + Σ_h b_V W_O`, `b_V ← 0`, since each pattern's row sums to 1.
 *
 * Logits stay what they were, but for `centreUnembed`, which takes a constant from each position's;
 * probabilities are the same. With RMSNorm there is no step 2 and no mean taken in step 1.
 * Edits that break what the steps rest on give other results than in the model as it was: patterns
 * whose rows no longer sum to 1 (step 4), values after a LayerNorm that no longer have mean zero (1, 2).
 *
 * @param asked - `true` for every step the family has.
 * @returns null where nothing is to be folded.
 * @throws VitrineError `UNSUPPORTED` for a step that would change what the model computes,
 *   `UNKNOWN_NAME` for a step that is none.
 */
export function planFold(
  architecture: Architecture,
  config: ModelConfig,
  recipes: Recipes,
  asked: boolean | FoldOptions,
): FoldPlan | null {
  const folded = stepsOf(architecture, config, asked);
  if (!Object.values(folded).includes(true)) return null;
  const plan = new Plan(config, recipes);
  if (folded.ln) foldNorms(plan, architecture);
  if (folded.centreWriting) centreWriting(plan);
  if (folded.centreUnembed) centreUnembed(plan);
  if (folded.valueBiases) foldValueBiases(plan, folded.centreWriting);
  return plan.finish(folded);
}

/** Each step taken or not. */
function stepsOf(
  architecture: Architecture,
  config: ModelConfig,
  asked: boolean | FoldOptions,
): FoldedSteps {
  const named = typeof asked === "boolean" ? {} : asked;
  for (const key of Object.keys(named)) {
    if (!STEPS.some((step) => step === key)) throw unknownName("fold", "step", key, STEPS);
  }
  const cannot = obstacles(architecture, config);
  const taken = (step: keyof FoldedSteps): boolean => {
    const isTaken = named[step] ?? (asked === true && (step === "ln" || cannot[step] === null));
    if (isTaken && cannot[step] !== null) throw refused(step, cannot[step]);
    return isTaken;
  };
  return {
    ln: taken("ln"),
    centreWriting: taken("centreWriting"),
    centreUnembed: taken("centreUnembed"),
    valueBiases: taken("valueBiases"),
  };
}

/** Why a step would change what the model computes; null where it would not. */
function obstacles(
  { title, normReaders }: Architecture,
  { normalizationType, heads }: ModelConfig,
): Readonly<Record<keyof FoldedSteps, string | null>> {
  return {
    ln:
      normReaders === undefined
        ? `the norms of ${title} stand after the sums, so that their gains and biases are in the residual stream itself. Name the other steps: { centreWriting: true, valueBiases: true }.`
        : null,
    centreWriting:
      normalizationType === "LN"
        ? null
        : `${normalizationType === "RMS" ? "RMSNorm does not take" : "there is no norm that takes"} the mean away. Leave the step out.`,
    centreUnembed: heads.includes("lm")
      ? null
      : "this model has no unembedding. Leave the step out.",
    valueBiases: null,
  };
}

function foldNorms(plan: Plan, { normReaders }: Architecture): void {
  for (const [norm, readers] of normReaders!(plan.config)) {
    const [gain, bias] = [`${norm}.w`, `${norm}.b`];
    for (const matrix of readers) {
      if (matrix === "W_U") plan.untie();
      if (plan.has(bias)) plan.addBias(matrix, bias);
      plan.steps.push({ do: "scale-columns", of: matrix, by: gain });
      if (plan.config.normalizationType === "LN") plan.centre(matrix, 1);
    }
    plan.fill(gain, 1);
    if (plan.has(bias)) plan.fill(bias, 0);
  }
}

function centreWriting(plan: Plan): void {
  if (plan.config.heads.includes("lm")) plan.untie(); // the unembedding keeps its own mean
  for (const table of ["W_E", "W_pos"]) if (plan.has(table)) plan.centre(table, 1);
  for (const block of plan.blocks()) {
    for (const name of ["attn.W_O", "attn.b_O", "mlp.W_out", "mlp.b_out"]) {
      if (plan.has(`${block}.${name}`)) plan.centre(`${block}.${name}`, 0);
    }
  }
}

function centreUnembed(plan: Plan): void {
  plan.untie();
  plan.centre("W_U", 0);
  if (plan.has("b_U")) plan.centre("b_U", 0);
}

function foldValueBiases(plan: Plan, centred: boolean): void {
  const { nHeads, nKeyValueHeads, dHead } = plan.config;
  for (const block of plan.blocks()) {
    const [value, out] = [`${block}.attn.b_V`, `${block}.attn.b_O`];
    if (!plan.has(value)) continue;
    plan.requireBias(out);
    plan.steps.push({
      do: "add-product",
      to: out,
      matrix: `${block}.attn.W_O`,
      vector: value,
      ...(nHeads > nKeyValueHeads && { repeat: { size: dHead, times: nHeads / nKeyValueHeads } }),
    });
    plan.fill(value, 0);
    if (centred) plan.centre(out, 0);
  }
}

/** Steps so far, and which parameters there are after them. */
class Plan {
  readonly config: ModelConfig;
  readonly steps: FoldStep[] = [];
  readonly #dims: Map<string, readonly number[]>;

  constructor(config: ModelConfig, recipes: Recipes) {
    this.config = config;
    this.#dims = new Map(Object.entries(recipes).map(([name, { dims }]) => [name, dims]));
  }

  has(param: string): boolean {
    return this.#dims.has(param);
  }

  blocks(): string[] {
    return Array.from({ length: this.config.nLayers }, (_, layer) => `blocks.${layer}`);
  }

  centre(of: string, axis: number): void {
    this.steps.push({ do: "centre", of, axis });
  }

  fill(to: string, value: number): void {
    this.steps.push({ do: "fill", to, dims: this.#dims.get(to)!, with: value });
  }

  /** Gives the unembedding a matrix of its own. */
  untie(): void {
    if (this.has("W_U")) return;
    this.#dims.set("W_U", this.#dims.get("W_E")!);
    this.steps.push({ do: "copy", from: "W_E", to: "W_U" });
  }

  /** Adds what a matrix makes of a norm's bias to the matrix's own bias. */
  addBias(matrix: string, vector: string): void {
    const to = matrix.replace(/W_(\w+)$/, "b_$1");
    if (to === "b_U" && !this.has(to)) {
      this.#dims.set(to, [this.#dims.get(matrix)![0]]);
      this.fill(to, 0);
    }
    this.requireBias(to);
    this.steps.push({ do: "add-product", to, matrix, vector });
  }

  requireBias(name: string): void {
    if (!this.has(name)) throw refused(name, "this family has no such bias to fold into.");
  }

  finish(folded: FoldedSteps): FoldPlan {
    const config: ModelConfig = {
      ...this.config,
      folded,
      tieWordEmbeddings: this.config.tieWordEmbeddings && !this.has("W_U"),
      unembedBias: this.has("b_U"),
    };
    return { steps: this.steps, config, params: [...this.#dims.keys()] };
  }
}

function refused(what: string, why: string): VitrineError {
  return new VitrineError("UNSUPPORTED", `fold: "${what}" cannot be folded: ${why}`, {
    details: { step: what },
  });
}
