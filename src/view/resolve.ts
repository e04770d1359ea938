import { VitrineError } from "../errors.ts";
import { tokenLabel } from "./escape.ts";
import type { Pointer, Viewable } from "./spec.ts";

/** Numbers with dims, whether the result came from a method or out of a file. */
export interface NumberArray {
  readonly dims: readonly number[];
  readonly at: (...place: readonly number[]) => number;
  readonly length: number;
}

/** A token of a strip or an axis. */
export interface TokenUnit {
  readonly text: string;
  readonly id?: number;
  readonly special: boolean;
}

/**
 * What a pointer leads to.
 * @throws VitrineError `BAD_INPUT` if it leads nowhere.
 */
export function resolve(result: Viewable, pointer: Pointer): unknown {
  let value: unknown = result;
  for (const part of pointer.slice(1).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    value = isRecord(value) ? value[key] : undefined;
  }
  if (value === undefined) {
    throw new VitrineError("BAD_INPUT", `view: the result of ${result.method} has no ${pointer}.`);
  }
  return value;
}

/** The tensor or list of numbers at a pointer. */
export function numbersAt(result: Viewable, pointer: Pointer): NumberArray {
  const value = resolve(result, pointer);
  if (Array.isArray(value)) return numberArray([value.length], value);
  if (isRecord(value) && Array.isArray(value.dims) && isIndexed(value.data)) {
    return numberArray(value.dims as number[], value.data);
  }
  throw new VitrineError("BAD_INPUT", `view: ${pointer} of ${result.method} holds no numbers.`);
}

/** The names at a pointer: strings, numbers, or tokens. */
export function labelsAt(result: Viewable, pointer: Pointer): readonly string[] {
  return list(result, pointer).map((entry) =>
    isRecord(entry) ? tokenLabel(unit(entry).text) : tokenLabel(String(entry)),
  );
}

/** The tokens at a pointer. */
export function unitsAt(result: Viewable, pointer: Pointer): readonly TokenUnit[] {
  return list(result, pointer).map((entry) =>
    isRecord(entry) ? unit(entry) : { text: String(entry), special: false },
  );
}

/** The flat records at a pointer. */
export function recordsAt(
  result: Viewable,
  pointer: Pointer,
): readonly Readonly<Record<string, unknown>>[] {
  return list(result, pointer).filter(isRecord);
}

/** Nested lists of strings, `[layer][pos][k]`. */
export function nestedAt(result: Viewable, pointer: Pointer): readonly (readonly string[][])[] {
  return list(result, pointer) as readonly (readonly string[][])[];
}

function list(result: Viewable, pointer: Pointer): readonly unknown[] {
  const value = resolve(result, pointer);
  if (Array.isArray(value)) return value as unknown[];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  const tensor = numbersAt(result, pointer);
  return Array.from({ length: tensor.length }, (_, i) => tensor.at(i));
}

function unit(entry: Readonly<Record<string, unknown>>): TokenUnit {
  const id = typeof entry.id === "number" ? { id: entry.id } : {};
  const text = typeof entry.text === "string" ? entry.text : "";
  return {
    text: text === "" && id.id !== undefined ? `#${id.id}` : text,
    special: entry.special === true,
    ...id,
  };
}

/** JSON has no NaN: results in files write it, and infinities, as strings. */
function numberArray(dims: readonly number[], data: ArrayLike<unknown>): NumberArray {
  const at = (...place: readonly number[]): number => {
    let offset = 0;
    place.forEach((index, axis) => (offset = offset * dims[axis] + index));
    return Number(data[offset]);
  };
  return { dims, at, length: data.length };
}

function isIndexed(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
