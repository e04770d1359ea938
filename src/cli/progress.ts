import type { Progress } from "../model/types.ts";
import { fitText } from "../view/text-width.ts";
import type { Shell } from "./shell.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/** Milliseconds before anything is shown, and between two pictures. */
const PATIENCE = 300;
const INTERVAL = 80;

/** One line on standard error that says what is being done; nothing where nobody watches. */
export class ProgressLine {
  readonly #shell: Shell;
  readonly #started = performance.now();
  #drawn = 0;
  #frame = 0;
  #visible = false;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Shows what is being done; too quick repetitions are left out. */
  show({ label, done, total, unit }: Progress): void {
    const now = performance.now();
    if (!this.#shell.watched || now - this.#started < PATIENCE || now - this.#drawn < INTERVAL)
      return;
    this.#drawn = now;
    const count = total > 1 ? ` ${done}/${total} ${unit}` : "";
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    const line = fitText(
      `${frame} ${label}${count}${this.#left(now, done, total)}`,
      this.#shell.width - 1,
    );
    this.#shell.note(`\r\u001b[K${line}`);
    this.#visible = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#visible) this.#shell.note("\r\u001b[K");
    this.#visible = false;
  }

  #left(now: number, done: number, total: number): string {
    if (done === 0 || total <= 1) return "";
    const seconds = ((now - this.#started) / 1000 / done) * (total - done);
    return seconds >= 1 ? ` · ${Math.ceil(seconds)} s` : "";
  }
}
