import type { Tensor } from "../tensor/tensor.ts";
import { TensorCache } from "./cache.ts";
import { stackTensors } from "./named-weights.ts";
import type { SiteTable } from "./sites.ts";
import type { Gradients, GradientResult } from "./types.ts";

/** Results of targets that add up to one: values and gradients added, activations of the first. */
export function summed(parts: readonly GradientResult[], sites: SiteTable): GradientResult {
  const [first] = parts;
  if (parts.length === 1) return first;
  return {
    value: addTensors(parts.map((part) => part.value)),
    gradients: merged(parts, sites, addTensors),
    cache: first.cache,
  };
}

/** Results of several targets: values and gradients on a leading axis, activations of the first. */
export function stacked(results: readonly GradientResult[], sites: SiteTable): GradientResult {
  return {
    value: onAxis(results.map((result) => result.value)),
    gradients: merged(results, sites, onAxis),
    cache: results[0].cache,
  };
}

/** Gradients of the same hooks, joined hook by hook. */
export function mergeGradients(
  parts: readonly Gradients[],
  sites: SiteTable,
  join: (tensors: readonly Tensor[]) => Tensor,
): TensorCache {
  const names = parts[0].keys();
  const joined = names.map((name) => [name, join(parts.map((part) => part.get(name)))] as const);
  return new TensorCache(new Map(joined), parts[0].mask, sites);
}

export function addTensors(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  const data = Float32Array.from(first.data as Float32Array, (_, i) =>
    tensors.reduce((sum, tensor) => sum + Number(tensor.data[i]), 0),
  );
  return { ...first, dtype: "float32", data };
}

/** Along a new first axis, `target`. */
export function onAxis(tensors: readonly Tensor[]): Tensor {
  return { ...stackTensors(tensors), axes: ["target", ...(tensors[0].axes ?? [])] };
}

function merged(
  results: readonly GradientResult[],
  sites: SiteTable,
  join: (tensors: readonly Tensor[]) => Tensor,
): TensorCache {
  return mergeGradients(
    results.map((result) => result.gradients),
    sites,
    join,
  );
}
