import type { Target } from "../../model/target.ts";
import type { Case, Model, Row, Site } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ViewSpec } from "../../view/spec.ts";
import type { Context } from "../context.ts";
import {
  type CallOptions,
  defineMethod,
  type Messages,
  type Method,
  type Outcome,
} from "../define.ts";
import type { Infer } from "../options.ts";
import type { Result } from "../result.ts";
import { type BaselineName, embeddings, type Embeddings } from "../shared/baseline.ts";
import { captumQuadrature, quadrature } from "../shared/quadrature.ts";
import { onPrompts, WIRED_CIRCUITS } from "../shared/planted-prompts.ts";
import { onlyRow } from "../shared/rows.ts";
import { embeddingSite } from "../shared/sites.ts";
import { describeTarget, targetOrTop } from "../shared/targets.ts";
import { brief, float64, largestIndex, numbers } from "../shared/tensors.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  steps: { kind: "integer", default: 50, min: 1, max: 10_000 },
  rule: {
    kind: "choice",
    of: ["gauss-legendre", "left", "right", "middle", "trapezoid", "log"],
    default: "gauss-legendre",
  },
  baseline: {
    kind: "choice",
    of: ["auto", "bos", "pad", "unk", "mask", "mean", "zero"],
    default: "auto",
  },
  keepSpecial: { kind: "boolean", default: true },
  tolerance: { kind: "number", default: 0.01, min: 0 },
  maxSteps: { kind: "integer", default: 400, min: 1, max: 100_000 },
  compat: { kind: "choice", of: ["none", "captum"], default: "none" },
} as const;

/** Differences of targets below this share of their size are rounding. */
const FLOAT32_NOISE = 1e-5;

type Options = Infer<typeof options>;

export type IntegratedGradientsOptions = CallOptions<typeof options>;

export interface IntegratedGradientsData {
  /** `[pos]`: how much each token raises the target; the sum over its embedding's units. */
  readonly scores: Tensor;
  /** `[pos, unit]`. */
  readonly attributions: Tensor;
  /** The target at the input and at the baseline. */
  readonly value: number;
  readonly baselineValue: number;
  /** The baseline used. */
  readonly baseline: Exclude<BaselineName, "auto">;
  /** What was attributed, as a formula. */
  readonly target: string;
}

/**
 * How much each token raises the target, by the gradient averaged along the straight line from a
 * baseline to the input's token embeddings:
 *
 *     A = (x − x′) ⊙ Σₖ wₖ ∇F(x′ + αₖ(x − x′)),   Σ A = F(x) − F(x′).
 *
 * What the sum misses is the completeness gap, in the evidence. While it is above `tolerance` (relative
 * to |F(x) − F(x′)|), the steps are doubled up to `maxSteps`; a warning says if that was not enough.
 * The default target is the logit of the most likely next token.
 *
 * Sundararajan, Taly & Yan 2017, equations 1 and 3, https://arxiv.org/abs/1703.01365
 */
export function integratedGradients(
  subject: TextSubject,
  options?: IntegratedGradientsOptions,
): Promise<Result<IntegratedGradientsData>> {
  return method.run(subject, options);
}

