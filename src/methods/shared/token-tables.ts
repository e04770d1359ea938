import { VitrineError } from "../../errors.ts";
import type { Model } from "../../model/types.ts";
import { matrixAt, swapLastAxes } from "../../tensor/batched.ts";
import { doubled, matmul, type Matrix, type Matrix64, transposed } from "../../tensor/matrix.ts";
import type { Context } from "../context.ts";
import type { HeadCircuits } from "./head-circuits.ts";
import { numbers } from "./tensors.ts";
import {
  circuitEigenvalues,
  gram,
  largestCells,
  type Spectrum,
  type TokenPair,
} from "./token-circuits.ts";

/** Embedding and unembedding, and what lies between the sides of a head. */
export interface TokenTables {
  /** `[vocab, d_model]`, both. */
  readonly embed: Matrix;
  readonly unembed: Matrix;
  /** Gain of the last norm; null where it is not folded. */
  readonly lastGain: ArrayLike<number> | null;
  /** W_U W_E and W_Eᵀ W_E, `[d_model, d_model]`. */
  readonly outIn: Matrix64;
  readonly inIn: Matrix64;
}

/**
 * Reads both, once for all heads.
 *
 * @param fold - Whether the gain of the last norm is counted in.
 */
export async function readTables(
  model: Model,
  fold: boolean,
  context: Context,
): Promise<TokenTables> {
  checkSize(context, model);
  const embed = matrixAt(await model.weight("W_E"), 0);
  const unembed = matrixAt(swapLastAxes(await model.weight("W_U")), 0);
  const hasNorm = model.weightNames().includes(LAST_GAIN);
  return {
    embed,
    unembed,
    lastGain: fold && hasNorm ? numbers(await model.weight(LAST_GAIN)) : null,
    outIn: gram(unembed, embed),
    inIn: gram(embed, embed),
  };
}

const LAST_GAIN = "ln_final.w";

function checkSize({ where, budget }: Context, { config: { dVocab, dModel } }: Model): void {
  const bytes = 3 * dVocab * dModel * Float32Array.BYTES_PER_ELEMENT;
  if (bytes <= budget) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: the embeddings of ${dVocab} tokens do not fit; expected at most ${budget} bytes, got ${bytes}. Raise the budget.`,
    { details: { bytes, budget } },
  );
}

/** Eigenvalues of a head's two circuits on tokens. */
export interface Spectra {
  readonly ov: Spectrum;
  readonly qk: Spectrum;
}

export function spectraOf(head: HeadCircuits, { outIn, inIn, lastGain }: TokenTables): Spectra {
  return {
    ov: circuitEigenvalues(head.v, outIn, toLogits(head, lastGain)),
    qk: circuitEigenvalues(head.q, inIn, transposed(head.k)),
  };
}

/** W_O with the gain of the last norm: what W_U reads. */
function toLogits({ o }: HeadCircuits, gain: ArrayLike<number> | null): Matrix64 {
  const made = doubled(o);
  if (gain !== null) {
    for (let i = 0; i < made.data.length; i++) made.data[i] *= gain[i % made.columns];
  }
  return made;
}

/** The largest cells of a head's circuits among the first tokens. */
export function tokenPairs(
  head: HeadCircuits,
  { embed, unembed, lastGain }: TokenTables,
  tokens: number,
  top: number,
): { readonly ov: readonly TokenPair[]; readonly qk: readonly TokenPair[] } {
  const [given, said] = [embed, unembed].map((table) => ({
    ...table,
    rows: tokens,
    data: table.data.subarray(0, tokens * table.columns),
  }));
  const out = matmul(said, transposed(toLogits(head, lastGain)));
  return {
    ov: largestCells(matmul(given, head.v), out, top),
    qk: largestCells(matmul(given, head.q), matmul(given, head.k), top),
  };
}
