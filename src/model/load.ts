import { createEngine } from "#runtime";
import type { Architecture, ModelConfig, TensorIndex } from "../architectures/define.ts";
import { architectures } from "../architectures/table.generated.ts";
import { readTruth, type Truth } from "../bundled/read-truth.ts";
import type { Folder } from "../bytes/folder.ts";
import { readJson, readText } from "../bytes/text.ts";
import { VitrineError } from "../errors.ts";
import { opTable } from "../ops/table.generated.ts";
import type { BackendName, Engine, EngineOptions } from "../runtime/session.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { loadTokenizer } from "../tokenizer/load.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { locateWeights, openWeights } from "../weights/checkpoint.ts";
import type { Checkpoint } from "../weights/recipe.ts";
import { checkpointTensors } from "./checkpoint-tensors.ts";
import { endIdsOf } from "./end-ids.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { planFold, type FoldOptions, type FoldPlan } from "./fold.ts";
import { GraphModel } from "./model.ts";
import { openSource, type ModelSource } from "./open-source.ts";
import { randomWeight } from "./random-weights.ts";
import { saveModel } from "./save.ts";
import type { Model, ModelCheckpoint, SaveOptions } from "./types.ts";
import { refuseLeftovers } from "./unused-tensors.ts";

export type { ModelSource };

export interface LoadModelOptions {
  /** What runs the graphs; default native CPU where it is installed, else WASM. */
  readonly backend?: BackendName;
  /** Runs in a worker. @defaultValue true, where workers exist */
  readonly worker?: boolean;
  /** Threads per run; default the machine's cores, at most 8. */
  readonly threads?: number;
  /** Writes the weights into the compiled forward pass: faster runs, a second copy in memory. */
  readonly prepack?: boolean;
  /**
   * Folds norms and constants into the weights, as TransformerLens does on request: `true` for every
   * step the family has, or the steps to take. The model computes the same probabilities; see
   * `planFold` for what each step does, and what it takes for granted. @defaultValue false
   */
  readonly fold?: boolean | FoldOptions;
  /** The output head that `run().logits` shows; default the one the checkpoint was saved with. */
  readonly head?: string;
  /** Branch, tag or commit of a Hugging Face id. @defaultValue "main" */
  readonly revision?: string;
  /** The parsed `config.json` of a source that has none, such as a single Blob of weights. */
  readonly config?: Json;
  /** The tokenizer of a source that has none. */
  readonly tokenizer?: Tokenizer;
  readonly signal?: AbortSignal;
  /** Bytes of the checkpoint read so far. */
  readonly onBytes?: (count: number) => void;
  /** Told once about a fallback or a degraded mode; `id` is what says it in other languages. */
  readonly onWarning?: (message: string, id?: string) => void;
}

/** A model from its config: with weights under the checkpoint's own names, or drawn from a seed. */
export type NewModel =
  | { readonly config: Json; readonly weights: Readonly<Record<string, Tensor>> }
  | { readonly config: Json; readonly seed: number };

export type { FoldOptions };

export type CreateModelOptions = Omit<LoadModelOptions, "revision" | "config" | "onBytes"> & {
  readonly name?: string;
};

type Json = Readonly<Record<string, unknown>>;

/** Everything but the weights' bytes. */
export interface Blueprint {
  readonly name: string;
  readonly json: Json;
  readonly architecture: Architecture;
  readonly config: ModelConfig;
  readonly recipes: Readonly<Record<string, WeightRecipe>>;
  readonly fold: FoldPlan | null;
  readonly tokenizer: Tokenizer | null;
  /** Ids that end a text. */
  readonly endIds: ReadonlySet<number>;
  /** Texts of the files beside config and weights, to save them again. */
  readonly textFiles: ReadonlyMap<string, string>;
  /** Reads what is known of the model; null where nothing can be. */
  readonly truth: (() => Promise<Truth>) | null;
}

const TEXT_FILES = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
  "generation_config.json",
] as const;

/**
 * Loads a model: a bundled name, a folder, an address, picked files, or a Hugging Face id.
 *
 * @throws VitrineError `IO` where files cannot be had, `BAD_FILE` or `BAD_SHAPE` where they are
 *   damaged or disagree, `UNSUPPORTED` for an architecture or option that cannot be run exactly.
 */
