import { createLocalEngine } from "./local.web.ts";
import type { Request, Response } from "./protocol.ts";
import { serveEngine } from "./worker.ts";

/**
 * The entry of the web worker that `createEngine` starts in a page. ONNX Runtime starts its threads
 * from the script that it is in: this one, where a bundler made them one file. A thread of it has
 * its own way of listening and must not serve an engine.
 */
if (self.name.startsWith("em-pthread")) void import("onnxruntime-web/wasm");
else serve();

function serve(): void {
  serveEngine(
    {
      post: (response: Response, transfer) => postMessage(response, { transfer: [...transfer] }),
      listen: (receive) => {
        onmessage = (event: MessageEvent<Request>) => receive(event.data);
      },
    },
    createLocalEngine,
  );
}
