export type Scores = Float32Array | Float64Array;

/** Ids in the falling order of their scores, sorted only as far down as they are asked for. */
export class Ranking {
  readonly #scores: Scores;
  readonly #top: number;
  readonly #sorted: number[] = [];
  /** Every score from here up is sorted. */
  #floor = Infinity;
  /** How far below the top the next floor is. */
  #step = 4;

  /** @param top - The largest score. No score is NaN. */
  constructor(scores: Scores, top: number) {
    this.#scores = scores;
    this.#top = top;
  }

  at(place: number): number {
    while (this.#sorted.length <= place && this.#floor > -Infinity) this.#extend();
    return this.#sorted[place];
  }

  /** How many ids have at least the score of the one at a place, counted from 1. */
  countTo(place: number): number {
    const last = this.#scores[this.at(place - 1)];
    let count = place;
    while (this.#scores[this.at(count)] === last) count++;
    return count;
  }

  first(count: number): readonly number[] {
    return Array.from({ length: count }, (_, i) => this.at(i));
  }

  #extend(): void {
    const scores = this.#scores;
    const ceiling = this.#floor;
    this.#floor = this.#step > 1000 ? -Infinity : this.#top - this.#step;
    this.#step *= 2;
    const block: number[] = [];
    for (let id = 0; id < scores.length; id++) {
      if (scores[id] < ceiling && scores[id] >= this.#floor) block.push(id);
    }
    block.sort((a, b) => scores[b] - scores[a] || a - b);
    for (const id of block) this.#sorted.push(id);
  }
}