export async function loadModel(
  source: ModelSource,
  options: LoadModelOptions = {},
): Promise<Model> {
  const folder = await openSource(source, options.revision);
  const json = await readConfig(folder, options.config);
  const architecture = architectureOf(json, folder.name);
  const file = await openWeights(folder, options);
  await file.close();
  const index: TensorIndex = file.tensors;
  const config = withHead(architecture.parseConfig(json, index), options.head);
  const { tokenizer: own, textFiles } = await readTokenizer(folder);
  const tokenizer = own ?? options.tokenizer ?? null;
  const endIds = endIdsOf(json, await readGenerationConfig(folder), tokenizer);
  const recipes = architecture.weights(config, index);
  refuseLeftovers(index, recipes, folder.name);
  const fold = planFold(architecture, config, recipes, options.fold ?? false);
  const name = typeof source === "string" ? source : folder.name;
  const blueprint = {
    name,
    json,
    architecture,
    config,
    recipes,
    fold,
    tokenizer,
    endIds,
    textFiles,
    truth: () => readTruth(folder),
  };
  const checkpoint = { kind: "safetensors", files: await locateWeights(folder, options) } as const;
  return start(blueprint, checkpoint, options);
}

/**
 * Makes a model that is in no file: from a config as Hugging Face writes it, and either weights
 * under the checkpoint's names or a seed to draw them from as the family initialises them.
 */
export async function createModel(
  made: NewModel,
  options: CreateModelOptions = {},
): Promise<Model> {
  const { blueprint, tensors } = await draftModel(made, options);
  return start(blueprint, { kind: "tensors", tensors }, options);
}

/** A model before it has an engine: its blueprint, and the checkpoint's tensors. */
export async function draftModel(
  made: NewModel,
  options: CreateModelOptions = {},
): Promise<{
  readonly blueprint: Blueprint;
  readonly tensors: Readonly<Record<string, Tensor>>;
}> {
  const name = options.name ?? "created";
  const json = made.config;
  const architecture = architectureOf(json, name);
  const index = "weights" in made ? new Map(Object.entries(made.weights)) : null;
  const config = withHead(architecture.parseConfig(json, index), options.head);
  const recipes = architecture.weights(config, index);
  if (index !== null) refuseLeftovers(index, recipes, name);
  const tokenizer = options.tokenizer ?? null;
  const blueprint = {
    name,
    json,
    architecture,
    config,
    recipes,
    fold: planFold(architecture, config, recipes, options.fold ?? false),
    tokenizer,
    endIds: endIdsOf(json, null, tokenizer),
    textFiles: new Map<string, string>(),
    truth: null,
  };
  const tensors = "weights" in made ? made.weights : await drawn(blueprint, made.seed);
  return { blueprint, tensors };
}

