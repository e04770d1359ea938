import { VitrineError } from "../../errors.ts";
import { IGNORED } from "../batch.ts";
import { crossEntropy } from "./cross-entropy.ts";
import type { Loss } from "./define.ts";

/**
 * Masked language modelling (Devlin et al. 2019, §3.1): the mean cross-entropy of the tokens that
 * stood where `labels` asks. What is masked, and how, is the batch's matter.
 */
export const maskedToken: Loss = {
  name: "masked-token",
  head: "lm",
  fits: "bidirectional",
  unread: 0,
  answers({ labels }, length) {
    if (labels === undefined) throw noLabels();
    const cells: number[] = [];
    const classes: number[] = [];
    labels.forEach((label, row) => {
      for (let i = 0; i < label.length; i++) {
        if (label[i] === IGNORED) continue;
        cells.push(row * length + i);
        classes.push(label[i]);
      }
    });
    return { cells, classes };
  },
  write: crossEntropy,
};

function noLabels(): VitrineError {
  return new VitrineError(
    "BAD_INPUT",
    'maskedToken: the batch has no "labels"; expected one row of labels for each row, the token that stood there or −100.',
  );
}
