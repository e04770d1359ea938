/** Lets asynchronous jobs run one after another, in the order they came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Other events (an abort, a message, a frame) are let in before each job. */
  take<T>(job: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(nextTask).then(job);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Resolves in a task of its own; `setTimeout` would wait for milliseconds. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel() as unknown as PagePorts;
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Ports as pages have them; Node's types, which have no handler property, stand in their way. */
interface PagePorts {
  readonly port1: { onmessage: (() => void) | null; close(): void };
  readonly port2: { postMessage(message: null): void };
}