async function attribute(
  { model, input }: TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<IntegratedGradientsData>> {
  const row = onlyRow(context.where, input);
  const target = await targetOrTop(context, model, row);
  const line = await embeddings(context, model, row, options);
  const site = embeddingSite(context.where, model);
  const path = { model, row, target, site, line };
  if (line.baseline === "zero" && options.rule !== "log") context.warn("warning.zero");

  const [value, baselineValue] = await ends(context, path);
  const change = value - baselineValue;
  const noise = FLOAT32_NOISE * Math.max(1, Math.abs(value));
  const allowed = Math.max(options.tolerance * Math.abs(change), noise);
  const { attributions, gap, steps } = await refine(context, path, options, { change, allowed });
  const converged = Math.abs(gap) <= allowed;
  if (!converged) context.warn("warning.gap", { gap: brief(gap), change: brief(change), steps });
  return {
    data: {
      ...tensorsOf(attributions, line),
      value,
      baselineValue,
      baseline: line.baseline,
      target: describeTarget(model, target),
    },
    evidence: {
      completenessGap: gap,
      relativeGap: change === 0 ? null : gap / change,
      steps,
      converged,
    },
    target,
  };
}

interface Refined {
  readonly attributions: Float64Array;
  readonly gap: number;
  readonly steps: number;
}

/** Doubles the steps until the attributions add up to the target's change, or there are too many. */
async function refine(
  context: Context,
  path: Path,
  options: Options,
  { change, allowed }: { readonly change: number; readonly allowed: number },
): Promise<Refined> {
  const most = options.compat === "captum" ? options.steps : options.maxSteps;
  for (let { steps } = options; ; steps *= 2) {
    const attributions = await integrate(context, path, steps, options);
    const gap = total(attributions) - change;
    if (Math.abs(gap) <= allowed || steps * 2 > most) return { attributions, gap, steps };
  }
}

interface Path {
  readonly model: Model;
  readonly row: string | Row;
  readonly target: Target;
  readonly site: Site;
  readonly line: Embeddings;
}

/** F at the input and at the baseline. */
async function ends(
  context: Context,
  { row, target, site, line }: Path,
): Promise<[number, number]> {
  const [input, baseline] = await context.evaluate([
    { input: row, target },
    { input: row, target, edits: [{ at: site.name, do: "set", with: pointOn(line, 0) }] },
  ]);
  return [input.value!, baseline.value!];
}

/** (x − x′) ⊙ Σₖ wₖ ∇F(x′ + αₖ(x − x′)), one model row per node. */
async function integrate(
  context: Context,
  { row, target, site, line }: Path,
  steps: number,
  { rule, compat }: Options,
): Promise<Float64Array> {
  const { nodes, weights } = (compat === "captum" ? captumQuadrature : quadrature)(rule, steps);
  const cases = Array.from(nodes, (alpha): Case => ({
    input: row,
    target,
    wrt: [site.name],
    edits: [{ at: site.name, do: "set", with: pointOn(line, alpha) }],
  }));
  const sum = new Float64Array(line.input.length);
  for await (const { index, gradients } of context.stream(cases)) {
    const gradient = numbers(gradients!.get(site.name));
    for (let i = 0; i < sum.length; i++) sum[i] += weights[index] * gradient[i];
  }
  return sum.map((mean, i) => (line.input[i] - line.start[i]) * mean);
}

/** x′ + α(x − x′), `[1, pos, unit]`. */
function pointOn({ input, start, dims }: Embeddings, alpha: number): Tensor {
  const data = Float32Array.from(input, (x, i) => start[i] + alpha * (x - start[i]));
  return { dtype: "float32", dims: [1, ...dims], data };
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function tensorsOf(
  attributions: Float64Array,
  { dims }: Embeddings,
): Pick<IntegratedGradientsData, "scores" | "attributions"> {
  const [length, units] = dims;
  const scores = Array.from({ length }, (_, pos) =>
    total(attributions.subarray(pos * units, (pos + 1) * units)),
  );
  return {
    scores: float64([length], ["pos"], scores),
    attributions: float64(dims, ["pos", "unit"], attributions),
  };
}

function view({ data, input, evidence }: Result<IntegratedGradientsData>): ViewSpec {
  const scores = numbers(data.scores);
  const strongest = largestIndex(scores.map(Math.abs));
  const units = "rows" in input ? input.rows[0].units : [];
  return {
    kind: "token-strip",
    title: { id: "title" },
    summary: {
      id: "summary",
      params: {
        token: units[strongest]?.text ?? String(strongest),
        score: brief(scores[strongest]),
        target: data.target,
        gap: brief(Number(evidence.completenessGap)),
      },
    },
    scale: "diverging",
    data: "/data/scores",
    encoding: { units: "/input/rows/0/units" },
  };
}

const messages: Messages = {
  en: {
    about: "Which tokens of the input raise or lower what the model says, and by how much?",
    summary: "Of all tokens, “{token}” moves {target} most: {score}. Completeness gap {gap}.",
    "option.steps": "Nodes on the line from the baseline to the input.",
    "option.rule":
      "Quadrature: gauss-legendre, a Riemann sum (left, right, middle), trapezoid, or log, which follows a path from zero embeddings.",
    "option.baseline":
      "Where the line starts: the embedding of a token (bos, pad, unk, mask) at every position, the mean of all embeddings, or zero; auto takes the first of these that the model knows.",
    "option.keepSpecial":
      "Special tokens of the input stay as they are, and so get no attribution.",
    "option.tolerance": "Completeness gap accepted, as a share of the change of the target.",
    "option.maxSteps": "Steps are doubled up to this many while the gap is too large.",
    "option.compat":
      "captum repeats that library's rounding and its trapezoid weights, without doubling.",
    "warning.zero":
      "A model with RMSNorm or LayerNorm changes most where embeddings are almost zero: from a zero baseline only the rule “log” can follow it.",
    "warning.gap":
      "The attributions do not add up: they miss the target's change of {change} by {gap} after {steps} steps. Do not rely on them; take more steps or another baseline.",
  },
  zh: {
    about: "输入中的哪些词元提高或降低了模型的输出，各有多少？",
    summary: "在所有词元中，“{token}”对 {target} 的影响最大：{score}。完备性差距 {gap}。",
    "option.steps": "从基线到输入的直线上取多少个节点。",
    "option.rule":
      "求积公式：gauss-legendre、黎曼和（left、right、middle）、trapezoid，或从零嵌入出发也能跟上路径的 log。",
    "option.baseline":
      "直线的起点：在每个位置使用某个词元的嵌入（bos、pad、unk、mask）、全部嵌入的均值，或零；auto 取模型认识的第一个。",
    "option.keepSpecial": "输入中的特殊词元保持不变，因而不获得归因。",
    "option.tolerance": "可接受的完备性差距，以目标变化量的比例计。",
    "option.maxSteps": "差距过大时步数逐次加倍，最多到此数。",
    "option.compat": "captum 重现该库的舍入方式和梯形权重，且不加倍步数。",
    "warning.zero":
      "带 RMSNorm 或 LayerNorm 的模型在嵌入接近零处变化最大：以零为基线时，只有规则“log”能跟上。",
    "warning.gap":
      "归因之和不完备：{steps} 步之后与目标变化量 {change} 相差 {gap}。请勿依赖；请增加步数或更换基线。",
  },
};

export const method: Method<TextSubject, typeof options, IntegratedGradientsData> = defineMethod({
  id: "integrated-gradients",
  family: "attribution",
  title: { en: "Integrated gradients", zh: "积分梯度" },
  aliases: ["ig"],
  paper: {
    cite: "Sundararajan, Taly & Yan 2017, Axiomatic Attribution for Deep Networks",
    url: "https://arxiv.org/abs/1703.01365",
  },
  takes: [{ models: 1, input: "text" }],
  needs: ["gradient"],
  options,
  messages,
  example: {
    subject: { model: "stories260k", input: "Once upon a time, there was a little girl named" },
  },
  recovers: [
    {
      id: "positions",
      model: "phantom-wired",
      truth: "wired",
      planted: WIRED_CIRCUITS,
      about: {
        en: "which positions matter, as replacing each by <unk> shows",
        zh: "哪些位置重要，以逐个替换为 <unk> 的结果为准",
      },
      measure: "rank-correlation",
      controls: ["random-weights", "shuffled-inputs"],
      recover: (trial) =>
        onPrompts(trial, { most: 2 }, async ({ clean, target, tokenEffects }) => {
          const options = { target, baseline: "unk", maxSteps: 50 } as const;
          const { data } = await trial.run({ model: trial.model, input: clean }, options);
          // The token at the start is never replaced.
          return { importances: numbers(data.scores).slice(1), effects: tokenEffects.slice(1) };
        }),
    },
  ],
  run: attribute,
  view,
});
