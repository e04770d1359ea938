import { matmul, type Matrix64 } from "../../tensor/matrix.ts";

/**
 * Makes each row of `[…, key]` sum to one, in place; a row that is nothing but zeros stays so.
 * @returns How many stayed so.
 */
export function sharesOfRows(values: Float64Array, length: number): number {
  let empty = 0;
  for (let start = 0; start < values.length; start += length) {
    const row = values.subarray(start, start + length);
    const sum = row.reduce((total, value) => total + value, 0);
    if (sum > 0) for (let i = 0; i < length; i++) row[i] /= sum;
    else empty++;
  }
  return empty;
}

/** Shares `[layer, query, key]` followed down to the input, C_l … C_0, for each layer l. */
export function rolledOut(shares: Float64Array, length: number): Float64Array {
  const size = length * length;
  const rolled = shares.slice();
  for (let start = size; start < rolled.length; start += size) {
    const below = mapAt(rolled, start - size, length);
    rolled.set(matmul(mapAt(shares, start, length), below).data, start);
  }
  return rolled;
}

function mapAt(values: Float64Array, start: number, length: number): Matrix64 {
  const data = values.subarray(start, start + length * length);
  return { rows: length, columns: length, data };
}
