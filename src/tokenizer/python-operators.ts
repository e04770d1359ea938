import type { RuntimeValue } from "./python-text.ts";

/** Python's `==`: by value and by what lists and mappings hold; `True` is 1, text is never a number. */
export function areEqual(a: RuntimeValue, b: RuntimeValue): boolean {
  if (isNumber(a) && isNumber(b)) return Number(a.value) === Number(b.value);
  if (a.type !== b.type) return false;
  if (Array.isArray(a.value) && Array.isArray(b.value)) {
    return areAllEqual(a.value as RuntimeValue[], b.value as RuntimeValue[]);
  }
  if (a.value instanceof Map && b.value instanceof Map) {
    return haveEqualEntries(a.value as Entries, b.value as Entries);
  }
  return a.value === b.value;
}

/** Python's `%` of numbers: what is left has the divisor's sign. Null for anything else. */
export function modulo(a: RuntimeValue, b: RuntimeValue): number | null {
  if (!isNumber(a) || !isNumber(b) || Number(b.value) === 0) return null;
  const [value, divisor] = [Number(a.value), Number(b.value)];
  return value - divisor * Math.floor(value / divisor);
}

type Entries = ReadonlyMap<string, RuntimeValue>;

function isNumber({ type }: RuntimeValue): boolean {
  return type === "IntegerValue" || type === "FloatValue" || type === "BooleanValue";
}

function areAllEqual(a: readonly RuntimeValue[], b: readonly RuntimeValue[]): boolean {
  return a.length === b.length && a.every((value, i) => areEqual(value, b[i]));
}

function haveEqualEntries(a: Entries, b: Entries): boolean {
  return (
    a.size === b.size && [...a].every(([key, value]) => b.has(key) && areEqual(value, b.get(key)!))
  );
}
