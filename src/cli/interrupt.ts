import type { EventEmitter } from "node:events";

/** What is needed of a process. */
export interface Interruptible extends Pick<EventEmitter, "on" | "off"> {
  exit(code: number): void;
}

/** What a process ends with that Ctrl-C has stopped. */
export const INTERRUPTED = 130;

/**
 * The first Ctrl-C asks the work to stop and to leave what is done, the second ends the process.
 *
 * @returns Gives the key back its own meaning.
 */
export function onInterrupt(process: Interruptible, controller: AbortController): () => void {
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    else controller.abort();
  };
  process.on("SIGINT", stop);
  return () => void process.off("SIGINT", stop);
}
