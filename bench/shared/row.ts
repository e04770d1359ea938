/** One line of the table: a figure, and the most it may be. */
export interface BenchRow {
  readonly what: string;
  readonly unit: "x" | "ms" | "s" | "MB" | "";
  /** The most it may be; null for a figure that is only told. */
  readonly target: number | null;
  /** Of the best round. */
  readonly min: number;
  /** Null where there is only one measurement. */
  readonly median: number | null;
  readonly note?: string;
}

/** A subject: rows measured in one process, with one model in memory. */
export type Bench = () => Promise<readonly BenchRow[]>;
