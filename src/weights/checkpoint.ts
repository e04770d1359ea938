import { openBytes } from "#bytes";
import type { Folder } from "../bytes/folder.ts";
import { nameOf, type ByteLocation, type ReadOptions } from "../bytes/source.ts";
import { readJson } from "../bytes/text.ts";
import { unknownName, VitrineError } from "../errors.ts";
import { conversionAdvice, conversionCommand } from "./pickle.ts";
import type { StoredTensor } from "./safetensors-header.ts";
import { openSafetensors, type WeightFile } from "./safetensors.ts";

const SINGLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

/**
 * The safetensors files of a checkpoint folder: `model.safetensors`, or the shards that
 * `model.safetensors.index.json` names, or the folder's only `.safetensors` file.
 *
 * @throws VitrineError `IO` where there is none or a shard is missing, `BAD_FILE` for a malformed
 *   index, `UNSUPPORTED` with the conversion command where there are only pickle files.
 */
export async function locateWeights(
  folder: Folder,
  options?: ReadOptions,
): Promise<ByteLocation[]> {
  const single = await folder.locate(SINGLE);
  if (single !== null) return [single];
  const index = await readIndex(folder, options);
  if (index !== null) return Promise.all([...new Set(index.values())].map((s) => shard(folder, s)));
  const files = (await folder.list()) ?? [];
  const named = files.filter((file) => file.endsWith(".safetensors"));
  if (named.length === 1) return [await shard(folder, named[0])];
  throw await noWeights(folder, files, named);
}

/**
 * The weights of a folder, whatever files they are in. Names listed in an index must be in the
 * shard it says.
 */
export async function openWeights(folder: Folder, options?: ReadOptions): Promise<WeightFile> {
  const files = await locateWeights(folder, options);
  const weights = await openFiles(files, options);
  try {
    const isSharded = (await folder.locate(SINGLE)) === null;
    if (isSharded) await checkIndex(folder, weights, options);
    return weights;
  } catch (error) {
    await weights.close();
    throw error;
  }
}

/** Every name of the index must be in the shard it says. */
async function checkIndex(
  folder: Folder,
  weights: WeightFile,
  options?: ReadOptions,
): Promise<void> {
  const shards = new Map<string, string>();
  for (const [name, file] of (await readIndex(folder, options)) ?? []) {
    if (!shards.has(file)) shards.set(file, nameOf(await shard(folder, file)));
    if (weights.tensors.get(name)?.file === shards.get(file)) continue;
    throw damaged(folder, `lists "${name}" in ${file}, which does not hold it`);
  }
}

/**
 * Opens safetensors files as one. Closes what it opened when one of them fails.
 *
 * @throws VitrineError `BAD_FILE` where two files hold the same name.
 */
export async function openFiles(
  locations: readonly ByteLocation[],
  options?: ReadOptions,
): Promise<WeightFile> {
  const opened = await Promise.allSettled(locations.map((location) => openFile(location, options)));
  const files = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  try {
    for (const result of opened) if (result.status === "rejected") throw result.reason;
    return joined(files, locations.map(nameOf));
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

async function openFile(location: ByteLocation, options?: ReadOptions): Promise<WeightFile> {
  const source = await openBytes(location, options);
  try {
    return await openSafetensors(source, options);
  } catch (error) {
    await source.close();
    throw error;
  }
}

function joined(files: readonly WeightFile[], names: readonly string[]): WeightFile {
  const holder = new Map<string, WeightFile>();
  const tensors = new Map<string, StoredTensor>();
  const metadata = new Map<string, string>();
  for (const [i, file] of files.entries()) {
    for (const [key, note] of file.metadata) metadata.set(key, note);
    for (const [name, stored] of file.tensors) {
      if (holder.has(name)) throw twice(name, names[files.indexOf(holder.get(name)!)], names[i]);
      holder.set(name, file);
      tensors.set(name, stored);
    }
  }
  return {
    metadata,
    tensors,
    async read(name, options) {
      const file = holder.get(name);
      if (file === undefined) throw unknownName(names.join(", "), "weight", name, tensors.keys());
      return file.read(name, options);
    },
    close: () => closeAll(files),
  };
}

async function closeAll(files: readonly WeightFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()));
}

function twice(name: string, first: string, second: string): VitrineError {
  const message = `${second}: holds "${name}", which ${first} holds too; expected each weight once. Remove one of the files.`;
  return new VitrineError("BAD_FILE", message);
}

/** Weight name → shard file; null where the folder has no index. */
async function readIndex(
  folder: Folder,
  options?: ReadOptions,
): Promise<ReadonlyMap<string, string> | null> {
  const index = await readJson(folder, INDEX, options);
  if (index === null) return null;
  const map = (index as { weight_map?: unknown }).weight_map;
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    throw damaged(folder, "has no weight_map");
  }
  const entries = Object.entries(map as Record<string, unknown>);
  if (entries.length === 0) throw damaged(folder, "names no weights");
  return new Map(entries.map(([name, file]) => [name, checkedShard(folder, file)]));
}

/** A shard is a file of the folder itself: a path could point anywhere. */
function checkedShard(folder: Folder, file: unknown): string {
  if (typeof file === "string" && /^[^/\\:]+\.safetensors$/.test(file)) return file;
  const message = `names the shard ${JSON.stringify(file)}; expected the name of a .safetensors file beside it`;
  throw damaged(folder, message);
}

function damaged(folder: Folder, what: string): VitrineError {
  const message = `${folder.name}/${INDEX}: ${what}. The index is damaged or of another checkpoint.`;
  return new VitrineError("BAD_FILE", message);
}

async function shard(folder: Folder, file: string): Promise<ByteLocation> {
  const location = await folder.locate(file);
  if (location !== null) return location;
  throw new VitrineError(
    "IO",
    `${folder.name}: the shard ${file} is missing. Fetch it beside ${INDEX}.`,
  );
}

async function noWeights(
  folder: Folder,
  files: readonly string[],
  safetensors: readonly string[],
): Promise<VitrineError> {
  const pickle =
    files.find((file) => /\.(bin|pt|pth|ckpt)$/.test(file)) ?? (await pickleOf(folder));
  if (pickle !== null) return pickleError(folder, pickle);
  const got = safetensors.length > 0 ? safetensors.join(", ") : "none of them";
  const message = `${folder.name}: no weights to read; expected ${SINGLE} or ${INDEX}, got ${got}.`;
  return new VitrineError("IO", `${message} Point to the folder of a checkpoint.`, {
    id: "error.no-weights",
    details: { folder: folder.name, expected: SINGLE },
  });
}

/** Folders that cannot be listed are asked for the usual name. */
async function pickleOf(folder: Folder): Promise<string | null> {
  const usual = "pytorch_model.bin";
  return (await folder.locate(usual)) === null ? null : usual;
}

function pickleError(folder: Folder, file: string): VitrineError {
  const message = `${folder.name}: only a pickle file (${file}); expected ${SINGLE}. ${conversionAdvice(file)}`;
  return new VitrineError("UNSUPPORTED", message, {
    id: "error.pickle",
    details: { file, command: conversionCommand(file) },
  });
}
