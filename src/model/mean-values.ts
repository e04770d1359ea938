import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { SourceValue } from "./edit-values.ts";
import type { MeanSource } from "./edit.ts";
import { isPosition, select } from "./selection.ts";
import { extract } from "./slice.ts";
import type { Input, Site } from "./types.ts";

/**
 * Mean of a site over the real tokens of every source row, `[1, 1 or pos, …]`.
 *
 * @param bos - Id of the token that `bos: false` leaves out where it begins a row.
 */
export function meanOf(
  site: Site,
  source: MeanSource,
  values: readonly SourceValue[],
  bos: number | null,
): Tensor {
  const positions = site.axes.filter(isPosition);
  if (source.over === "all" && positions.length > 1) {
    throw new VitrineError(
      "BAD_EDIT",
      `${site.name}: a mean over all positions has no meaning where both ${positions.join(" and ")} are positions. Use over: "pos" with inputs of one length.`,
    );
  }
  const rows = values.flatMap(({ tensor, batch, site: from }) =>
    batch.rows.map(({ ids }, row) => {
      const all = select(from, tensor.dims, undefined, batch, [row]).indices(row);
      return { tensor, indices: all, startsWithBos: bos !== null && ids[0] === bos };
    }),
  );
  if (source.over === "pos") return meanPerPosition(site, rows);
  const isKept = source.bos ?? true;
  if (!isKept && bos === null) {
    throw new VitrineError(
      "BAD_EDIT",
      `${site.name}: bos: false needs to know the token that begins a text, and this model's tokenizer names none. Leave bos out.`,
    );
  }
  return meanOverPositions(site, rows, isKept);
}

/** The inputs of a mean; one over a suite was refused before. */
export function meanInputs({ mean }: MeanSource): readonly Input[] {
  return mean as readonly Input[];
}

interface SourceRow {
  readonly tensor: Tensor;
  readonly indices: readonly (readonly number[])[];
  readonly startsWithBos: boolean;
}

function meanPerPosition(
  site: Site,
  rows: readonly Pick<SourceRow, "tensor" | "indices">[],
): Tensor {
  const parts = rows.map(({ tensor, indices }) => extract(tensor, indices));
  for (const part of parts) {
    if (part.dims.every((dim, i) => dim === parts[0].dims[i])) continue;
    throw new VitrineError(
      "BAD_EDIT",
      `${site.name}: a mean per position needs inputs of one length; expected [${parts[0].dims.join(", ")}], got [${part.dims.join(", ")}]. Use over: "all".`,
    );
  }
  const data = new Float32Array(parts[0].data.length);
  for (let i = 0; i < data.length; i++) {
    let sum = 0;
    for (const part of parts) sum += Number(part.data[i]);
    data[i] = sum / parts.length;
  }
  return { dtype: "float32", dims: parts[0].dims, data };
}

function meanOverPositions(site: Site, rows: readonly SourceRow[], bos: boolean): Tensor {
  const axis = site.axes.findIndex(isPosition);
  const tokens = rows.flatMap(({ tensor, indices, startsWithBos }) => {
    const places = axis < 0 ? [0] : indices[axis].slice(!bos && startsWithBos ? 1 : 0);
    return places.map((at) =>
      extract(
        tensor,
        indices.map((all, i) => (i === axis ? [at] : all)),
      ),
    );
  });
  if (tokens.length === 0) {
    throw new VitrineError("BAD_EDIT", `${site.name}: the mean is over no tokens.`);
  }
  return meanPerPosition(
    site,
    tokens.map((tensor) => ({ tensor, indices: tensor.dims.map(count) })),
  );
}

function count(dim: number): number[] {
  return Array.from({ length: dim }, (_, i) => i);
}
