import type { Architecture, ModelConfig } from "../architectures/define.ts";
import { Builder } from "../graph/builder.ts";
import { portValue, type Graph, type Value } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { opTable } from "../ops/table.generated.ts";
import { LOSS } from "./gradient-graph.ts";
import type { Loss } from "./losses/define.ts";

/** A loss and what it counts in the sum. */
export interface WeightedLoss {
  readonly loss: Loss;
  readonly weight: number;
}

/** What decides the graph of a pass. */
export interface LossGraphShape {
  readonly losses: readonly WeightedLoss[];
  /** There is a `mask` input. */
  readonly padded: boolean;
  /** Only the positions in the input `select` (flat, `[1, n]`) are unembedded. */
  readonly picked: boolean;
}

/**
 * A model with its losses on top: outputs `loss:<name>` and their weighted sum `loss`. Each loss
 * reads `<name>.classes` (int64 `[n, 1]`) and `<name>.weights` (`[n, 1]`) beside the model's inputs.
 */
export function lossGraph(
  architecture: Architecture,
  config: ModelConfig,
  { losses, padded, picked }: LossGraphShape,
): Graph {
  const g = new Builder(opTable);
  architecture.build(g, config, {
    heads: losses.map(({ loss }) => loss.head),
    padded,
    demand: new Set(),
    select: (x) => (picked ? pick(g, x) : x),
  });
  const model = g.build();
  return rewrite(
    model,
    opTable,
    () => null,
    (into) => {
      const terms = losses.map(({ loss, weight }) => {
        const value = into.scope(loss.name, () => writeLoss(into, loss, model));
        into.output(`${LOSS}:${loss.name}`, value);
        return weight === 1 ? value : into.op("Mul", value, weight);
      });
      into.output(
        LOSS,
        terms.reduce((sum, term) => into.op("Add", sum, term)),
      );
    },
  );
}

function writeLoss(g: Builder, loss: Loss, model: Graph): Value {
  const head = portValue(model.outputs, loss.head)!;
  const logits =
    head.dims.length === 2 ? head : g.op("Reshape", head, [-1, head.dims.at(-1) as number]);
  const count = `${loss.name}.n`;
  const classes = g.input(`${loss.name}.classes`, "int64", [count, 1]);
  const weights = g.input(`${loss.name}.weights`, "float32", [count, 1]);
  return loss.write(g, logits, classes, weights);
}

/** `[batch, pos, d]` → `[1, n, d]`. */
function pick(g: Builder, x: Value): Value {
  const at = g.input("select", "int64", [1, "picked"]);
  return g.op("Gather", g.op("Reshape", x, [-1, x.dims.at(-1) as number]), at, { axis: 0 });
}
