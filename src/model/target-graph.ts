import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

/** Marks logits that a sum over the other tokens must leave out. */
const EXCLUDED = -1e30;

/** What of a target is written into the graph; ids and reference values are inputs. */
export type TargetShape =
  | { readonly kind: "logit" | "logprob" | "logodds"; readonly id: string; readonly slot: number }
  | {
      readonly kind: "span";
      readonly id: string;
      readonly weight: string;
      readonly slots: readonly number[];
    }
  | { readonly kind: "entropy"; readonly slot: number }
  | {
      readonly kind: "kl";
      readonly reference: string;
      readonly slot: number;
      readonly forward: boolean;
    }
  | { readonly kind: "class"; readonly id: string; readonly of: "logit" | "logprob" }
  | {
      readonly kind: "value";
      readonly at: string;
      readonly mask: string;
      readonly whole: readonly boolean[];
      readonly reduce: "sum" | "norm";
    }
  | {
      readonly kind: "sum";
      readonly terms: readonly { readonly weight: number; readonly target: TargetShape }[];
    };

/** What a target is read from. */
export interface TargetSources {
  /** `[batch, slot, vocab]`; absent where no target needs it. */
  readonly lm: Value | undefined;
  /** `[batch, class]`. */
  readonly classes: Value | undefined;
  readonly hook: (name: string) => Value;
}

/** Writes a target as a value `[batch]`, in nats where it is a logarithm. */
export function writeTarget(g: Builder, target: TargetShape, from: TargetSources): Value {
  switch (target.kind) {
    case "sum":
      return writeSum(g, target, from);
    case "value":
      return writeValue(g, target, from);
    case "class":
      return writeToken(g, target.of, from.classes!, target.id);
    case "span":
      return writeSpan(g, target, from);
    case "entropy":
      return entropy(g, atSlot(g, from.lm!, target.slot));
    case "kl":
      return divergence(g, target, atSlot(g, from.lm!, target.slot));
    case "logit":
    case "logprob":
    case "logodds":
      break;
  }
  return writeToken(g, target.kind, atSlot(g, from.lm!, target.slot), target.id);
}

function writeSum(
  g: Builder,
  { terms }: Extract<TargetShape, { kind: "sum" }>,
  from: TargetSources,
): Value {
  return terms
    .map(({ weight, target }) => {
      const value = writeTarget(g, target, from);
      return weight === 1 ? value : g.op("Mul", value, weight);
    })
    .reduce((a, b) => g.op("Add", a, b));
}

/** Sum or L2 norm of the selected cells of a hook, per row. */
function writeValue(
  g: Builder,
  target: Extract<TargetShape, { kind: "value" }>,
  from: TargetSources,
): Value {
  const x = from.hook(target.at);
  const mask = g.input(
    target.mask,
    "bool",
    x.dims.map((dim, i) => (target.whole[i] ? dim : 1)),
  );
  const kept = g.op("Where", mask, x, 0);
  const axes = x.dims.map((_, i) => i).slice(1);
  const op = target.reduce === "sum" ? "ReduceSum" : "ReduceL2";
  return g.op(op, kept, axes, { keepdims: 0 });
}

/** One token's logit, log p or log p − log(1 − p), of logits `[batch, n]`. */
function writeToken(
  g: Builder,
  kind: "logit" | "logprob" | "logodds",
  logits: Value,
  idName: string,
): Value {
  const id = g.input(idName, "int64", [logits.dims[0], 1]);
  const logit = g.op("GatherElements", logits, id, { axis: 1 }); // [batch, 1]
  if (kind === "logit") return g.op("Squeeze", logit, [1]);
  const all = kind === "logprob" ? logits : withoutToken(g, logits, id);
  const rest = g.op("ReduceLogSumExp", all, [1], { keepdims: 1 });
  return g.op("Squeeze", g.op("Sub", logit, rest), [1]);
}

function withoutToken(g: Builder, logits: Value, id: Value): Value {
  const excluded = g.op("Expand", g.scalar(EXCLUDED, "float32"), g.shape(id));
  return g.op("ScatterElements", logits, id, excluded, { axis: 1 });
}

/** Σ log p of a continuation, its tokens `[batch, n]` weighted 0 where a row's is shorter. */
function writeSpan(
  g: Builder,
  target: Extract<TargetShape, { kind: "span" }>,
  from: TargetSources,
): Value {
  const count = target.slots.length;
  const [first] = target.slots;
  const logits = g.op("Slice", from.lm!, [first], [first + count], [1]); // [batch, n, vocab]
  const ids = g.input(target.id, "int64", [logits.dims[0], count]);
  const weight = g.input(target.weight, "float32", [logits.dims[0], count]);
  const logprobs = g.op("LogSoftmax", logits, { axis: -1 });
  const own = g.op("GatherElements", logprobs, g.op("Unsqueeze", ids, [2]), { axis: 2 });
  return g.op("ReduceSum", g.op("Mul", g.op("Squeeze", own, [2]), weight), [1], { keepdims: 0 });
}

/** −Σ p log p. */
function entropy(g: Builder, logits: Value): Value {
  const logp = g.op("LogSoftmax", logits, { axis: -1 });
  return g.op("Neg", expectation(g, g.op("Exp", logp), logp));
}

/** Forward: Σ p_ref (log p_ref − log p); reverse: Σ p (log p − log p_ref). */
function divergence(
  g: Builder,
  target: Extract<TargetShape, { kind: "kl" }>,
  logits: Value,
): Value {
  const here = g.op("LogSoftmax", logits, { axis: -1 });
  const given = g.input(target.reference, "float32", logits.dims);
  const there = g.op("LogSoftmax", given, { axis: -1 });
  const [p, q] = target.forward ? [there, here] : [here, there];
  return expectation(g, g.op("Exp", p), g.op("Sub", p, q));
}

function expectation(g: Builder, p: Value, x: Value): Value {
  return g.op("ReduceSum", g.op("Mul", p, x), [1], { keepdims: 0 });
}

function atSlot(g: Builder, lm: Value, slot: number): Value {
  return g.op("Gather", lm, g.scalar(slot, "int64"), { axis: 1 });
}
