import { unknownName, VitrineError } from "../errors.ts";
import { type Dim, formatDims, substituteDim } from "../graph/dim.ts";
import type { Graph, Port } from "../graph/graph.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import type { HeldTensor, RunTensors } from "./backend.ts";

type Fed = Tensor | HeldTensor;

/**
 * Checks what is fed against a graph's inputs: all there, none unknown, element types equal, dims
 * as declared, and every symbol the same length wherever it stands.
 *
 * @param options.anyFloat - Lets any float type stand for any other.
 * @returns The lengths of the symbols.
 * @throws VitrineError `BAD_INPUT` or `BAD_SHAPE` naming the input, `UNKNOWN_NAME` for a feed
 *   that is no input.
 */
export function checkFeeds(
  graph: Graph,
  feeds: RunTensors,
  options: { readonly anyFloat: boolean },
): ReadonlyMap<string, number> {
  const names = graph.inputs.map((port) => port.name);
  for (const name of Object.keys(feeds)) {
    if (!names.includes(name)) throw unknownName("run", "input", name, names);
  }
  const lengths = new Map<string, number>();
  for (const port of graph.inputs) {
    const tensor = feeds[port.name];
    if (tensor === undefined) throw missing(port);
    checkType(port, tensor, options.anyFloat);
    bindSymbols(port, tensor, lengths);
  }
  for (const port of graph.inputs) checkDims(port, feeds[port.name], lengths);
  return lengths;
}

function missing({ name, value }: Port): VitrineError {
  return new VitrineError(
    "BAD_INPUT",
    `run: input "${name}" is missing; expected ${value.dtype}${formatDims(value.dims)}, got nothing.`,
    { details: { name } },
  );
}

function checkType({ name, value }: Port, tensor: Fed, anyFloat: boolean): void {
  const same = tensor.dtype === value.dtype;
  if (!same && !(anyFloat && isFloat(tensor.dtype) && isFloat(value.dtype))) {
    throw new VitrineError(
      "BAD_INPUT",
      `run: input "${name}" has the wrong element type; expected ${value.dtype}, got ${tensor.dtype}.`,
      { details: { name } },
    );
  }
  if (tensor.dims.length !== value.dims.length) throw wrongDims(name, value.dims, tensor);
  if (!("data" in tensor) || tensor.data.length === sizeOf(tensor.dims)) return;
  throw new VitrineError(
    "BAD_SHAPE",
    `run: the data of input "${name}" do not fill ${formatDims(tensor.dims)}; ` +
      `expected ${sizeOf(tensor.dims)} elements, got ${tensor.data.length}.`,
    { details: { name } },
  );
}

/** Plain symbols get the first length they are fed with. */
function bindSymbols({ value }: Port, tensor: Fed, lengths: Map<string, number>): void {
  value.dims.forEach((dim, i) => {
    if (isSymbol(dim) && !lengths.has(dim)) lengths.set(dim, tensor.dims[i]);
  });
}

/** Whether a dim is one symbol, no sum or product. */
function isSymbol(dim: Dim): dim is string {
  return typeof dim === "string" && /^\w+$/.test(dim);
}

function checkDims({ name, value }: Port, tensor: Fed, lengths: ReadonlyMap<string, Dim>): void {
  const expected = value.dims.map((dim) => substituteDim(dim, lengths));
  const fits = expected.every((dim, i) => typeof dim === "string" || dim === tensor.dims[i]);
  if (!fits) throw wrongDims(name, value.dims, tensor, expected);
}

function wrongDims(
  name: string,
  declared: readonly Dim[],
  tensor: Fed,
  expected: readonly Dim[] = declared,
): VitrineError {
  const bound = formatDims(expected) === formatDims(declared) ? "" : ` = ${formatDims(expected)}`;
  return new VitrineError(
    "BAD_SHAPE",
    `run: input "${name}" has the wrong dims; expected ${formatDims(declared)}${bound}, ` +
      `got ${formatDims(tensor.dims)}.`,
    { details: { name, expected: declared, got: tensor.dims } },
  );
}
