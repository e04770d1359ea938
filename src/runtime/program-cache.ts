import type { Program } from "./backend.ts";

interface Entry {
  readonly program: Promise<Program>;
  users: number;
  /** Known once compiled. */
  bytes: number;
}

/** How many programs are kept, and how many bytes of weights they may hold between them. */
export interface CacheLimits {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Compiled graphs by key. The least recently run goes first when there are too many, or too many
 * bytes; never the last one run, nor one that is running.
 */
export class ProgramCache {
  readonly #limits: CacheLimits;
  /** In order of last use. */
  readonly #entries = new Map<string, Entry>();

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Runs with the program of this key, compiling it where there is none. */
  async use<T>(
    key: string,
    compile: () => Promise<Program>,
    run: (program: Program) => Promise<T>,
  ): Promise<T> {
    const entry = this.#entries.get(key) ?? { program: compile(), users: 0, bytes: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    try {
      return await run(await this.#compiled(key, entry));
    } finally {
      entry.users--;
      if (this.#entries.get(key) !== entry) await this.#free(entry);
      await this.#shrink();
    }
  }

  /** Forgets a program; it is released now, or after the run it is in. */
  async drop(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    await this.#free(entry);
  }

  async clear(): Promise<void> {
    for (const key of [...this.#entries.keys()]) await this.drop(key);
  }

  async #compiled(key: string, entry: Entry): Promise<Program> {
    try {
      const program = await entry.program;
      entry.bytes = program.bytes;
      return program;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  async #shrink(): Promise<void> {
    for (const [key, entry] of [...this.#entries].slice(0, -1)) {
      const tooMany = this.#entries.size > this.#limits.count;
      const tooBig = entry.bytes > 0 && this.#bytes() > this.#limits.bytes;
      if (entry.users === 0 && (tooMany || tooBig)) await this.drop(key);
    }
  }

  #bytes(): number {
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.bytes;
    return bytes;
  }

  async #free(entry: Entry): Promise<void> {
    if (entry.users > 0) return;
    const program = await entry.program.catch(() => null);
    await program?.release();
  }
}
