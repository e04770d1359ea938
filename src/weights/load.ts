import type { ReadOptions } from "../bytes/source.ts";
import { throwIfAborted, unknownName, VitrineError } from "../errors.ts";
import type { DType } from "../tensor/dtype.ts";
import { float32ToFloat16 } from "../tensor/half.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { openFiles } from "./checkpoint.ts";
import { toFloat32 } from "./convert.ts";
import { firstNotFinite } from "./finite.ts";
import { foldWeights } from "./fold.ts";
import { sliceAxis, transposeMatrix } from "./layout.ts";
import type { Checkpoint, WeightPlan, WeightRecipe } from "./recipe.ts";

/** What a plan reads from: named tensors, one at a time. */
interface TensorSource {
  readonly names: Iterable<string>;
  dimsOf(name: string): readonly number[] | undefined;
  read(name: string, options: ReadOptions): Promise<Tensor>;
  close(): Promise<void>;
}

/**
 * Makes a graph's weights from a checkpoint, one checkpoint tensor at a time, so that little more
 * is held than the weights themselves. Params made by equal recipes share one tensor.
 *
 * @throws VitrineError `UNKNOWN_NAME` for a weight the checkpoint lacks, `BAD_SHAPE` where the
 *   checkpoint's dims are not those the config asks for, `NOT_FINITE` for NaN or Infinity (unless
 *   `plan.allowNotFinite`), each naming the tensor; `ABORTED`.
 */
export async function loadWeights(
  plan: WeightPlan,
  options: ReadOptions = {},
): Promise<Map<string, Tensor>> {
  const source = await openCheckpoint(plan.checkpoint, options);
  try {
    checkPlan(plan, source);
    const weights = new Map<string, Tensor>();
    for (const [from, params] of byOrigin(plan)) {
      throwIfAborted(options.signal, "loadWeights");
      const stored = await source.read(from, options);
      if (plan.allowNotFinite !== true) requireFinite(from, stored);
      for (const [name, tensor] of makeAll(stored, params)) weights.set(name, tensor);
    }
    if (plan.fold !== undefined) foldWeights(weights, plan.fold);
    return weights;
  } finally {
    await source.close();
  }
}

type NamedRecipe = readonly [name: string, recipe: WeightRecipe];

async function openCheckpoint(checkpoint: Checkpoint, options: ReadOptions): Promise<TensorSource> {
  if (checkpoint.kind === "tensors") {
    const { tensors } = checkpoint;
    return {
      names: Object.keys(tensors),
      dimsOf: (name) => tensors[name]?.dims,
      read: async (name) => tensors[name],
      close: async () => {},
    };
  }
  const file = await openFiles(checkpoint.files, options);
  return {
    names: file.tensors.keys(),
    dimsOf: (name) => file.tensors.get(name)?.dims,
    read: (name, readOptions) => file.read(name, readOptions),
    close: () => file.close(),
  };
}

/** All recipes against all headers, before anything is read. */
function checkPlan(plan: WeightPlan, source: TensorSource): void {
  for (const [name, recipe] of Object.entries(plan.weights)) {
    const dims = source.dimsOf(recipe.from);
    if (dims === undefined) {
      throw unknownName("loadWeights", "weight of the checkpoint", recipe.from, source.names);
    }
    const made = dimsAfter(dims, recipe);
    if (made !== null && shapeOf(made) === shapeOf(recipe.dims)) continue;
    throw new VitrineError(
      "BAD_SHAPE",
      `loadWeights: "${recipe.from}" does not fit the config; expected [${recipe.dims.join(", ")}] ` +
        `for ${name}${describeSteps(recipe)}, got [${dims.join(", ")}]. ` +
        `Are the config and the weights of the same model?`,
      { details: { weight: recipe.from, param: name, expected: recipe.dims, got: dims } },
    );
  }
}

/** Dims after the recipe's slice and transpose; null where they do not apply. */
function dimsAfter(dims: readonly number[], { slice, transpose }: WeightRecipe): number[] | null {
  const made = [...dims];
  if (slice !== undefined) {
    if (!(slice.from >= 0 && slice.from < slice.to && slice.to <= (made[slice.axis] ?? 0))) {
      return null;
    }
    made[slice.axis] = slice.to - slice.from;
  }
  if (transpose !== true) return made;
  return made.length === 2 ? made.reverse() : null;
}

/** Dims but for the ones, which a reshape may add or drop. */
function shapeOf(dims: readonly number[]): string {
  return dims.filter((dim) => dim !== 1).join();
}

function describeSteps({ slice, transpose }: WeightRecipe): string {
  const part = slice === undefined ? "" : `, ${slice.from}–${slice.to} of axis ${slice.axis}`;
  return transpose === true ? `${part}, transposed` : part;
}

/** Recipes that read the same tensor, together. */
function byOrigin(plan: WeightPlan): Map<string, NamedRecipe[]> {
  const groups = new Map<string, NamedRecipe[]>();
  for (const [name, recipe] of Object.entries(plan.weights)) {
    const group = groups.get(recipe.from);
    if (group === undefined) groups.set(recipe.from, [[name, recipe]]);
    else group.push([name, recipe]);
  }
  return groups;
}

function makeAll(stored: Tensor, params: readonly NamedRecipe[]): (readonly [string, Tensor])[] {
  const made = new Map<string, Tensor>();
  return params.map(([name, recipe]) => {
    const key = JSON.stringify(recipe);
    const tensor = made.get(key) ?? make(stored, recipe);
    made.set(key, tensor);
    return [name, tensor];
  });
}

function make(stored: Tensor, { slice, transpose, dims, dtype }: WeightRecipe): Tensor {
  let part = stored;
  if (slice !== undefined) part = sliceAxis(part, slice.axis, slice.from, slice.to);
  if (transpose === true) part = transposeMatrix(part);
  return { ...convert(part, dtype), dims };
}

function convert({ dtype, dims, data }: Tensor, wanted: DType): Tensor {
  if (dtype === wanted) return { dtype, dims, data };
  if (wanted === "float32") return { dtype: wanted, dims, data: toFloat32(dtype, data) };
  if (wanted === "float16") {
    const half = new Uint16Array(data.length);
    float32ToFloat16(toFloat32(dtype, data), half);
    return { dtype: wanted, dims, data: half };
  }
  throw new VitrineError("UNSUPPORTED", `loadWeights: cannot make ${wanted} from ${dtype}.`);
}

function requireFinite(name: string, tensor: Tensor): void {
  const at = firstNotFinite(tensor);
  if (at === null) return;
  throw new VitrineError(
    "NOT_FINITE",
    `loadWeights: "${name}" holds a number that is not finite, at element ${at}; ` +
      `expected finite weights. The checkpoint is damaged or its training diverged.`,
    { details: { weight: name, element: at } },
  );
}
