import { Builder } from "../../src/graph/builder.ts";
import type { Dim } from "../../src/graph/dim.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { isFloat, type DType } from "../../src/tensor/dtype.ts";
import { generator } from "../../src/tensor/random.ts";
import { fromRef } from "../../src/tensor/reference.ts";
import { sizeOf, type Tensor } from "../../src/tensor/tensor.ts";
import type { InputSpec, OpCase } from "./cases.ts";

/**
 * How the dims of fed inputs are declared: as numbers; with one symbol for each length above 1,
 * as in a model; or with a symbol for every axis, so that nothing is known to be equal or 1.
 */
export type Dims = "static" | "shared symbols" | "distinct symbols";

export interface CaseGraph {
  readonly graph: Graph;
  /** What to feed, by input name. Floats are float32 numbers. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Fed inputs of floating point. */
  readonly floats: readonly string[];
  /** Outputs of floating point. */
  readonly floatOutputs: readonly string[];
  /** Length of each symbol. */
  readonly lengths: ReadonlyMap<string, number>;
}

/** A case as a graph of one op: inputs `x0`, `x1` …, outputs `y0`, `y1` …. */
export function caseGraph(opCase: OpCase, dims: Dims): CaseGraph {
  const g = new Builder(opTable);
  const feeds: Record<string, Tensor> = {};
  const lengths = new Map<string, number>();
  const operands = opCase.inputs.map((spec, i): Value | null => {
    if (spec === null) return null;
    const tensor = tensorOf(spec, i);
    if (spec.constant) return g.constant(tensor);
    const name = `x${i}`;
    feeds[name] = tensor;
    return g.input(
      name,
      tensor.dtype,
      declare(tensor.dims, spec.fixed ? "static" : dims, name, lengths),
    );
  });
  g.emit(opCase.op, operands, opCase.attrs).forEach((value, i) => g.output(`y${i}`, value));
  const graph = g.build();
  return {
    graph,
    feeds,
    lengths,
    floats: Object.keys(feeds).filter((name) => isFloat(feeds[name].dtype)),
    floatOutputs: graph.outputs.flatMap(({ name, value }) => (isFloat(value.dtype) ? [name] : [])),
  };
}

/** The data of an input: as written, or drawn. */
export function tensorOf(spec: InputSpec, position: number): Tensor {
  const { dtype = "float32", dims } = spec;
  const data = Float64Array.from(spec.data ?? draw(spec, dtype, position));
  return fromRef({ dtype, dims, data });
}

function draw(spec: InputSpec, dtype: DType, position: number): number[] {
  const { dims, range: [low, high] = [-2, 2], seed = position + 1 } = spec;
  const random = generator(seed);
  return Array.from({ length: sizeOf(dims) }, () => {
    const x = low + (high - low) * random.uniform();
    if (dtype === "bool") return x > (low + high) / 2 ? 1 : 0;
    return isFloat(dtype) ? x : Math.floor(x);
  });
}

function declare(
  actual: readonly number[],
  dims: Dims,
  name: string,
  lengths: Map<string, number>,
): readonly Dim[] {
  if (dims === "static") return actual;
  return actual.map((length, axis) => {
    if (dims === "shared symbols" && length === 1) return 1;
    const symbol = dims === "shared symbols" ? `n${length}` : `${name}d${axis}`;
    lengths.set(symbol, length);
    return symbol;
  });
}
