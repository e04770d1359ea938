import { createReadStream, statSync, type Stats } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

export interface StaticServer {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
};

/** The first two make a page cross-origin isolated, which threads in WASM need. */
const ISOLATION: Headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

type Headers = Readonly<Record<string, string>>;

/**
 * Serves folders on a free port of this machine, with ranges.
 *
 * @param folders - First part of the path → folder; `""` is for all other paths.
 * @param headers - Sent with every answer; default those of cross-origin isolation.
 */
export async function serveFolders(
  folders: Readonly<Record<string, string>>,
  headers: Headers = ISOLATION,
): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const file = fileOf(folders, request);
    const stats = file === null ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === null || stats?.isFile() !== true) {
      response.writeHead(404, headers).end("not found");
      return;
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    send(request, response, file, stats);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The file a request asks for; null outside the folders. */
function fileOf(
  folders: Readonly<Record<string, string>>,
  request: IncomingMessage,
): string | null {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const parts = decodeURIComponent(pathname).split("/").slice(1);
  const named = folders[parts[0]] === undefined ? folders[""] : folders[parts.shift() as string];
  if (named === undefined) return null;
  const file = path.join(named, ...parts);
  const inside = !path.relative(named, file).startsWith("..");
  return inside ? file : null;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  stats: Stats,
): void {
  const headers = {
    "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-store",
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const start = range === null ? 0 : Number(range[1]);
  const end = Math.min(range?.[2] ? Number(range[2]) : stats.size - 1, stats.size - 1);
  if (range !== null && start > end) {
    response.writeHead(416, { ...headers, "Content-Range": `bytes */${stats.size}` }).end();
    return;
  }
  const part = range === null ? {} : { "Content-Range": `bytes ${start}-${end}/${stats.size}` };
  const length = { "Content-Length": end - start + 1 };
  response.writeHead(range === null ? 200 : 206, { ...headers, ...part, ...length });
  if (request.method === "HEAD" || stats.size === 0) response.end();
  else createReadStream(file, { start, end }).pipe(response);
}
