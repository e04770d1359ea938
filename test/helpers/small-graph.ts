import { gradient } from "../../src/autodiff/vjp.ts";
import { Builder } from "../../src/graph/builder.ts";
import type { Dim } from "../../src/graph/dim.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import type { RefTensor } from "../../src/graph/op.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import { float32, type Tensor } from "../../src/tensor/tensor.ts";

/** Writes one value from inputs. */
export type Write = (g: Builder, ...inputs: Value[]) => Value;

/** An input: what is fed, and the dims it is declared with where they are not those of the data. */
export interface Fed {
  readonly tensor: Tensor;
  readonly dims?: readonly Dim[];
}

/** A float32 input. */
export function fed(
  dims: readonly number[],
  data: readonly number[],
  declared?: readonly Dim[],
): Fed {
  return { tensor: float32(dims, data), ...(declared && { dims: declared }) };
}

/** A graph with inputs `x0`, `x1` … and the output `y`. */
export function smallGraph(write: Write, inputs: readonly Fed[]): Graph {
  const g = new Builder(opTable);
  const values = inputs.map(({ tensor, dims }, i) =>
    g.input(`x${i}`, tensor.dtype, dims ?? tensor.dims),
  );
  g.output("y", write(g, ...values));
  return g.build();
}

/** Its output, in float64. */
export function compute(write: Write, inputs: readonly Fed[]): RefTensor {
  return interpret(smallGraph(write, inputs), opTable, feeds(inputs)).y;
}

/** The gradient of the sum of its output's elements by input `wrt`. */
export function slope(write: Write, inputs: readonly Fed[], wrt = 0): RefTensor {
  const graph = slopeGraph(write, inputs, wrt);
  return interpret(graph, opTable, feeds(inputs))[`gradient:x${wrt}`];
}

/** The graph that computes it. */
export function slopeGraph(write: Write, inputs: readonly Fed[], wrt = 0): Graph {
  return gradient(smallGraph(write, inputs), opTable, { of: ["y"], wrt: [`x${wrt}`] });
}

function feeds(inputs: readonly Fed[]): Record<string, Tensor> {
  return Object.fromEntries(inputs.map(({ tensor }, i) => [`x${i}`, tensor]));
}
