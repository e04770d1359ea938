/** Steps that a mean reaches back over, about. */
const WINDOW = 50;
const KEEP = 1 - 1 / WINDOW;

/** What the meter knows; plain numbers, kept in checkpoints. */
export interface PaceState {
  /** Σ KEEP^age · loss. */
  readonly loss: number;
  /** Σ KEEP^age. */
  readonly weight: number;
}

/** Running means of loss and pace: exponential, corrected for their start (Kingma & Ba 2015, §3). */
export class Pace {
  #loss: number;
  #weight: number;
  #tokens = 0;
  #seconds = 0;
  #steps = 0;

  constructor(state: PaceState = { loss: 0, weight: 0 }) {
    this.#loss = state.loss;
    this.#weight = state.weight;
  }

  /** Counts a step. */
  add(loss: number, tokens: number, seconds: number): void {
    this.#loss = KEEP * this.#loss + loss;
    this.#weight = KEEP * this.#weight + 1;
    this.#tokens = KEEP * this.#tokens + tokens;
    this.#seconds = KEEP * this.#seconds + seconds;
    this.#steps = KEEP * this.#steps + 1;
  }

  get smoothedLoss(): number {
    return this.#loss / this.#weight;
  }

  get tokensPerSecond(): number {
    return this.#tokens / this.#seconds;
  }

  secondsFor(steps: number): number {
    return (steps * this.#seconds) / this.#steps;
  }

  /** Times are left out: they are another machine's, or another day's. */
  get state(): PaceState {
    return { loss: this.#loss, weight: this.#weight };
  }
}
