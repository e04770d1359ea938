import { unknownName, VitrineError } from "../../errors.ts";
import type { Model, Row, Site } from "../../model/types.ts";
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
import type { SetFinding } from "../recovery.ts";
import type { Result } from "../result.ts";
import { type Observations, principalComponents } from "../shared/principal-components.ts";
import { onPrompts } from "../shared/planted-prompts.ts";
import { groupsOf, rowsOf } from "../shared/rows.ts";
import { chosenLayers } from "../shared/sites.ts";
import { float64, int32, numbers } from "../shared/tensors.ts";
import { tokenText } from "../shared/tokens.ts";
import type { TextsSubject, TextSubject } from "../subject.ts";

const options = {
  kind: { kind: "string", default: "resid_post" },
  layer: { kind: "integer", default: null },
  components: { kind: "integer", default: 3, min: 1, max: 1000 },
  skipFirst: { kind: "boolean", default: true },
} as const;

type Options = Infer<typeof options>;

export type ProjectOptions = CallOptions<typeof options>;

export interface ProjectData {
  readonly site: string;
  /** `[token, component]`. */
  readonly coordinates: Tensor;
  /** `[component, unit]`: orthonormal; in each the loading of largest size is positive. */
  readonly components: Tensor;
  /** `[unit]`, taken off first. */
  readonly mean: Tensor;
  /** `[component]`, with divisor tokens − 1. */
  readonly explainedVariance: Tensor;
  /** `[component]`: shares of the variance of all units. */
  readonly explainedVarianceRatio: Tensor;
  /** What each token reads. */
  readonly tokens: readonly string[];
  /** `[token]`: which text it is of, and where in it. */
  readonly rows: Tensor;
  readonly positions: Tensor;
}

/** Texts run at a time. */
const GROUP = 32;

/**
 * Activations of one site at every token, in the plane (or space) in which they differ most: principal
 * component analysis, centred and not scaled, exact. The first token of each text is left out unless
 * `skipFirst` is false: as the place where attention rests it often is far from all others. Of a site
 * with heads all are taken as one vector.
 *
 * Pearson 1901, On lines and planes of closest fit to systems of points in space
 */
export function project(
  subject: TextSubject | TextsSubject,
  options?: ProjectOptions,
): Promise<Result<ProjectData>> {
  return method.run(subject, options);
}

async function analyse(
  subject: TextSubject | TextsSubject,
  options: Options,
  context: Context,
): Promise<Outcome<ProjectData>> {
  const { model } = subject;
  const site = siteFor(context.where, model, options);
  const tokens = new Tokens(model, options.skipFirst);
  const groups = "texts" in subject ? groupsOf(subject.texts, GROUP) : [rowsOf(subject.input)];
  for await (const rows of groups) {
    const cases = rows.map((input) => ({ input, capture: [site.name] }));
    for await (const { index, cache } of context.stream(cases)) {
      tokens.add(rows[index], cache!.get(site.name));
    }
  }
  const data = tokens.observations();
  checkSize(context.where, options.components, data);
  return {
    data: { site: site.name, ...tokens.places(), ...analysis(data, options.components) },
    evidence: {
      tokens: data.rows,
      units: data.columns,
      skipFirst: options.skipFirst,
      sign: "largest-loading-positive",
      divisor: data.rows - 1,
    },
  };
}

function siteFor(where: string, model: Model, { kind, layer }: Options): Site {
  const sites = model.sites().filter((site) => site.kind === kind && site.axes[1] === "pos");
  if (sites.length === 0) {
    const kinds = model.sites().filter((site) => site.axes[1] === "pos");
    throw unknownName(
      where,
      "kind of site with positions",
      kind,
      new Set(kinds.map((site) => site.kind)),
    );
  }
  if (layer === null || sites[0].layer === null) return sites[sites.length - 1];
  const [wanted] = chosenLayers(where, model, [layer]);
  const found = sites.find((site) => site.layer === wanted);
  if (found !== undefined) return found;
  throw new VitrineError("BAD_OPTION", `${where}: there is no ${kind} in layer ${wanted}.`);
}

