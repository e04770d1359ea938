import type { Progress } from "../model/types.ts";
import { translator } from "../view/text.ts";
import { fitText, textWidth } from "../view/text-width.ts";
import { cliMessages } from "./messages.ts";
import type { Shell } from "./shell.ts";
import { TimeLeft } from "./time-left.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/** Milliseconds before anything is shown, and between two pictures. */
const PATIENCE = 300;
const INTERVAL = 80;
/** Milliseconds after which the line moves on though nothing new was reported. */
const PULSE = 500;

/**
 * One line on standard error that says what is being done, how far it is and how long it will take;
 * nothing where nobody watches. It follows the terminal's width.
 */
export class ProgressLine {
  readonly #shell: Shell;
  readonly #started = performance.now();
  #left = new TimeLeft();
  #state: Progress | null = null;
  #drawn = 0;
  #frame = 0;
  /** Cells of the line that is there; 0 for none. */
  #cells = 0;
  #pulse: NodeJS.Timeout | null = null;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Shows what is being done; too quick repetitions are left out. */
  show(state: Progress): void {
    if (!this.#shell.watched) return;
    const now = performance.now();
    if (state.label !== this.#state?.label) this.#left = new TimeLeft();
    this.#left.update(now, state.done, state.total);
    this.#state = state;
    this.#pulse ??= setInterval(() => this.#draw(performance.now()), PULSE).unref();
    if (now - this.#drawn >= INTERVAL) this.#draw(now);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#pulse !== null) clearInterval(this.#pulse);
    this.#pulse = null;
    if (this.#cells > 0) this.#shell.note(this.#erased());
    this.#cells = 0;
    this.#state = null;
  }

  #draw(now: number): void {
    if (this.#state === null || now - this.#started < PATIENCE) return;
    this.#drawn = now;
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    const line = fitText(`${frame} ${this.#words(this.#state, now)}`, this.#shell.noteWidth() - 1);
    this.#shell.note(this.#erased() + line);
    this.#cells = textWidth(line);
  }

  #words({ label, done, total, unit }: Progress, now: number): string {
    const text = translator(this.#shell.language, cliMessages);
    if (total <= 1) return done > 1 ? `${label} ${done} ${unit}` : label;
    const seconds = this.#left.seconds(now);
    const facts = [
      `${label} ${bar(done / total)} ${Math.floor((100 * done) / total)}%`,
      ...(seconds === null
        ? []
        : [text("cli.left", { time: duration(seconds, text("cli.second")) })]),
    ];
    return facts.join(" · ");
  }

  /** What takes the line away, also where a narrower window has broken it into several. */
  #erased(): string {
    const above = Math.floor(Math.max(0, this.#cells - 1) / this.#shell.noteWidth());
    return `\r${above > 0 ? `\u001b[${above}A` : ""}\u001b[J`;
  }
}

function bar(share: number): string {
  const full = Math.round(10 * share);
  return "━".repeat(full) + "╌".repeat(10 - full);
}

/** `45 s`, and from two minutes on `2:05`. */
function duration(seconds: number, unit: string): string {
  if (seconds < 120) return `${seconds} ${unit}`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
