/** Milliseconds watched before an end is foretold. */
const PATIENCE = 1000;
/** Milliseconds over which the rate is averaged. */
const MEMORY = 5000;

/**
 * Foretells how long work will still take, from the rate at which it is done lately. The time of the
 * end stays where it is until it is clearly wrong, so that what is shown counts down evenly.
 */
export class TimeLeft {
  #start: number | null = null;
  #at = 0;
  #done = 0;
  /** Milliseconds for one unit; null before the first. */
  #pace: number | null = null;
  #end: number | null = null;

  /** Takes note that `done` of `total` is done at `now`, in milliseconds. */
  update(now: number, done: number, total: number): void {
    if (this.#start === null || done < this.#done) return this.#begin(now, done);
    if (done === this.#done) return;
    this.#learn((now - this.#at) / (done - this.#done), now - this.#at);
    [this.#at, this.#done] = [now, done];
    if (now - this.#start < PATIENCE || this.#pace === null) return;
    const left = this.#pace * (total - done);
    const end = now + left;
    if (this.#end === null || Math.abs(end - this.#end) > 1000 + left * 0.2) this.#end = end;
  }

  /** Whole seconds left at `now`, at least 1; null where that is not known. */
  seconds(now: number): number | null {
    return this.#end === null ? null : Math.max(1, Math.ceil((this.#end - now) / 1000));
  }

  #begin(now: number, done: number): void {
    [this.#start, this.#at, this.#done] = [now, now, done];
    [this.#pace, this.#end] = [null, null];
  }

  #learn(pace: number, elapsed: number): void {
    const weight = this.#pace === null ? 1 : 1 - Math.exp(-elapsed / MEMORY);
    this.#pace = (this.#pace ?? 0) * (1 - weight) + pace * weight;
  }
}