function checkSize(where: string, components: number, { rows, columns }: Observations): void {
  if (rows < 2) {
    throw new VitrineError(
      "BAD_INPUT",
      `${where}: expected at least 2 tokens, got ${rows}. Give longer texts or set skipFirst to false.`,
    );
  }
  const most = Math.min(rows - 1, columns);
  if (components <= most) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "components" does not fit; ${rows} tokens of ${columns} units have at most ${most}, got ${components}.`,
    { details: { option: "components", most } },
  );
}

function analysis(
  data: Observations,
  k: number,
): Omit<ProjectData, "site" | "tokens" | "rows" | "positions"> {
  const found = principalComponents(data, k);
  const { components, coordinates, variance, totalVariance, mean } = found;
  const ratio = variance.map((value) => (totalVariance === 0 ? 0 : value / totalVariance));
  return {
    coordinates: float64([data.rows, k], ["token", "component"], coordinates),
    components: float64([k, data.columns], ["component", "unit"], components),
    mean: float64([data.columns], ["unit"], mean),
    explainedVariance: float64([k], ["component"], variance),
    explainedVarianceRatio: float64([k], ["component"], ratio),
  };
}

/** Gathers the tokens of rows as they come. */
class Tokens {
  readonly #model: Model;
  readonly #first: number;
  readonly #vectors: Float64Array[] = [];
  readonly #tokens: string[] = [];
  readonly #rows: number[] = [];
  readonly #positions: number[] = [];
  #row = 0;

  constructor(model: Model, skipFirst: boolean) {
    this.#model = model;
    this.#first = skipFirst ? 1 : 0;
  }

  add(row: string | Row, value: Tensor): void {
    const { ids } = this.#model.prepare(row)[0];
    const values = numbers(value);
    const size = values.length / ids.length;
    for (let pos = this.#first; pos < ids.length; pos++) {
      this.#vectors.push(Float64Array.from(values.subarray(pos * size, (pos + 1) * size)));
      this.#tokens.push(tokenText(this.#model, ids[pos]));
      this.#rows.push(this.#row);
      this.#positions.push(pos);
    }
    this.#row++;
  }

  observations(): Observations {
    const rows = this.#vectors.length;
    const columns = rows === 0 ? 0 : this.#vectors[0].length;
    const values = new Float64Array(rows * columns);
    this.#vectors.forEach((vector, row) => values.set(vector, row * columns));
    return { values, rows, columns };
  }

  places(): Pick<ProjectData, "tokens" | "rows" | "positions"> {
    const dims = [this.#tokens.length];
    return {
      tokens: this.#tokens,
      rows: int32(dims, ["token"], this.#rows),
      positions: int32(dims, ["token"], this.#positions),
    };
  }
}

function view({ data }: Result<ProjectData>): ViewSpec {
  const shares = Array.from(numbers(data.explainedVarianceRatio), (share) =>
    Math.round(share * 100),
  );
  if (shares.length < 2) {
    return {
      kind: "bars",
      title: { id: "title" },
      summary: { id: "summary.one", params: { share: shares[0], count: data.tokens.length } },
      scale: "diverging",
      data: "/data/coordinates",
      encoding: { labels: "/data/tokens" },
    };
  }
  return {
    kind: "scatter",
    title: { id: "title" },
    summary: {
      id: "summary",
      params: { first: shares[0], second: shares[1], count: data.tokens.length },
    },
    data: "/data/coordinates",
    encoding: { labels: "/data/tokens" },
    axes: {
      x: { id: "axis", params: { component: 1, share: shares[0] } },
      y: { id: "axis", params: { component: 2, share: shares[1] } },
    },
  };
}

const messages: Messages = {
  en: {
    about:
      "How do the activations of a layer lie, seen along the directions in which they differ most?",
    summary:
      "{count} tokens; the two directions shown hold {first}% and {second}% of their variance.",
    "summary.one": "{count} tokens; the direction shown holds {share}% of their variance.",
    axis: "Component {component} ({share}%)",
    "option.kind": "Kind of site to read, such as resid_post, mlp_out or attn.z.",
    "option.layer": "Layer to read, negative from the last; default the last.",
    "option.components": "Directions to keep.",
    "option.skipFirst": "Leave out the first token of each text.",
  },
  zh: {
    about: "沿着差异最大的方向看，某一层的激活是如何分布的？",
    summary: "{count} 个词元；所示两个方向分别占其方差的 {first}% 与 {second}%。",
    "summary.one": "{count} 个词元；所示方向占其方差的 {share}%。",
    axis: "第 {component} 主成分（{share}%）",
    "option.kind": "要读取的位点种类，例如 resid_post、mlp_out 或 attn.z。",
    "option.layer": "要读取的层，负数从最后一层数起；默认最后一层。",
    "option.components": "保留多少个方向。",
    "option.skipFirst": "略去每段文本的第一个词元。",
  },
};

/** What the nearest other text answers, by the last token of each in the plane. */
function nearestAnswers(
  { coordinates, rows }: ProjectData,
  answers: readonly string[],
): SetFinding[] {
  const values = numbers(coordinates);
  const places = answers.map((_, row) => numbers(rows).lastIndexOf(row) * 2);
  const distance = (a: number, b: number): number =>
    Math.hypot(values[a] - values[b], values[a + 1] - values[b + 1]);
  return places.map((place, i) => {
    const others = answers.map((_, j) => j).filter((j) => j !== i);
    const [nearest] = others.sort(
      (a, b) => distance(place, places[a]) - distance(place, places[b]),
    );
    return { found: [answers[nearest]], planted: [answers[i]] };
  });
}

export const method: Method<TextSubject | TextsSubject, typeof options, ProjectData> = defineMethod(
  {
    id: "project",
    family: "features",
    title: { en: "Projection of activations", zh: "激活投影" },
    aliases: ["pca", "principal-components"],
    paper: {
      cite: "Pearson 1901, On lines and planes of closest fit to systems of points in space",
      url: "https://doi.org/10.1080/14786440109462720",
    },
    takes: [
      { models: 1, input: "text" },
      { models: 1, input: "texts" },
    ],
    needs: [],
    options,
    messages,
    example: {
      subject: {
        model: "stories260k",
        input: "Once upon a time, there was a little girl named Lily.",
      },
    },
    recovers: [
      {
        id: "feelings",
        model: "phantom-wired",
        truth: "wired",
        planted: ["feelings"],
        about: {
          en: "the feeling at “felt”: in a plane of the last layer the nearest other prompt has the same",
          zh: "“felt”处的感受：在最后一层的平面中，最近的另一条提示具有相同的感受",
        },
        measure: "accuracy",
        controls: ["random-weights", "shuffled-inputs"],
        recover: async (trial) => {
          const prompts = await onPrompts(trial, { circuits: ["feelings"] }, async (one) => one);
          const texts = prompts.map(({ clean }) => clean);
          const { data } = await trial.run({ model: trial.model, texts }, { components: 2 });
          const answers = prompts.map(({ answer }) => answer);
          return nearestAnswers(data, answers);
        },
      },
    ],
    run: analyse,
    view,
  },
);
