import { VitrineError } from "../errors.ts";
import { formatDims } from "../graph/dim.ts";
import { portValue, type Graph } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Site } from "./types.ts";

/**
 * Checks that a graph fits in front of a hook: input `x` and output `y` in the hook's rank and
 * fixed lengths, a tensor for everything else it takes, and none too many.
 *
 * @param dims - The hook's dims in this batch.
 */
export function checkSplice(
  graph: Graph,
  tensors: Readonly<Record<string, Tensor>>,
  site: Site,
  dims: readonly number[],
): void {
  const taken = [...graph.params, ...graph.inputs].filter((port) => port.name !== "x");
  for (const [name, value] of [
    ["x", portValue(graph.inputs, "x")],
    ["y", portValue(graph.outputs, "y")],
  ] as const) {
    const fits =
      value?.dtype === "float32" &&
      value.dims.length === dims.length &&
      value.dims.every((dim, i) => typeof dim !== "number" || dim === dims[i]);
    const got = value === undefined ? "none" : `${value.dtype}${formatDims(value.dims)}`;
    if (!fits) throw bad(site, `"${name}" does not fit`, `float32${formatDims(dims)}`, got);
  }
  for (const { name, value } of taken) {
    const given = tensors[name]?.dims;
    const fits =
      given?.length === value.dims.length &&
      value.dims.every((dim, i) => typeof dim !== "number" || dim === given[i]);
    const got = given === undefined ? "none" : formatDims(given);
    if (!fits) throw bad(site, `tensor "${name}" does not fit`, formatDims(value.dims), got);
  }
  const odd = Object.keys(tensors).find((name) => taken.every((port) => port.name !== name));
  if (odd !== undefined) {
    const known = taken.map((port) => port.name).join(", ") || "none";
    throw bad(site, "a tensor is not of the graph", known, odd);
  }
}

function bad(site: Site, wrong: string, expected: string, got: string): VitrineError {
  return new VitrineError(
    "BAD_EDIT",
    `splice: ${site.name}: ${wrong}; expected ${expected}, got ${got}.`,
  );
}
