import type { WiredPrompt } from "../../bundled/truth-wired.ts";
import type { Edit } from "../../model/edit.ts";
import type { Site } from "../../model/types.ts";
import { type Interval, mean, meanInterval } from "../../tensor/intervals.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { formatPercent } from "../../view/number.ts";
import type { Message, ViewSpec } from "../../view/spec.ts";
import type { Context } from "../context.ts";
import {
  type CallOptions,
  defineMethod,
  type Messages,
  type Method,
  type Outcome,
} from "../define.ts";
import type { Infer } from "../options.ts";
import type { Trial } from "../recovery.ts";
import type { Result } from "../result.ts";
import { headGrid } from "../shared/head-grid.ts";
import { bestRole, type RoleFit, type RoleName } from "../shared/head-role-fit.ts";
import { askOf, readRoles, type RoleCase, roleQuestion } from "../shared/head-role-reading.ts";
import { HEAD_WORDS } from "../shared/head-role-words.ts";
import { headEffects, neededHeads, onPrompts, tangible } from "../shared/planted-prompts.ts";
import { chosenHeads, chosenLayers, sitesOf } from "../shared/sites.ts";
import { describeTarget } from "../shared/targets.ts";
import { brief, numbers } from "../shared/tensors.ts";
import type { SuiteSubject, TextSubject } from "../subject.ts";

const options = {
  ablation: { kind: "choice", of: ["mean", "zero"], default: "mean" },
  layers: { kind: "list", of: "integer", default: null },
  heads: { kind: "list", of: "integer", default: null },
  least: { kind: "number", default: 0.05, min: 0, max: 1 },
} as const;

type Options = Infer<typeof options>;

export type HeadRolesOptions = CallOptions<typeof options>;

/**
 * What the experiment says of a head: the answer needs it, it works against it, that differs from text to
 * text, or it changes next to nothing.
 */
export type HeadVerdict = "needed" | "against" | "unclear" | "idle";

/** A head: where it looks, and what becomes of the answer without it. */
export interface HeadRoleRecord {
  readonly layer: number;
  readonly head: number;
  readonly name: string;
  /** The role that fits best; `spread` where the head looks nowhere in particular. */
  readonly role: RoleName | "spread";
  readonly slot: string | null;
  /** Mean attention paid where that role looks. */
  readonly share: number | null;
  /** Its control: the same of even attention, which is what random weights come close to. */
  readonly even: number | null;
  /** Target without the head less target with it, mean over cases; its 95% interval, null for one text. */
  readonly effect: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: HeadVerdict;
  /** The role in words, the verdict in words, and both as one sentence. */
  readonly looks: Message;
  readonly finding: Message;
  readonly sentence: Message;
}

export interface HeadRolesData {
  readonly layers: readonly number[];
  /** Largest effect first. */
  readonly heads: readonly HeadRoleRecord[];
  /** `[layer, head]`: effects, and shares of the best role; NaN for heads that were left out. */
  readonly effects: Tensor;
  readonly shares: Tensor;
  /** The target with every head in place, mean over cases. */
  readonly clean: number;
  readonly cases: number;
  /** What was measured, as a formula. */
  readonly target: string;
}

/**
 * What each head's attention is for, on the suite or text at hand: where it looks, and whether the answer
 * depends on it. Two measurements that have nothing to do with each other, side by side:
 *
 * - the role that fits best: of previous token, self, first token, duplicate, induction and, in a suite,
 *   “from the answer's place at slot X”, the one whose mean attention is furthest on the way from
 *   what even attention over the visible keys would pay there to all of it;
 * - the effect of taking the head away: M(ablated) − M(intact), its output z replaced by its mean over all
 *   tokens of the inputs (`mean`) or by 0 (`zero`). The answer needs a head whose removal lowers M by more
 *   than `least` of |M| with a 95% interval (paired over cases, Student's t) that leaves 0 out;
 *   a head is idle where the whole interval lies within `least`; of others nothing is concluded.
 *
 * A head that looks sharply somewhere and changes nothing is not an explanation (Jain & Wallace 2019).
 * A head that another stands in for changes nothing either (Wang et al. 2022, backup name movers):
 * ablate both, with `edits`, to see it.
 *
 * @throws VitrineError `UNSUPPORTED` for a model without attention patterns, `BAD_OPTION` for a layer or
 *   head that it does not have, `BAD_INPUT` for a text of one token.
 *
 * Voita et al. 2019, https://arxiv.org/abs/1905.09418; Wang et al. 2022, https://arxiv.org/abs/2211.00593
 */
