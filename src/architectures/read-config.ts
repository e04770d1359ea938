import { VitrineError } from "../errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** Typed reads of a `config.json`; every complaint names the key and what stood there. */
export function positiveInteger(json: Json, keys: readonly string[], fallback?: number): number {
  const [key, value] = first(json, keys);
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw bad(key, "a positive whole number", value);
}

export function positiveNumber(json: Json, keys: readonly string[], fallback: number): number {
  const [key, value] = first(json, keys);
  if (value === undefined) return fallback;
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  throw bad(key, "a positive number", value);
}

export function boolean(json: Json, key: string, fallback: boolean): boolean {
  const value = json[key] ?? undefined;
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw bad(key, "true or false", value);
}

export function string(json: Json, key: string, fallback: string): string {
  const value = json[key] ?? undefined;
  if (value === undefined) return fallback;
  if (typeof value === "string") return value;
  throw bad(key, "a text", value);
}

/** Refuses a config whose option this family's graph does not compute. */
export function requireOption(json: Json, key: string, allowed: readonly unknown[]): void {
  const value = json[key] ?? undefined;
  if (value === undefined || allowed.includes(value)) return;
  throw new VitrineError(
    "UNSUPPORTED",
    `config: "${key}" is ${JSON.stringify(value)}, which is not supported; expected ${allowed.map((v) => JSON.stringify(v)).join(" or ")}.`,
    { details: { key, value } },
  );
}

/** Refuses sizes that do not divide as heads must. */
export function requireDivisible(what: string, total: number, parts: number): void {
  if (total % parts === 0) return;
  throw new VitrineError(
    "BAD_FILE",
    `config: ${what} does not divide evenly; expected a multiple of ${parts}, got ${total}.`,
  );
}

/** Class names in order of `id2label`, or `LABEL_0 …` up to `count`. */
export function classLabels(json: Json, count: number): string[] {
  const names = (json.id2label ?? {}) as Readonly<Record<string, unknown>>;
  return Array.from({ length: count }, (_, i) => String(names[i] ?? `LABEL_${i}`));
}

function first(json: Json, keys: readonly string[]): [string, unknown] {
  const key = keys.find((name) => json[name] !== undefined && json[name] !== null);
  return key === undefined ? [keys[0], undefined] : [key, json[key]];
}

function bad(key: string, expected: string, value: unknown): VitrineError {
  const got = value === undefined ? "nothing" : JSON.stringify(value);
  return new VitrineError(
    "BAD_FILE",
    `config: "${key}" is wrong; expected ${expected}, got ${got}.`,
    {
      details: { key, value },
    },
  );
}
