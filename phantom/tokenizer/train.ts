import { VitrineError } from "vitrine";
import { MergeQueue, type Candidate } from "./merge-queue.ts";
import { ALPHABET, countPreTokens } from "./pre-tokens.ts";

export interface TrainTokenizerOptions {
  /** Entries at most: special tokens, the 256 bytes, and one for each merge. */
  readonly size: number;
  /** Tokens with the first ids, which no text is cut into. */
  readonly specials: readonly string[];
}

/** What a byte-level BPE tokenizer has learned. */
export interface TrainedTokenizer {
  /** Tokens by id, bytes written as GPT-2's stand-ins. */
  readonly vocabulary: readonly string[];
  /** Pairs of tokens that are joined, the earliest first. */
  readonly merges: readonly (readonly [string, string])[];
}

/**
 * Byte-level BPE: again and again the most frequent pair of neighbouring tokens becomes a token, of
 * equally frequent pairs the one with the lowest ids. Gives what `BpeTrainer` of Hugging Face's
 * `tokenizers` gives with a `ByteLevel` pre-tokenizer and its alphabet, also in that counts of pairs
 * already merged stay in its books, which shows where one token is spelled by two merges. The same
 * texts give the same tokenizer, whatever their order.
 *
 * @throws VitrineError `BAD_OPTION` for a size that has no place for specials and bytes.
 * @see Sennrich, Haddow & Birch 2016, algorithm 1, https://arxiv.org/abs/1508.07909
 */
export function trainTokenizer(
  texts: Iterable<string>,
  { size, specials }: TrainTokenizerOptions,
): TrainedTokenizer {
  const vocabulary = [...specials, ...ALPHABET];
  if (!Number.isInteger(size) || size < vocabulary.length) {
    const message = `trainTokenizer: size too small; expected at least ${vocabulary.length} (${specials.length} special tokens and 256 bytes), got ${size}.`;
    throw new VitrineError("BAD_OPTION", `${message} Give the number of entries wanted.`);
  }
  return learn(new Words(countPreTokens(texts), vocabulary), vocabulary, size);
}

function learn(words: Words, vocabulary: string[], size: number): TrainedTokenizer {
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const merges = new Map<string, readonly [string, string]>();
  const queue = new MergeQueue();
  for (const candidate of words.candidates()) queue.push(candidate);
  while (vocabulary.length < size) {
    const top = queue.pop();
    if (top === null || top.count < 1) break;
    const count = words.count(top);
    if (top.count !== count) {
      queue.push({ ...top, count });
      continue;
    }
    const pair = [vocabulary[top.left], vocabulary[top.right]] as const;
    const token = pair.join("");
    const id = ids.get(token) ?? vocabulary.length;
    if (id === vocabulary.length) vocabulary.push(token);
    ids.set(token, id);
    merges.delete(pair.join(" ")); // a pair that is merged again counts from the last time
    merges.set(pair.join(" "), pair);
    for (const candidate of words.merge(top, id)) queue.push(candidate);
  }
  return { vocabulary, merges: [...merges.values()] };
}

/** More than any id: `left · BASE + right` names a pair and is exact. */
const BASE = 2 ** 26;

/** The different words of the texts as rows of token ids, and how often each pair stands in them. */
class Words {
  readonly #rows: number[][];
  readonly #counts: readonly number[];
  readonly #pairs = new Map<number, number>();
  /** Pairs that came to stand in words since they were last asked for, with those words. */
  #fresh = new Map<number, Set<number>>();

  constructor(pieces: ReadonlyMap<string, number>, vocabulary: readonly string[]) {
    const ids = new Map(vocabulary.map((token, id) => [token, id]));
    this.#rows = Array.from(pieces.keys(), (piece) => Array.from(piece, (c) => ids.get(c)!));
    this.#counts = [...pieces.values()];
    for (const [word, row] of this.#rows.entries()) {
      for (let i = 1; i < row.length; i++) this.#add(row[i - 1], row[i], word);
    }
  }

  count({ left, right }: Candidate): number {
    return this.#pairs.get(left * BASE + right) ?? 0;
  }

  /** What came to stand side by side since the last call. */
  candidates(): Candidate[] {
    const fresh = Array.from(this.#fresh, ([key, words]) => ({
      left: Math.floor(key / BASE),
      right: key % BASE,
      count: this.#pairs.get(key) ?? 0,
      words,
    }));
    this.#fresh = new Map();
    return fresh.filter(({ count }) => count > 0);
  }

  /** Joins a candidate's pair in its words to one token; returns the candidates that this makes. */
  merge({ left, right, words }: Candidate, id: number): Candidate[] {
    for (const word of words) {
      const row = this.#rows[word];
      for (let i = 0; i + 1 < row.length; i++) {
        if (row[i] !== left || row[i + 1] !== right) continue;
        row.splice(i, 2, id);
        if (i > 0) this.#replace([row[i - 1], left], [row[i - 1], id], word);
        if (i + 1 < row.length) this.#replace([right, row[i + 1]], [id, row[i + 1]], word);
      }
    }
    return this.candidates();
  }

  #replace(old: readonly [number, number], now: readonly [number, number], word: number): void {
    const key = old[0] * BASE + old[1];
    this.#pairs.set(key, (this.#pairs.get(key) ?? 0) - this.#counts[word]);
    this.#add(now[0], now[1], word);
  }

  #add(left: number, right: number, word: number): void {
    const key = left * BASE + right;
    this.#pairs.set(key, (this.#pairs.get(key) ?? 0) + this.#counts[word]);
    const words = this.#fresh.get(key);
    if (words === undefined) this.#fresh.set(key, new Set([word]));
    else words.add(word);
  }
}
