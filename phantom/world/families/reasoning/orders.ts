/** A relation that carries over: if a stands before b and b before c, then a stands before c. */
export interface Order {
  readonly claim: string;
  readonly question: string;
  /** Asks for an end of the row: `{asked}` is `most` or `least`. */
  readonly who: string;
  readonly most: string;
  readonly least: string;
}

/**
 * Each is told from one end alone: were there “shorter than” beside “taller than”, the end that is
 * asked for would be an exclusive or of two words, which takes a small model more texts than it gets.
 */
export const orders: readonly Order[] = [
  compared("left of", "furthest left", "furthest right"),
  compared("taller than", "tallest", "shortest"),
  compared("older than", "oldest", "youngest"),
  compared("faster than", "fastest", "slowest"),
  compared("richer than", "richest", "poorest"),
  {
    claim: "{a} arrived before {b}",
    question: "did {a} arrive before {b}?",
    who: "who arrived {asked}?",
    most: "first",
    least: "last",
  },
];

function compared(than: string, most: string, least: string): Order {
  return {
    claim: `{a} is ${than} {b}`,
    question: `is {a} ${than} {b}?`,
    who: "who is {asked}?",
    most,
    least,
  };
}
