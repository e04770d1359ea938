import { sizeOf, stridesOf } from "../../tensor/tensor.ts";

/**
 * One innermost row of a walk: element `at + i` of the walked dims meets element
 * `offsets[k] + i * steps[k]` of operand k, for i below `length`. Reused from row to row.
 */
export interface Row {
  at: number;
  readonly length: number;
  readonly offsets: number[];
  readonly steps: readonly number[];
}

/**
 * Walks `dims` in row-major order with operands that broadcast to them, one innermost row at a
 * time. Neighbouring axes that every operand steps through evenly are walked as one, so operands
 * of the same dims make a single row.
 */
export function forEachRow(
  dims: readonly number[],
  operands: readonly (readonly number[])[],
  visit: (row: Row) => void,
): void {
  const total = sizeOf(dims);
  if (total === 0) return;
  const { lengths, strides } = mergeAxes(dims, operands);
  const inner = lengths.length - 1;
  const row: Row = {
    at: 0,
    length: lengths[inner],
    offsets: operands.map(() => 0),
    steps: strides.map((steps) => steps[inner]),
  };
  const index = lengths.map(() => 0);
  for (; row.at < total; row.at += row.length) {
    visit(row);
    advance(index, lengths, strides, row.offsets);
  }
}

/** Steps the axes before the innermost, last first. */
function advance(
  index: number[],
  lengths: readonly number[],
  strides: readonly (readonly number[])[],
  offsets: number[],
): void {
  for (let axis = lengths.length - 2; axis >= 0; axis--) {
    const wraps = ++index[axis] === lengths[axis];
    const move = wraps ? 1 - lengths[axis] : 1;
    for (let k = 0; k < offsets.length; k++) offsets[k] += move * strides[k][axis];
    if (!wraps) return;
    index[axis] = 0;
  }
}

function mergeAxes(
  dims: readonly number[],
  operands: readonly (readonly number[])[],
): { lengths: number[]; strides: number[][] } {
  const full = operands.map((operand) => broadcastStrides(dims, operand));
  const lengths = [1];
  const strides = operands.map(() => [0]);
  dims.forEach((length, axis) => {
    if (length === 1) return;
    const last = lengths.length - 1;
    const isEven = full.every((steps, k) => strides[k][last] === steps[axis] * length);
    if (isEven || lengths[last] === 1) {
      lengths[last] *= length;
      full.forEach((steps, k) => (strides[k][last] = steps[axis]));
    } else {
      lengths.push(length);
      full.forEach((steps, k) => strides[k].push(steps[axis]));
    }
  });
  return { lengths, strides };
}

/** Strides of an operand along each axis of `dims`; 0 where it is repeated. */
function broadcastStrides(dims: readonly number[], operand: readonly number[]): number[] {
  const own = stridesOf(operand);
  const lead = dims.length - operand.length;
  return dims.map((_, axis) => (axis < lead || operand[axis - lead] === 1 ? 0 : own[axis - lead]));
}
