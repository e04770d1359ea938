import { VitrineError } from "../errors.ts";

/** Learning rate of a step; steps count from 0. */
export type Schedule = (step: number) => number;

export interface CosineScheduleOptions {
  /** Learning rate at the end of the warm-up. */
  readonly peak: number;
  /** Steps over which the rate rises from 0 in a line. @defaultValue 0 */
  readonly warmup?: number;
  /** Steps in all. */
  readonly steps: number;
  /** What the rate falls to, as a share of the peak. @defaultValue 0 */
  readonly floor?: number;
}

/**
 * A rise in a line, then half a cosine down (Loshchilov & Hutter 2017, eq. 5, one cycle): with no
 * floor, `get_cosine_schedule_with_warmup` of Transformers. After the last step it stays.
 */
export function cosineSchedule(options: CosineScheduleOptions): Schedule {
  const { peak, warmup = 0, steps, floor = 0 } = options;
  if (!(warmup >= 0 && warmup <= steps)) {
    throw new VitrineError(
      "BAD_OPTION",
      `cosineSchedule: the warm-up must end within the training; expected 0 to ${steps} steps, got ${warmup}.`,
    );
  }
  return (step) => {
    if (step < warmup) return (peak * step) / Math.max(1, warmup);
    const done = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
    return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * done)));
  };
}
