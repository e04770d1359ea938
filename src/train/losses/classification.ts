import { VitrineError } from "../../errors.ts";
import { IGNORED } from "../batch.ts";
import { crossEntropy } from "./cross-entropy.ts";
import type { Loss } from "./define.ts";

/** Mean cross-entropy of each row's class, by the model's `class` head. */
export const classification: Loss = {
  name: "classification",
  head: "class",
  fits: "both",
  unread: 0,
  answers({ rows, classes }) {
    if (classes?.length !== rows.length) throw noClasses(rows.length, classes?.length ?? 0);
    const cells = [...rows.keys()].filter((row) => classes[row] !== IGNORED);
    return { cells, classes: cells.map((row) => classes[row]) };
  },
  write: crossEntropy,
};

function noClasses(expected: number, got: number): VitrineError {
  return new VitrineError(
    "BAD_INPUT",
    `classification: the batch needs one class for each row in "classes"; expected ${expected}, got ${got}.`,
  );
}
