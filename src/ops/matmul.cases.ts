import type { OpCase } from "../../test/contract/cases.ts";

function product(label: string, a: readonly number[], b: readonly number[]): OpCase {
  return { op: "MatMul", label, inputs: [{ dims: a }, { dims: b }] };
}

export const cases: readonly OpCase[] = [
  product("two matrices", [2, 3], [3, 4]),
  product("a batch by a matrix", [2, 5, 3], [3, 4]),
  product("two batch axes by a matrix", [2, 2, 3, 4], [4, 3]),
  product("a matrix by a batch", [2, 3], [4, 3, 2]),
  product("equal batches", [3, 2, 3], [3, 3, 2]),
  product("a repeated left batch", [1, 2, 3], [3, 3, 2]),
  product("batches repeated in different axes", [2, 1, 2, 3], [3, 3, 2]),
  product("a row vector", [3], [3, 4]),
  product("a column vector", [2, 3], [3]),
  product("two vectors", [3], [3]),
  product("a row vector by a batch", [3], [2, 3, 4]),
  product("a batch by a column vector", [2, 4, 3], [3]),
];