async function start(
  blueprint: Blueprint,
  checkpoint: Checkpoint,
  options: LoadModelOptions,
): Promise<Model> {
  const { recipes, config, fold } = blueprint;
  const engine = await createEngine(engineOptions(options));
  try {
    const plan = { checkpoint, weights: recipes, ...(fold !== null && { fold: fold.steps }) };
    await engine.load(plan, options);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return new GraphModel({
    ...blueprint,
    config: fold?.config ?? config,
    params: fold?.params ?? Object.keys(recipes),
    table: opTable,
    engine,
    prepack: options.prepack === true,
    fingerprint: () => fingerprintOf(config, recipes, checkpoint, fold?.steps),
    twin: (seed) => twinOf(blueprint, seed, options),
    checkpoint: () => checkpointOf(blueprint, engine),
    save: (folder, saveOptions) => saveTo(folder, blueprint, engine, saveOptions),
  });
}

async function checkpointOf(blueprint: Blueprint, engine: Engine): Promise<ModelCheckpoint> {
  const { name, json, recipes, fold } = blueprint;
  if (fold !== null) {
    throw new VitrineError(
      "UNSUPPORTED",
      `save: the weights of "${name}" are folded, and no checkpoint of this family holds them (a bias of the unembedding has no place in it). Save the model as it was loaded, and load that with the option "fold".`,
    );
  }
  const weights = await checkpointTensors(recipes, (param) => engine.weight(param));
  return { config: json, weights };
}

async function saveTo(
  folder: string,
  blueprint: Blueprint,
  engine: Engine,
  options: SaveOptions = {},
): Promise<void> {
  const checkpoint = await checkpointOf(blueprint, engine);
  await saveModel(folder, checkpoint, blueprint.textFiles, options);
}

async function twinOf(
  blueprint: Blueprint,
  seed: number,
  options: LoadModelOptions,
): Promise<Model> {
  const tensors = await drawn(blueprint, seed);
  const name = `${blueprint.name} (random weights, seed ${seed})`;
  return start({ ...blueprint, name, truth: null }, { kind: "tensors", tensors }, options);
}

function drawn(blueprint: Blueprint, seed: number): Promise<Record<string, Tensor>> {
  const { architecture, config, recipes } = blueprint;
  return checkpointTensors(recipes, async (name) =>
    randomWeight(name, recipes[name], architecture, config, seed),
  );
}

function engineOptions(options: LoadModelOptions): EngineOptions {
  const { backend, worker, threads, onWarning } = options;
  return {
    ...(backend !== undefined && { backend }),
    ...(worker !== undefined && { worker }),
    ...(threads !== undefined && { threads }),
    ...(onWarning !== undefined && { onWarning }),
  };
}

async function readConfig(folder: Folder, otherwise: Json | undefined): Promise<Json> {
  const json = (await readJson(folder, "config.json")) ?? otherwise ?? null;
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Json;
  const got = json === null ? "no such file" : "something else";
  throw new VitrineError(
    json === null ? "IO" : "BAD_FILE",
    `loadModel: ${folder.name}: no usable config.json; expected a JSON object, got ${got}. Point to the folder of a Hugging Face checkpoint, or pass the parsed file as the option "config".`,
    { id: "error.no-config", details: { folder: folder.name } },
  );
}

function architectureOf(json: Json, where: string): Architecture {
  const type = String(json.model_type ?? "");
  const found = architectures.find((each) => each.modelTypes.includes(type));
  if (found !== undefined) return found;
  const known = architectures.flatMap((each) => each.modelTypes).join(", ");
  throw new VitrineError(
    "UNSUPPORTED",
    `loadModel: ${where}: unknown architecture ${JSON.stringify(json.model_type) ?? "(no model_type)"}; expected one of ${known}.`,
    {
      id: "error.architecture-unknown",
      details: { modelType: String(json.model_type ?? "–"), known },
    },
  );
}

function withHead(config: ModelConfig, head: string | undefined): ModelConfig {
  if (head === undefined) return config;
  if (!config.heads.includes(head)) {
    throw new VitrineError(
      "BAD_OPTION",
      `loadModel: no head "${head}"; this checkpoint has ${config.heads.join(", ") || "none"}.`,
    );
  }
  return { ...config, heads: [head, ...config.heads.filter((other) => other !== head)] };
}

/** What the checkpoint says of writing on; of its defaults only the end of a text is used. */
async function readGenerationConfig(folder: Folder): Promise<Json | null> {
  const json = await readJson(folder, "generation_config.json");
  return typeof json === "object" && !Array.isArray(json) ? (json as Json | null) : null;
}

async function readTokenizer(folder: Folder): Promise<Pick<Blueprint, "tokenizer" | "textFiles">> {
  const texts = new Map<string, string>();
  for (const file of TEXT_FILES) {
    const text = await readText(folder, file);
    if (text !== null) texts.set(file, text);
  }
  const json = await readJson(folder, "tokenizer.json");
  if (json === null) return { tokenizer: null, textFiles: texts };
  const chatTemplate = texts.get("chat_template.jinja");
  const tokenizer = loadTokenizer({
    json,
    config: await readJson(folder, "tokenizer_config.json"),
    specialTokensMap: await readJson(folder, "special_tokens_map.json"),
    ...(chatTemplate !== undefined && { chatTemplate }),
  });
  return { tokenizer, textFiles: texts };
}
