/** A relation that carries over: if a stands before b and b before c, then a stands before c. */
export interface Order {
  readonly claim: string;
  readonly question: string;
  /** Asks for an end of the row: `{asked}` is `most` or `least`. */
  readonly who: string;
  readonly most: string;
  readonly least: string;
}

export const orders: readonly Order[] = [
  ...bothWays("is left of", "is right of", "furthest left", "furthest right"),
  ...bothWays("is taller than", "is shorter than", "tallest", "shortest"),
  ...bothWays("is older than", "is younger than", "oldest", "youngest"),
  arrival("before", "first", "last"),
  arrival("after", "last", "first"),
];

/** One order told from each of its ends. */
function bothWays(than: string, lessThan: string, most: string, least: string): readonly Order[] {
  return [order(than, most, least), order(lessThan, least, most)];
}

function order(than: string, most: string, least: string): Order {
  const word = than.slice("is ".length);
  return {
    claim: `{a} ${than} {b}`,
    question: `is {a} ${word} {b}?`,
    who: "who is {asked}?",
    most,
    least,
  };
}

function arrival(word: string, most: string, least: string): Order {
  return {
    claim: `{a} arrived ${word} {b}`,
    question: `did {a} arrive ${word} {b}?`,
    who: "who arrived {asked}?",
    most,
    least,
  };
}
