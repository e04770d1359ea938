import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";

/**
 * The tensors of a checkpoint from the weights made of it: recipes read backwards. Parts sliced
 * from one tensor are put together again, transposed ones turned back.
 *
 * @param weight - A graph parameter by name.
 */
export async function checkpointTensors(
  recipes: Readonly<Record<string, WeightRecipe>>,
  weight: (name: string) => Promise<Tensor>,
): Promise<Record<string, Tensor>> {
  const byOrigin = new Map<string, [string, WeightRecipe][]>();
  for (const [name, recipe] of Object.entries(recipes)) {
    const parts = byOrigin.get(recipe.from) ?? [];
    byOrigin.set(recipe.from, [...parts, [name, recipe]]);
  }
  const tensors: Record<string, Tensor> = {};
  for (const [from, parts] of byOrigin) {
    const [[name, first]] = parts;
    if (first.slice === undefined) tensors[from] = turned(await weight(name), first);
    else tensors[from] = await joined(parts, weight);
  }
  return tensors;
}

async function joined(
  parts: readonly [string, WeightRecipe][],
  weight: (name: string) => Promise<Tensor>,
): Promise<Tensor> {
  const { axis } = parts[0][1].slice!;
  const length = Math.max(...parts.map(([, recipe]) => recipe.slice!.to));
  const pieces: Tensor[] = [];
  for (const [name, recipe] of parts) pieces.push(turned(await weight(name), recipe));
  const dims = pieces[0].dims.map((dim, i) => (i === axis ? length : dim));
  const data = new Float32Array(sizeOf(dims));
  parts.forEach(([, recipe], p) => place(pieces[p], data, dims, axis, recipe.slice!.from));
  return { dtype: "float32", dims, data };
}

function place(
  piece: Tensor,
  data: Float32Array,
  dims: readonly number[],
  axis: number,
  offset: number,
): void {
  const inner = sizeOf(dims.slice(axis + 1));
  const outer = sizeOf(dims.slice(0, axis));
  const own = piece.dims[axis] * inner;
  for (let row = 0; row < outer; row++) {
    const part = (piece.data as Float32Array).subarray(row * own, (row + 1) * own);
    data.set(part, row * dims[axis] * inner + offset * inner);
  }
}

function turned(tensor: Tensor, { transpose }: WeightRecipe): Tensor {
  if (transpose !== true) return tensor;
  const [rows, columns] = tensor.dims;
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[j * rows + i] = Number(tensor.data[i * columns + j]);
  }
  return { dtype: "float32", dims: [columns, rows], data };
}
