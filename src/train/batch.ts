/** Rows of token ids that one step trains on. Rows may differ in length: they are padded on the right. */
export interface TrainingBatch {
  /** Token ids of each row, without padding. */
  readonly rows: readonly ArrayLike<number>[];
  /** Token type of each token, as long as `ids`; default zeros. */
  readonly typeIds?: readonly ArrayLike<number>[];
  /**
   * What each position is asked for, as long as its row: a token id, or −100 where nothing is asked.
   * For `maskedLm` required: the token that stood there. For `nextToken` optional: the token that
   * stands there itself, which the position before has to tell; default `rows`.
   */
  readonly labels?: readonly ArrayLike<number>[];
  /** Class of each row, for `classification`; −100 where none is known. */
  readonly classes?: ArrayLike<number>;
}

/** Where nothing is asked. PyTorch's `ignore_index`. */
export const IGNORED = -100;
