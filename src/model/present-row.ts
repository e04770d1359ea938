import type { Tensor } from "../tensor/tensor.ts";
import type { Batch } from "./batch.ts";
import { select } from "./selection.ts";
import { extract } from "./slice.ts";
import type { Site } from "./types.ts";

/** One row of a batch tensor, trimmed to the row's own tokens; the batch axis is kept as 1. */
export function presentRow(site: Site, tensor: Tensor, row: number, batch: Batch): Tensor {
  const selection = select(site, tensor.dims, undefined, batch, [row]);
  return { ...extract(tensor, selection.indices(row)), axes: site.axes };
}
