import { throwIfAborted } from "../../errors.ts";
import type { Model } from "../../model/types.ts";
import { matrixAt } from "../../tensor/batched.ts";
import { doubled, type Matrix64, transposed } from "../../tensor/matrix.ts";
import type { Context } from "../context.ts";
import { numbers } from "./tensors.ts";

/** A query head's matrices, rows of the residual stream from the left; keys and values once per query head. */
export interface HeadCircuits {
  readonly layer: number;
  readonly head: number;
  /** `[d_model, d_head]`: QK = q kᵀ. */
  readonly q: Matrix64;
  readonly k: Matrix64;
  /** `[d_model, d_head]` and `[d_head, d_model]`: OV = v o. */
  readonly v: Matrix64;
  readonly o: Matrix64;
}

/** What the norms before attention do to weights. */
interface NormFolding {
  /** Whether gains are folded into what reads them. */
  readonly gains: boolean;
  /** Whether the mean over d_model, which LayerNorm takes away, is taken out of what is read and written. */
  readonly centred: boolean;
}

/**
 * Which folding there is to do: both only where the norm stands before attention and nothing else reads
 * the stream. After-norms (BERT) are part of the stream itself, and RMSNorm does not centre.
 */
export function foldingOf(model: Model, wanted: boolean): NormFolding {
  const kinds = model.sites().map(({ kind }) => kind);
  const norm = kinds.indexOf("ln1.scale");
  const before = norm >= 0 && norm < kinds.indexOf("attn.q");
  const gains = wanted && before;
  return { gains, centred: gains && model.config.normalizationType === "LN" };
}

/** Every query head of some layers, one layer after the other. */
export async function* readHeadCircuits(
  model: Model,
  layers: readonly number[],
  { gains, centred }: NormFolding,
  { where, signal }: Pick<Context, "where" | "signal">,
): AsyncGenerator<readonly HeadCircuits[]> {
  const all = gains ? numbers(await model.weight("ln1.w")) : null; // [layer, d_model]
  const { dModel, nHeads } = model.config;
  for (const layer of layers) {
    throwIfAborted(signal, where);
    const [qk, ov] = [await model.circuit("QK", { layer }), await model.circuit("OV", { layer })];
    const gain = all?.slice(layer * dModel, (layer + 1) * dModel) ?? null;
    const read = (matrix: Matrix64): Matrix64 => {
      if (gain !== null) scaleRows(matrix, gain);
      if (centred) centreColumns(matrix);
      return matrix;
    };
    yield Array.from({ length: nHeads }, (_, head) => {
      const out = transposed(matrixAt(ov.b, head)); // [d_model, d_head]
      if (centred) centreColumns(out);
      return {
        layer,
        head,
        q: read(doubled(matrixAt(qk.a, head))),
        k: read(transposed(matrixAt(qk.b, head))),
        v: read(doubled(matrixAt(ov.a, head))),
        o: transposed(out),
      };
    });
  }
}

/** Row i times the i-th number. */
function scaleRows({ rows, columns, data }: Matrix64, by: ArrayLike<number>): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[i * columns + j] *= by[i];
  }
}

/** Takes its mean out of every column. */
function centreColumns({ rows, columns, data }: Matrix64): void {
  const means = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) means[i % columns] += data[i] / rows;
  for (let i = 0; i < data.length; i++) data[i] -= means[i % columns];
}
