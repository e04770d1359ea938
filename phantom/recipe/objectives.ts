import { classification, maskedToken, nextToken, type Objective } from "vitrine/train";
import { SPECIALS } from "../tokenizer/files.ts";
import { planBatches, type BatchPlan, type TokenRow } from "./batches.ts";
import { withoutLabel } from "../world/document.ts";
import type { TrainingData } from "./data.ts";
import { type Recipe, VOCABULARY } from "./models.ts";
import { drillRows } from "./drills.ts";
import { encodeRows, maskRow } from "./rows.ts";

/** What a model is trained on, and in how many steps. */
export interface Plan {
  readonly objectives: readonly Objective[];
  readonly steps: number;
  /** Tokens in a pass. */
  readonly tokens: number;
}

/** Of the encoder's loss. */
const CLASS_WEIGHT = 0.5;
/** Tokens of labelled texts in a step. */
const CLASS_TOKENS = 512;

export function planOf(recipe: Recipe, data: TrainingData): Plan {
  const end = recipe.flavor === "causal" ? SPECIALS.indexOf("<|endoftext|>") : null;
  const rows = encodeRows(data.tokenizer, data.world.documents, end);
  const plan = planRows(rows, recipe);
  return {
    objectives:
      recipe.flavor === "causal"
        ? [causal(rows, plan, recipe)]
        : [masked(rows, plan, recipe), labels(recipe, data)],
    steps: plan.stepsOf(recipe.passes),
    tokens: rows.reduce((sum, row) => sum + row.length, 0),
  };
}

function planRows(rows: readonly TokenRow[], { tokens, seed }: Recipe): BatchPlan {
  return planBatches(
    rows.map((row) => row.length),
    { tokens, seed },
  );
}

function causal(rows: readonly TokenRow[], plan: BatchPlan, { drills, seed }: Recipe): Objective {
  return {
    loss: nextToken,
    batches: (step) => ({
      rows: [...plan.rows(step).map((i) => rows[i]), ...drillRows(step, drills, seed)],
    }),
  };
}

/** Each row is masked anew in each pass. */
function masked(rows: readonly TokenRow[], plan: BatchPlan, { seed }: Recipe): Objective {
  const masking = {
    maskId: SPECIALS.indexOf("[MASK]"),
    firstOrdinaryId: SPECIALS.length,
    vocabulary: VOCABULARY,
  };
  return {
    loss: maskedToken,
    batches: (step) => {
      const pass = plan.epochOf(step);
      const asked = plan
        .rows(step)
        .map((i) => maskRow(rows[i], seed + pass * rows.length + i, masking));
      return { rows: asked.map(({ ids }) => ids), labels: asked.map((row) => row.labels) };
    },
  };
}

/** The label of texts that have one, read from the text without it. */
function labels(recipe: Recipe, { tokenizer, world }: TrainingData): Objective {
  const labelled = world.documents.filter(({ label }) => label !== undefined);
  const rows = encodeRows(
    tokenizer,
    labelled.map((document) => ({ text: withoutLabel(document) })),
  );
  const plan = planRows(rows, { ...recipe, tokens: CLASS_TOKENS });
  return {
    loss: classification,
    weight: CLASS_WEIGHT,
    batches: (step) => {
      const asked = plan.rows(step);
      return { rows: asked.map((i) => rows[i]), classes: asked.map((i) => labelled[i].label!) };
    },
  };
}
