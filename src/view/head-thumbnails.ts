import type { Cells } from "./blocks.ts";
import { headRole, type HeadRole } from "./head-role.ts";
import { labelsAt, type NumberArray, numbersAt } from "./resolve.ts";
import type { HeadGridView, Viewable } from "./spec.ts";

/** A head, and its pattern made small. */
export interface Thumbnail {
  /** Index in the grid's `layers`. */
  readonly layer: number;
  /** Index in the grid's `heads`. */
  readonly head: number;
  readonly role: HeadRole;
  /** What the queries of a block give to the keys of a block: rows still add up to one. */
  readonly cells: Cells;
}

export interface Thumbnails {
  readonly layers: readonly string[];
  readonly heads: readonly string[];
  /** Tokens as labels. */
  readonly keys: readonly string[];
  /** Queries and keys in one cell. */
  readonly rowSize: number;
  readonly columnSize: number;
  readonly list: readonly Thumbnail[];
}

/** What runs across a grid of heads, and what down it. */
export interface Sides {
  readonly columns: Side;
  readonly rows: Side;
  /** Column and row of a thumbnail. */
  readonly placeOf: (one: Thumbnail) => readonly [column: number, row: number];
}

export interface Side {
  readonly title: "view.layer" | "view.head";
  readonly names: readonly string[];
}

/** Heads across, layers upwards from `first`; layers across where each has only one head. */
export function sidesOf(
  { layers, heads }: { readonly layers: readonly string[]; readonly heads: readonly string[] },
  first: number,
): Sides {
  if (heads.length === 1) {
    return {
      columns: { title: "view.layer", names: layers },
      rows: { title: "view.head", names: heads },
      placeOf: ({ layer }) => [layer, 0],
    };
  }
  return {
    columns: { title: "view.head", names: heads },
    rows: { title: "view.layer", names: layers.slice(first).reverse() },
    placeOf: ({ layer, head }) => [head, layers.length - 1 - layer],
  };
}

/**
 * Every head from layer `first` on, each in at most so many cells.
 *
 * @param most - Rows and columns of a thumbnail.
 */
export function thumbnails(
  view: HeadGridView,
  result: Viewable,
  most: { readonly rows: number; readonly columns: number },
  first = 0,
): Thumbnails {
  const numbers = numbersAt(result, view.data);
  const [layerCount, headCount, queries, keys] = numbers.dims;
  const rowSize = Math.max(1, Math.ceil(queries / most.rows));
  const columnSize = Math.max(1, Math.ceil(keys / most.columns));
  const list: Thumbnail[] = [];
  for (let layer = first; layer < layerCount; layer++) {
    for (let head = 0; head < headCount; head++) {
      const pattern = patternAt(numbers, layer * headCount + head);
      const role = headRole(pattern.weight, queries, keys);
      list.push({ layer, head, role, cells: gathered(pattern, rowSize, columnSize) });
    }
  }
  return {
    layers: labelsAt(result, view.encoding.layers),
    heads: labelsAt(result, view.encoding.heads),
    keys: labelsAt(result, view.encoding.keys),
    rowSize,
    columnSize,
    list,
  };
}

interface Pattern {
  readonly queries: number;
  readonly keys: number;
  /** Row-major. */
  readonly weight: (index: number) => number;
}

function patternAt({ dims, get }: NumberArray, index: number): Pattern {
  const [, , queries, keys] = dims;
  const first = index * queries * keys;
  return { queries, keys, weight: (i) => get(first + i) };
}

/** Summed over the keys of a block, averaged over its queries. */
function gathered({ queries, keys, weight }: Pattern, rowSize: number, columnSize: number): Cells {
  const rows = Math.ceil(queries / rowSize);
  const columns = Math.ceil(keys / columnSize);
  const values = new Float64Array(rows * columns);
  for (let query = 0, i = 0; query < queries; query++) {
    const row = Math.floor(query / rowSize);
    const among = Math.min(rowSize, queries - row * rowSize);
    for (let key = 0; key < keys; key++, i++) {
      values[row * columns + Math.floor(key / columnSize)] += weight(i) / among;
    }
  }
  return { rows, columns, values };
}
