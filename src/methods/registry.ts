import { unknownName } from "../errors.ts";
import { type Method, reviveResult } from "./define.ts";
import { type MethodEntry, registry } from "./registry.generated.ts";
import { fieldsFromJson, type Result } from "./result.ts";
import type { TensorsBeside } from "./result-json.ts";

/**
 * A method by its id or one of its aliases.
 * @throws VitrineError `UNKNOWN_NAME`, naming the nearest ones.
 */
export function findMethod(name: string): MethodEntry {
  const found =
    registry.find((entry) => entry.id === name) ??
    registry.find((entry) => entry.aliases.includes(name));
  if (found !== undefined) return found;
  const known = registry.flatMap((entry) => [entry.id, ...entry.aliases]);
  throw unknownName("methods", "method", name, known);
}

/** Loads a method by its id or one of its aliases. */
export async function loadMethod(name: string): Promise<Method> {
  return (await findMethod(name).load()).method;
}

/**
 * A result from its JSON, whatever method it is of.
 *
 * @param beside - What `readNpz` gives of the `.npz` file beside it, where its tensors are in one.
 * @throws VitrineError `BAD_FILE` for what is no result, or lacks its tensors.
 */
export async function readResult(json: unknown, beside?: TensorsBeside): Promise<Result> {
  return reviveResult(await loadMethod(fieldsFromJson(json, beside).method), json, beside);
}
