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
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** Ports as pages have them; the types of Node's, which are other objects, stand in their way. */
interface PagePorts {
  readonly port1: {
    addEventListener(type: "message", listener: () => void): void;
    start(): void;
    close(): void;
  };
  readonly port2: { postMessage(message: null): void };
}
