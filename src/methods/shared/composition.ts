import { frobeniusNorm, matmul, type Matrix64, transposed } from "../../tensor/matrix.ts";
import { qr } from "../../tensor/qr.ts";
import type { HeadCircuits } from "./head-circuits.ts";

/** As what a later head reads what an earlier one wrote. */
export type Via = "q" | "k" | "v";

/** What a head writes, up to a rotation of its reading side: `[d_head, d_model]`. */
export type Writing = Matrix64;

/** What a head reads as queries, keys and values, up to rotations of the other side: `[d_model, d_head]`. */
type Reading = Readonly<Record<Via, Matrix64>>;

/** R_V W_O, with W_V = Q R_V: as long as W_V W_O whatever it is multiplied with. */
export function writingOf({ v, o }: HeadCircuits): Writing {
  return matmul(qr(v).r, o);
}

/** W_Q R_Kᵀ, W_K R_Qᵀ and W_V R_O, likewise: as long as QK, QKᵀ and OV after whatever they are multiplied with. */
export function readingOf({ q, k, v, o }: HeadCircuits): Reading {
  return {
    q: matmul(q, transposed(qr(k).r)),
    k: matmul(k, transposed(qr(q).r)),
    v: matmul(v, transposed(qr(transposed(o)).r)),
  };
}

/**
 * ‖A B‖ / (‖A‖ ‖B‖) in Frobenius norms, A what one head writes and B what another reads (Elhage et al.
 * 2021): 0 where B reads nothing that A writes, at most 1. NaN where either is zero.
 */
export function compositionScore(a: Matrix64, b: Matrix64): number {
  return frobeniusNorm(matmul(a, b)) / (frobeniusNorm(a) * frobeniusNorm(b));
}

/**
 * What chance gives: with U a random rotation of the residual stream between them, E ‖A U B‖² =
 * ‖A‖² ‖B‖² / d for any A and B, so that the root mean square of the score is 1/√d. The same holds of
 * random matrices of the same shapes, since their directions are rotations at random.
 *
 * @param d - Dimensions of what can be written and read: d_model, one less where it is centred.
 */
export function chanceScore(d: number): number {
  return 1 / Math.sqrt(d);
}
