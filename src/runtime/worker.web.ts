import { createLocalEngine } from "./local.web.ts";
import type { Request, Response } from "./protocol.ts";
import { serveEngine } from "./worker.ts";

/** The entry of the web worker that `createEngine` starts in a page. */
serveEngine(
  {
    post: (response: Response, transfer) => postMessage(response, { transfer: [...transfer] }),
    listen: (receive) => {
      onmessage = (event: MessageEvent<Request>) => receive(event.data);
    },
  },
  createLocalEngine,
);
