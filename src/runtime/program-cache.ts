import type { Program } from "./backend.ts";

interface Entry {
  readonly program: Promise<Program>;
  users: number;
}

/**
 * Compiled graphs by key. The least recently run goes first when there are more than `limit`;
 * one that is running is never released under its run.
 */
export class ProgramCache {
  readonly #limit: number;
  /** In order of last use. */
  readonly #entries = new Map<string, Entry>();

  constructor(limit: number) {
    this.#limit = limit;
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
    const entry = this.#entries.get(key) ?? { program: compile(), users: 0 };
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
      return await entry.program;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  async #shrink(): Promise<void> {
    for (const [key, entry] of [...this.#entries]) {
      if (this.#entries.size <= this.#limit) return;
      if (entry.users === 0) await this.drop(key);
    }
  }

  async #free(entry: Entry): Promise<void> {
    if (entry.users > 0) return;
    const program = await entry.program.catch(() => null);
    await program?.release();
  }
}
