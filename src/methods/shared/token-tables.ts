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
  meanRow,
  type Spectrum,
  type TokenPair,
} from "./token-circuits.ts";

/** Embedding and unembedding, and what lies between the sides of a head. */
interface TokenTables {
  /** `[vocab, d_model]`, both. */
  readonly embed: Matrix;
  readonly unembed: Matrix;
  /** Gain of the last norm; null where it is not folded. */
  readonly lastGain: ArrayLike<number> | null;
  /** The mean token said, and the mean token as a key; zeros where nothing is centred. */
  readonly meanSaid: Float64Array;
  readonly meanKey: Float64Array;
  /** W_U W_E and W_Eᵀ W_E, `[d_model, d_model]`, what is said and what is looked for less its mean. */
  readonly outIn: Matrix64;
  readonly inIn: Matrix64;
}

/**
 * Reads both, once for all heads.
 *
 * @param gains - Whether the gain of the last norm is counted in.
 * @param centre - Whether what raises all logits, or the scores of all keys, alike is taken out.
 */
export async function readTables(
  model: Model,
  { gains, centre }: { readonly gains: boolean; readonly centre: boolean },
  context: Context,
): Promise<TokenTables> {
  checkSize(context, model);
  const embed = matrixAt(await model.weight("W_E"), 0);
  const unembed = matrixAt(swapLastAxes(await model.weight("W_U")), 0);
  const hasNorm = model.weightNames().includes(LAST_GAIN);
  const [meanSaid, meanKey] = [unembed, embed].map((table) =>
    centre ? meanRow(table) : new Float64Array(table.columns),
  );
  const inIn = gram(embed, embed, meanKey);
  return {
    embed,
    unembed,
    meanSaid,
    meanKey,
    lastGain: gains && hasNorm ? numbers(await model.weight(LAST_GAIN)) : null,
    outIn: model.config.tieWordEmbeddings ? inIn : gram(unembed, embed, meanSaid),
    inIn,
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
  { embed, unembed, meanSaid, meanKey, lastGain }: TokenTables,
  tokens: number,
  top: number,
): { readonly ov: readonly TokenPair[]; readonly qk: readonly TokenPair[] } {
  const given = firstRows(embed, tokens, null);
  const said = firstRows(unembed, tokens, meanSaid);
  const keys = firstRows(embed, tokens, meanKey);
  const out = matmul(said, transposed(toLogits(head, lastGain)));
  return {
    ov: largestCells(matmul(given, head.v), out, top),
    qk: largestCells(matmul(given, head.q), matmul(keys, head.k), top),
  };
}

/** @param origin - Subtracted from each row; null for zeros. */
function firstRows({ columns, data }: Matrix, rows: number, origin: Float64Array | null): Matrix64 {
  const made = Float64Array.from(data.subarray(0, rows * columns));
  if (origin !== null) for (let i = 0; i < made.length; i++) made[i] -= origin[i % columns];
  return { rows, columns, data: made };
}
