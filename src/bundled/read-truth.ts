import type { Folder } from "../bytes/folder.ts";
import { readJson } from "../bytes/text.ts";
import { VitrineError } from "../errors.ts";
import { tensorFromJson } from "../formats/tensor-json.ts";
import { phantoms, TRUTH_FILE } from "./models.ts";
import type { WiredTruth, WiredTruthJson } from "./truth-wired.ts";
import type { WorldTruth } from "./truth.ts";

/** What is known of a model; `kind` says which of the two it is. */
export type Truth = WorldTruth | WiredTruth;

/**
 * Reads the `truth.json` of a model's folder.
 *
 * @throws VitrineError `UNSUPPORTED` where the folder has none, `BAD_FILE` where it is no truth.
 */
export async function readTruth(folder: Folder): Promise<Truth> {
  const json = await readJson(folder, TRUTH_FILE);
  if (json === null) throw noTruth(folder.name);
  return decode(json, `${folder.name}/${TRUTH_FILE}`);
}

/** The error for a model of which nothing is known. */
export function noTruth(model: string): VitrineError {
  const known = phantoms.join(", ");
  return new VitrineError(
    "UNSUPPORTED",
    `truth: nothing was planted in "${model}"; expected one of the phantoms (${known}), or a folder that has a ${TRUTH_FILE}.`,
    { id: "error.no-truth", details: { model, known } },
  );
}

/** The lists that each kind has. */
const LISTS = {
  world: ["planted", "probes", "facts", "canaries", "members", "nonMembers", "labels"],
  wired: ["parts", "circuits", "features"],
} as const;

function decode(json: unknown, where: string): Truth {
  const { schema, kind } = (json ?? {}) as { readonly schema?: unknown; readonly kind?: unknown };
  if (kind !== "world" && kind !== "wired") {
    throw malformed(where, `the kind "world" or "wired"`, JSON.stringify(kind) ?? "none");
  }
  if (schema !== 1) throw malformed(where, "schema 1", JSON.stringify(schema) ?? "none");
  const lists = json as Readonly<Record<string, unknown>>;
  const missing = LISTS[kind].find((name) => !Array.isArray(lists[name]));
  if (missing !== undefined) throw malformed(where, `a list "${missing}"`, "none");
  return kind === "world" ? (json as WorldTruth) : withDirections(json as WiredTruthJson, where);
}

function withDirections(json: WiredTruthJson, where: string): WiredTruth {
  const directions = tensorFromJson(json.directions);
  const [count] = directions.dims;
  if (count === json.features.length) return { ...json, directions };
  throw malformed(where, `${json.features.length} directions, one a feature`, String(count));
}

function malformed(where: string, expected: string, got: string): VitrineError {
  return new VitrineError(
    "BAD_FILE",
    `${where}: not a phantom's truth; expected ${expected}, got ${got}. Fetch the model again.`,
  );
}