export function headRoles(
  subject: SuiteSubject | TextSubject,
  options?: HeadRolesOptions,
): Promise<Result<HeadRolesData>> {
  return method.run(subject, options);
}

async function explain(
  subject: SuiteSubject | TextSubject,
  options: Options,
  context: Context,
): Promise<Outcome<HeadRolesData>> {
  const { model } = subject;
  const { where } = context;
  const layers = chosenLayers(where, model, options.layers);
  const heads = chosenHeads(where, model, options.heads);
  const patterns = model.sites("attn.pattern", { layers });
  const { cases, target } = await roleQuestion(subject, context);
  const { clean, fits } = await readRoles(model, patterns, cases, target, context);
  const places = sitesOf(model, "attn.z")
    .filter((site) => layers.includes(site.layer!))
    .flatMap((site) => heads.map((head) => ({ site, head })));
  const without = await context.evaluate(
    places.flatMap((place) => {
      const edit = removal(place.site, place.head, options.ablation, cases);
      return cases.map((one) => ({ ...askOf(one, target), edits: [edit] }));
    }),
  );
  const words = { clean: mean(clean), least: options.least };
  const records = places.map(({ site, head }, i) => {
    const own = without.slice(i * cases.length, (i + 1) * cases.length);
    const effects = own.map(({ value }, at) => value! - clean[at]);
    const role = bestRole(fits[layers.indexOf(site.layer!)][head]);
    return recordOf({ layer: site.layer!, head }, role, effects, words);
  });
  const size = { layers, heads: model.config.nHeads };
  return {
    data: {
      layers,
      heads: records.toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect)),
      effects: headGrid(records, size, ({ effect }) => effect),
      shares: headGrid(records, size, ({ share }) => share ?? NaN),
      clean: words.clean,
      cases: cases.length,
      target: describeTarget(model, target),
    },
    evidence: { cases: cases.length, ablation: options.ablation, clean: words.clean },
    target,
  };
}

function removal(
  { name }: Site,
  head: number,
  ablation: Options["ablation"],
  cases: readonly RoleCase[],
): Edit {
  const at = { at: name, where: { head } };
  if (ablation === "zero") return { ...at, do: "zero" };
  return { ...at, do: "mean", with: { mean: cases.map(({ input }) => input), over: "all" } };
}

function recordOf(
  { layer, head }: { readonly layer: number; readonly head: number },
  fit: RoleFit | null,
  effects: readonly number[],
  { clean, least }: { readonly clean: number; readonly least: number },
): HeadRoleRecord {
  const { mean: effect, interval } = meanInterval(effects);
  const role = fit?.role ?? "spread";
  const single = effects.length < 2;
  const verdict = verdictOf(effect, single ? [effect, effect] : interval, least * Math.abs(clean));
  const name = `${layer}.${head}`;
  const params = {
    head: name,
    slot: fit?.slot ?? "",
    share: formatPercent(fit?.share ?? 0),
    even: formatPercent(fit?.even ?? 0),
    effect: Math.abs(effect),
    clean,
  };
  return {
    ...{ layer, head, name, role, slot: fit?.slot ?? null },
    ...{ share: fit?.share ?? null, even: fit?.even ?? null, effect },
    ...{ low: single ? null : interval[0], high: single ? null : interval[1], verdict },
    looks: { id: `looks.${role}`, params },
    finding: { id: `finding.${verdict}`, params },
    sentence: { id: `sentence.${role}.${verdict}`, params },
  };
}

