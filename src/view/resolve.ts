import { VitrineError } from "../errors.ts";
import type { Pointer, Slice, Viewable } from "./spec.ts";
import { tokenLabels } from "./token-text.ts";

/** Numbers with dims, whether the result came from a method or out of a file. */
export interface NumberArray {
  readonly dims: readonly number[];
  readonly at: (...place: readonly number[]) => number;
  /** The i-th number, row-major. */
  readonly get: (index: number) => number;
  readonly length: number;
}

/** A token of a strip or an axis. */
export interface TokenUnit {
  readonly text: string;
  readonly id?: number;
  readonly special: boolean;
  /** Which piece of a character that is split over several tokens, from 0, and of how many. */
  readonly part?: readonly [number, number];
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

/**
 * The tensor or list of numbers at a pointer.
 * @throws VitrineError `BAD_INPUT` for anything else, `BAD_SHAPE` for a tensor without all its numbers.
 */
export function numbersAt(result: Viewable, pointer: Pointer): NumberArray {
  const value = resolve(result, pointer);
  if (Array.isArray(value) && value.every(isNumber)) return numbersOf([value.length], value);
  if (isRecord(value) && Array.isArray(value.dims) && isIndexed(value.data)) {
    const dims = value.dims as number[];
    const size = dims.reduce((product, n) => product * n, 1);
    if (value.data.length === size) return numbersOf(dims, value.data);
    throw new VitrineError(
      "BAD_SHAPE",
      `view: ${pointer} of ${result.method} lacks numbers; expected ${size} for [${dims.join(", ")}], got ${value.data.length}.`,
    );
  }
  throw new VitrineError("BAD_INPUT", `view: ${pointer} of ${result.method} holds no numbers.`);
}

/**
 * The tensor of a view without its leading axes: at the index that each slice chooses.
 * @throws VitrineError `BAD_INPUT` if a slice lies outside its axis.
 */
export function slicedAt(
  result: Viewable,
  { data, slices = [] }: { readonly data: Pointer; readonly slices?: readonly Slice[] },
): NumberArray {
  const whole = numbersAt(result, data);
  const dims = whole.dims.slice(slices.length);
  const length = dims.reduce((product, size) => product * size, 1);
  let first = 0;
  slices.forEach(({ at }, axis) => {
    if (!(Number.isInteger(at) && at >= 0 && at < whole.dims[axis])) {
      throw new VitrineError(
        "BAD_INPUT",
        `view: slice ${axis} of ${data} is out of range; expected 0 to ${whole.dims[axis] - 1}, got ${at}.`,
      );
    }
    first = first * whole.dims[axis] + at;
  });
  return numberArray(dims, (i) => whole.get(first * length + i), length);
}

/** The names at a pointer: strings, numbers, or tokens. */
export function labelsAt(result: Viewable, pointer: Pointer): readonly string[] {
  return tokenLabels(unitsAt(result, pointer));
}

/** Whether a pointer leads to the tokens of a text, which have places in it, and not to names. */
export function areUnits(result: Viewable, pointer: Pointer): boolean {
  return isRecord(list(result, pointer)[0]);
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
  const { part } = entry;
  return {
    text: text === "" && id.id !== undefined ? `#${id.id}` : text,
    special: entry.special === true,
    ...id,
    ...(Array.isArray(part) && { part: [Number(part[0]), Number(part[1])] as const }),
  };
}

/** JSON has no NaN: results in files write it, and infinities, as strings. */
function numbersOf(dims: readonly number[], data: ArrayLike<unknown>): NumberArray {
  return numberArray(dims, (index) => Number(data[index]), data.length);
}

function numberArray(
  dims: readonly number[],
  get: (index: number) => number,
  length: number,
): NumberArray {
  const at = (...place: readonly number[]): number => {
    let offset = 0;
    place.forEach((index, axis) => (offset = offset * dims[axis] + index));
    return get(offset);
  };
  return { dims, at, get, length };
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || /^(NaN|-?Infinity)$/.test(String(value));
}

function isIndexed(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
