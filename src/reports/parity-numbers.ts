import type { Target } from "../model/target.ts";
import type { Model, Row, Site } from "../model/types.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What part of a model a number belongs to: an output head, an activation or its gradient. */
export type ParityPart = "output" | "activation" | "gradient";

/** A tensor that two backends are compared by. */
export interface ParityNumbers {
  readonly part: ParityPart;
  /** The head's name, or the site's kind. */
  readonly kind: string;
  /** Null where it belongs to no layer. */
  readonly layer: number | null;
  /** The head's name, or the hook's. */
  readonly name: string;
  readonly tensor: Tensor;
}

/** Kinds whose gradients are taken: what enters the layers, and what each leaves. */
const GRADIENT_KINDS: readonly string[] = ["embed", "resid_post"];

export interface ParityRuns {
  readonly numbers: readonly ParityNumbers[];
  /** What was differentiated. */
  readonly target: Target;
}

/**
 * Everything compared, from three runs: the heads as they are computed when nothing is read inside
 * (norms fused), every site, and the gradients of one number.
 *
 * @param target - Null picks the largest logit of the last position, or of the classes; in a model
 *   without such a head, the length of its last state.
 */
export async function parityRuns(
  model: Model,
  rows: readonly Row[],
  target: Target | null,
  signal: AbortSignal | undefined,
): Promise<ParityRuns> {
  const options = signal === undefined ? {} : { signal };
  const sites = model.sites().filter(({ onDemand }) => !onDemand);
  const plain = await model.run(rows, options);
  const capture = sites.map(({ name }) => name);
  const { cache } = await model.run(rows, { ...options, capture, logits: "last" });
  const own = target ?? targetOf(model, plain.logits);
  const differentiated = sites.filter(({ kind }) => GRADIENT_KINDS.includes(kind));
  const wrt = differentiated.map(({ name }) => name);
  const { gradients } = await model.gradient(rows, { ...options, target: own, wrt });
  const numbers = [
    ...Array.from(plain.outputs, ([name, tensor]) => headNumbers(name, tensor)),
    ...sites.map((site) => siteNumbers("activation", site, cache.get(site.name))),
    ...differentiated.map((site) => siteNumbers("gradient", site, gradients.get(site.name))),
  ];
  return { numbers, target: own };
}

function targetOf(model: Model, logits: Tensor | null): Target {
  if (logits === null) {
    const at = model.sites("resid_post").at(-1)!.name;
    return { kind: "value", at, where: { pos: -1 }, reduce: "norm" };
  }
  const width = logits.dims.at(-1)!;
  const first = logits.data.length / logits.dims[0]; // of the first row, which has no padding
  const last = logits.data.subarray(first - width, first);
  if (logits.dims.length === 2) return { kind: "class", index: largest(last) };
  return { kind: "logit", id: largest(last), position: -1 };
}

function headNumbers(name: string, tensor: Tensor): ParityNumbers {
  return { part: "output", kind: name, layer: null, name, tensor };
}

function siteNumbers(part: ParityPart, { kind, layer, name }: Site, tensor: Tensor): ParityNumbers {
  return { part, kind, layer, name, tensor };
}

function largest(values: Tensor["data"]): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
