import { Builder } from "../graph/builder.ts";
import { opTable } from "../ops/table.generated.ts";
import type { DType } from "../tensor/dtype.ts";
import { encode, type Encoded } from "./ort-session.ts";

/** A graph whose output `y` is its input `x`, a tensor of this type and rank. */
export function passThrough(dtype: DType, rank: number): Encoded {
  const g = new Builder(opTable);
  const dims = Array.from({ length: rank }, (_, i) => `d${i}`);
  g.output("y", g.input("x", dtype, dims));
  return encode(g.build(), new Map(), { inside: false, weightsFirst: false });
}
