import type { Architecture, ModelConfig } from "../architectures/define.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { loadWeights } from "../weights/load.ts";
import { checkpointTensors } from "./checkpoint-tensors.ts";
import { draftModel, type NewModel } from "./load.ts";
import type { ModelCheckpoint } from "./types.ts";

/** A model taken apart to be trained: what writes its graph, and weights that may be written to. */
export interface Trainable {
  readonly architecture: Architecture;
  readonly config: ModelConfig;
  /** Graph parameters in float32, copies. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The weights as they now are, under the checkpoint's names; a copy. */
  checkpoint(): Promise<ModelCheckpoint>;
}

/** Takes apart what `createModel` would put together. */
export async function openTrainable(made: NewModel): Promise<Trainable> {
  const { blueprint, tensors } = await draftModel(made);
  const { architecture, config, recipes, json } = blueprint;
  const loaded = await loadWeights({ checkpoint: { kind: "tensors", tensors }, weights: recipes });
  const weights = new Map(
    [...loaded].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  );
  const copy = async (name: string): Promise<Tensor> => {
    const tensor = weights.get(name)!;
    return { ...tensor, data: tensor.data.slice() };
  };
  return {
    architecture,
    config,
    weights,
    checkpoint: async () => ({ config: json, weights: await checkpointTensors(recipes, copy) }),
  };
}