function verdictOf(effect: number, [low, high]: Interval, least: number): HeadVerdict {
  if (Math.abs(effect) > least && high < 0) return "needed";
  if (Math.abs(effect) > least && low > 0) return "against";
  return low >= -least && high <= least ? "idle" : "unclear";
}

function view({ data }: Result<HeadRolesData>): ViewSpec {
  const [first] = data.heads;
  const needed = data.heads.filter(({ verdict }) => verdict === "needed").length;
  const fooled = data.heads.find(({ role, verdict }) => role !== "spread" && verdict === "idle");
  const params = {
    needed,
    total: data.heads.length,
    head: first.name,
    effect: brief(first.effect),
    clean: brief(data.clean),
  };
  return {
    kind: "stack",
    children: [
      {
        kind: "layer-head",
        title: { id: "view.effects" },
        summary: { id: "summary.effects", params },
        scale: "diverging",
        data: "/data/effects",
        contour: { data: "/data/shares", at: 0.5, title: { id: "contour.place" } },
        encoding: { layers: "/data/layers" },
      },
      {
        kind: "table",
        title: { id: "view.table" },
        summary:
          fooled === undefined
            ? { id: "summary.table" }
            : { id: "summary.idle", params: { head: fooled.name } },
        data: "/data/heads",
        columns: [
          { key: "name", title: { id: "column.head" }, format: "text" },
          { key: "looks", title: { id: "column.looks" }, format: "message" },
          { key: "share", title: { id: "column.share" }, format: "percent" },
          { key: "even", title: { id: "column.even" }, format: "percent" },
          { key: "effect", title: { id: "column.effect" }, format: "number" },
          { key: "low", title: { id: "column.low" }, format: "number" },
          { key: "high", title: { id: "column.high" }, format: "number" },
          { key: "finding", title: { id: "column.finding" }, format: "message" },
        ],
      },
      {
        kind: "table",
        title: { id: "view.sentences" },
        summary: { id: "summary.sentences" },
        data: "/data/heads",
        columns: [{ key: "sentence", title: { id: "column.sentence" }, format: "message" }],
      },
    ],
  };
}

const messages: Messages = {
  en: {
    about: "What is each head's attention for: where does it look, and does the answer need it?",
    ...HEAD_WORDS.en,
    "view.effects": "What taking each head away does to the answer",
    "contour.place": "looks mostly at one kind of place",
    "view.table": "Every head: where it looks, and what happens without it",
    "view.sentences": "The same in words",
    "summary.effects":
      "{needed} of {total} heads are needed; {head} matters most: without it the target of {clean} changes by {effect}.",
    "summary.table":
      "Attention beside its experiment: a share far above even attention says where a head looks, the effect whether that matters.",
    "summary.idle":
      "Attention is not explanation: head {head} looks at one place, and without it the answer stays.",
    "summary.sentences": "One sentence a head, the largest effect first.",
    "column.head": "head",
    "column.looks": "looks",
    "column.share": "share",
    "column.even": "even",
    "column.effect": "effect",
    "column.low": "from",
    "column.high": "to",
    "column.finding": "finding",
    "column.sentence": "head by head",
    "option.ablation":
      "What a head's output is replaced by: its mean over all tokens of the inputs, or zero.",
    "option.layers": "Layers, negative ones from the last; default all.",
    "option.heads": "Heads by number; default all.",
    "option.least": "Share of the target that an effect must exceed to count.",
  },
  zh: {
    about: "每个头的注意力有什么用：它看哪里，答案是否依赖它？",
    ...HEAD_WORDS.zh,
    "view.effects": "去掉每个头对答案的影响",
    "contour.place": "主要看同一类位置",
    "view.table": "每个头：看哪里，去掉它会怎样",
    "view.sentences": "用文字说明",
    "summary.effects":
      "{total} 个头中有 {needed} 个是必需的；{head} 最重要：去掉它，目标 {clean} 变化 {effect}。",
    "summary.table": "注意力与实验并列：份额远高于均匀注意力说明头看哪里，效应说明这是否重要。",
    "summary.idle": "注意力不等于解释：头 {head} 紧盯一处，去掉它答案却不变。",
    "summary.sentences": "每个头一句话，效应最大的在前。",
    "column.head": "头",
    "column.looks": "看",
    "column.share": "份额",
    "column.even": "均匀",
    "column.effect": "效应",
    "column.low": "下限",
    "column.high": "上限",
    "column.finding": "结论",
    "column.sentence": "逐头说明",
    "option.ablation": "用什么替换头的输出：它在输入所有词元上的均值，或零。",
    "option.layers": "层，负数从最后一层数起；默认全部。",
    "option.heads": "头的编号；默认全部。",
    "option.least": "效应须超过目标的多大份额才算数。",
  },
};

