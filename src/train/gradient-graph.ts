import { gradient } from "../autodiff/vjp.ts";
import { VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import { mergeCommonSubexpressions } from "../graph/passes/common-subexpressions.ts";
import { removeDeadCode } from "../graph/passes/dead-code.ts";
import { foldConstants } from "../graph/passes/fold-constants.ts";
import { opTable } from "../ops/table.generated.ts";

/** The output that is made small. */
export const LOSS = "loss";

/**
 * A graph with a scalar output `loss`, extended by the gradient of it by every trained parameter
 * that it depends on: outputs `gradient:<name>`. Parameters become inputs, since they change.
 *
 * @param trained - Names of parameters; those that the graph does not have are left out.
 */
export function gradientGraph(graph: Graph, trained: ReadonlySet<string>): Graph {
  const forward = removeDeadCode(graph);
  requireScalarLoss(forward);
  const wrt = usedParams(forward).filter((name) => trained.has(name));
  if (wrt.length === 0) {
    throw new VitrineError(
      "NO_GRADIENT",
      `train: the loss depends on none of the trained parameters; expected one of ${[...trained].join(", ")}.`,
    );
  }
  const whole = gradient(forward, opTable, { of: [LOSS], wrt });
  const lean = removeDeadCode(
    mergeCommonSubexpressions(foldConstants(removeDeadCode(whole), opTable), opTable),
  );
  return Object.freeze({ ...lean, inputs: [...lean.inputs, ...lean.params], params: [] });
}

function usedParams({ params, nodes, outputs }: Graph): string[] {
  const used = new Set([
    ...nodes.flatMap((node) => node.inputs),
    ...outputs.map((port) => port.value),
  ]);
  return params.filter(({ value }) => used.has(value)).map(({ name }) => name);
}

function requireScalarLoss({ outputs }: Graph): void {
  const loss = outputs.find(({ name }) => name === LOSS)?.value;
  if (loss?.dims.length === 0) return;
  const got = loss === undefined ? "none" : `one of dims [${loss.dims.join(", ")}]`;
  throw new VitrineError(
    "BAD_SHAPE",
    `train: the graph needs a scalar output "${LOSS}"; expected one without dims, got ${got}.`,
  );
}
