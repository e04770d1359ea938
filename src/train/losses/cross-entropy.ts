import type { Builder } from "../../graph/builder.ts";
import type { Value } from "../../graph/graph.ts";

/**
 * `−Σ w log softmax(logits)[class]`, a scalar in nats: with weights `1/n` the mean cross-entropy.
 *
 * @param logits - `[n, classes]`.
 * @param classes - int64 `[n, 1]`.
 * @param weights - `[n, 1]`.
 */
export function crossEntropy(g: Builder, logits: Value, classes: Value, weights: Value): Value {
  const logprobs = g.op("LogSoftmax", logits, { axis: -1 });
  const own = g.op("GatherElements", logprobs, classes, { axis: 1 });
  return g.op("Neg", g.op("ReduceSum", g.op("Mul", own, weights), [0, 1], { keepdims: 0 }));
}