/** What both claims are about. */
const PLANTED = {
  model: "phantom-wired",
  truth: "wired",
  planted: ["induction", "indirect-object"],
  controls: ["random-weights", "shuffled-inputs"],
} as const;

/** What is found on each of a few planted prompts by zeroing every head. */
function withoutEachHead<F>(
  trial: Trial<SuiteSubject | TextSubject, typeof options, HeadRolesData>,
  find: (data: HeadRolesData, prompt: WiredPrompt) => F,
): Promise<F[]> {
  const choice = { circuits: PLANTED.planted, most: 4 };
  return onPrompts(trial, choice, async ({ clean, target, prompt }) => {
    const subject = { model: trial.model, input: clean };
    const { data } = await trial.run(subject, { ablation: "zero", target });
    return find(data, prompt);
  });
}

export const method: Method<SuiteSubject | TextSubject, typeof options, HeadRolesData> =
  defineMethod({
    id: "head-roles",
    family: "attention",
    title: { en: "Head roles", zh: "注意力头的作用" },
    aliases: ["head-importance", "head-ablation"],
    paper: {
      cite: "Wang et al. 2022, Interpretability in the Wild: a Circuit for Indirect Object Identification",
      url: "https://arxiv.org/abs/2211.00593",
    },
    takes: [
      { models: 1, input: "suite" },
      { models: 1, input: "text" },
    ],
    needs: [],
    options,
    messages,
    example: {
      subject: {
        model: "stories260k",
        input: "Lily and Tim went to the park. Lily gave the ball to",
      },
    },
    recovers: [
      {
        ...PLANTED,
        id: "needed",
        about: {
          en: "heads that the answer needs, each by itself: zeroing it costs more than 5% of the difference",
          zh: "答案单独依赖的头：将其置零会使差值下降超过 5%",
        },
        measure: "f1",
        recover: (trial) =>
          withoutEachHead(trial, ({ heads }, prompt) => ({
            found: heads.flatMap(({ verdict, layer, head }) =>
              verdict === "needed" ? [`L${layer}H${head}`] : [],
            ),
            planted: neededHeads(prompt, trial, options.least.default),
          })),
      },
      {
        ...PLANTED,
        id: "effects",
        about: {
          en: "how much each head matters, as zeroing it shows; effects smaller than rounding count as none",
          zh: "每个头有多重要，以置零的结果为准；小于舍入误差的效应按零计",
        },
        measure: "rank-correlation",
        recover: (trial) =>
          withoutEachHead(trial, ({ effects }, prompt) => ({
            importances: tangible(numbers(effects).map(Math.abs), trial),
            effects: tangible(headEffects(prompt, trial), trial),
          })),
      },
    ],
    run: explain,
    view,
  });
