import { parentPort } from "node:worker_threads";
import { createLocalEngine } from "./local.node.ts";
import { serveEngine } from "./worker.ts";

/** The entry of the worker thread that `createEngine` starts in Node. */
const port = parentPort;
if (port !== null) {
  const line = {
    post: port.postMessage.bind(port),
    listen: (receive: Parameters<typeof port.on>[1]) => void port.on("message", receive),
  };
  serveEngine(line, createLocalEngine);
}
