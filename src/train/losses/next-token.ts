import { IGNORED } from "../batch.ts";
import { crossEntropy } from "./cross-entropy.ts";
import type { Loss } from "./define.ts";

/**
 * Causal language modelling: each position tells the token after it; the mean cross-entropy over
 * all tokens but each row's first, padding and ignored ones left out.
 */
export const nextToken: Loss = {
  name: "next-token",
  head: "lm",
  fits: "causal",
  unread: 1,
  answers({ rows, labels = rows }, length) {
    const cells: number[] = [];
    const classes: number[] = [];
    labels.forEach((label, row) => {
      for (let i = 1; i < label.length; i++) {
        if (label[i] === IGNORED) continue;
        cells.push(row * length + i - 1);
        classes.push(label[i]);
      }
    });
    return { cells, classes };
  },
  write: crossEntropy,
};
