/** Two neighbouring tokens, and the words in which they came to stand side by side. */
export interface Candidate {
  readonly left: number;
  readonly right: number;
  /** Occurrences when it was put into the queue; no more than a bound once words have changed. */
  count: number;
  readonly words: ReadonlySet<number>;
}

/** Candidates, the most frequent first; of equally frequent ones that with the lowest ids. */
export class MergeQueue {
  readonly #heap: Candidate[] = [];

  push(candidate: Candidate): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(candidate);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(candidate, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = candidate;
  }

  pop(): Candidate | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined) return null;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts a candidate in place of the first. */
  #sink(candidate: Candidate): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], candidate)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = candidate;
  }
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return (a.count - b.count || b.left - a.left || b.right - a.right) > 0;
}
