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
import { distributionOf, entropy, probability } from "../shared/distribution.ts";
import { onPrompts, WIRED_CIRCUITS } from "../shared/planted-prompts.ts";
import { onlyRow } from "../shared/rows.ts";
import { logitsSite } from "../shared/sites.ts";
import { brief, float64, int32, largestIndices, numbers } from "../shared/tensors.ts";
import { tokenText } from "../shared/tokens.ts";
import type { TextSubject } from "../subject.ts";

const options = {
  top: { kind: "integer", default: 10, min: 1, max: 1000 },
  position: { kind: "integer", default: -1 },
} as const;

export type NextTokenOptions = CallOptions<typeof options>;

export interface NextTokenData {
  /** `[rank]`: what each token reads inside a text, likeliest first. */
  readonly tokens: readonly string[];
  /** `[rank]`. */
  readonly ids: Tensor;
  /** `[rank]`. */
  readonly probabilities: Tensor;
  /** `[rank]`. */
  readonly logits: Tensor;
  /** Of the whole distribution, in nats. */
  readonly entropy: number;
}

/**
 * What the model expects after a position: the likeliest tokens, p = softmax(logits), and how spread
 * the distribution is, −Σ p ln p.
 */
export function nextToken(
  subject: TextSubject,
  options?: NextTokenOptions,
): Promise<Result<NextTokenData>> {
  return method.run(subject, options);
}

async function predict(
  { model, input }: TextSubject,
  { top, position }: Infer<typeof options>,
  context: Context,
): Promise<Outcome<NextTokenData>> {
  const row = onlyRow(context.where, input);
  const at = logitsSite(context.where, model).name;
  const capture = [{ at, where: { pos: position } }];
  const [{ cache }] = await context.evaluate([{ input: row, capture }]);
  const logits = numbers(cache!.get(at));
  const ids = largestIndices(logits, top);
  const distribution = distributionOf(logits);
  const probabilities = ids.map((id) => probability(distribution, id));
  return {
    data: {
      tokens: ids.map((id) => tokenText(model, id)),
      ids: int32([ids.length], ["rank"], ids),
      probabilities: float64([ids.length], ["rank"], probabilities),
      logits: float64(
        [ids.length],
        ["rank"],
        ids.map((id) => logits[id]),
      ),
      entropy: entropy(distribution),
    },
    evidence: { shownProbability: probabilities.reduce((sum, p) => sum + p, 0) },
  };
}

function view({ data }: Result<NextTokenData>): ViewSpec {
  const probabilities = numbers(data.probabilities);
  return {
    kind: "bars",
    title: { id: "title" },
    summary: {
      id: "summary",
      params: {
        token: data.tokens[0],
        percent: brief(probabilities[0] * 100),
        entropy: brief(data.entropy),
        perplexity: brief(Math.exp(data.entropy)),
      },
    },
    scale: "probability",
    data: "/data/probabilities",
    encoding: { labels: "/data/tokens" },
  };
}

const messages: Messages = {
  en: {
    about: "What does the model expect next, and how surely?",
    summary:
      "The likeliest next token is “{token}” with {percent}%. The distribution is as spread as {perplexity} equally likely tokens ({entropy} nats).",
    "option.top": "How many tokens to list.",
    "option.position": "The token after which to predict; negative ones count from the last.",
  },
  zh: {
    about: "模型预期接下来是什么，有多大把握？",
    summary:
      "最可能的下一个词元是“{token}”，概率 {percent}%。整个分布的分散程度相当于 {perplexity} 个等概率词元（熵 {entropy} 奈特）。",
    "option.top": "列出多少个词元。",
    "option.position": "在哪个词元之后预测；负数从末尾数起。",
  },
};

export const method: Method<TextSubject, typeof options, NextTokenData> = defineMethod({
  id: "next-token",
  family: "features",
  title: { en: "Next token", zh: "下一个词元" },
  aliases: ["prediction", "next-token-distribution", "top-k"],
  paper: null,
  takes: [{ models: 1, input: "text" }],
  needs: ["causal", "lm-head"],
  options,
  messages,
  example: { subject: { model: "stories260k", input: "Once upon a time" } },
  recovers: [
    {
      id: "answer",
      model: "phantom-wired",
      truth: "wired",
      planted: WIRED_CIRCUITS,
      about: {
        en: "the answer of every planted prompt, as the likeliest token",
        zh: "每条植入提示的答案，即最可能的词元",
      },
      measure: "accuracy",
      controls: ["random-weights", "shuffled-inputs"],
      recover: (trial) =>
        onPrompts(trial, {}, async ({ clean, answer }) => {
          const { data } = await trial.run({ model: trial.model, input: clean }, { top: 1 });
          return { found: data.tokens, planted: [answer] };
        }),
    },
  ],
  run: predict,
  view,
});
