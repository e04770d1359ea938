/** What a step of training came to. */
export interface TrainingProgress {
  /** Steps done, this one counted. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
  /** Of this step, before its update; nats where the losses are cross-entropies. */
  readonly loss: number;
  /** Each term of the loss by its name, unweighted. */
  readonly losses: Readonly<Record<string, number>>;
  /** Exponential mean of the loss over about 50 steps, corrected for its start. */
  readonly smoothedLoss: number;
  readonly learningRate: number;
  /** Global L2 norm of the gradient before it was clipped. */
  readonly gradientNorm: number;
  /** Real tokens (cells of work) of this step. */
  readonly tokens: number;
  /** Over about the last 50 steps; time spent in `evaluate` and in checkpoints not counted. */
  readonly tokensPerSecond: number;
  /** At the pace of about the last 50 steps. */
  readonly secondsLeft: number;
}
