import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readAll } from "./source.ts";
import { urlFolder } from "./folder.ts";
import { urlExists, urlSource } from "./url.ts";

const body = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251);
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.bin`;
}

function rangeOf(request: IncomingMessage): [number, number] {
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
  return [Number(from), Math.min(Number(to) + 1, body.length)];
}

const ranged: Answer = (request, response) => {
  const [from, to] = rangeOf(request);
  response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${body.length}` });
  response.end(body.subarray(from, to));
};

describe("urlSource", () => {
  it("reads ranges, and serves the head from its first request", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers.range ?? "");
      ranged(request, response);
    });
    const source = await urlSource(url);
    expect(source.size).toBe(body.length);
    expect(await source.read(8, 100)).toEqual(body.slice(8, 108));
    expect(await source.read(150_000, 50_000)).toEqual(body.slice(150_000));
    expect(asked).toEqual(["bytes=0-65535", "bytes=150000-199999"]);
  });

  it("reads ahead where little is asked for, and counts only what was asked for", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers.range ?? "");
      ranged(request, response);
    });
    const source = await urlSource(url);
    let count = 0;
    const onBytes = (more: number): void => void (count += more);
    for (const at of [70_000, 70_100, 199_900, 65_530]) {
      expect(await source.read(at, 100, { onBytes })).toEqual(body.slice(at, at + 100));
    }
    expect(asked).toEqual(["bytes=0-65535", "bytes=70000-199999", "bytes=65530-199999"]);
    expect(count).toBe(400);
  });

  it("reads everything where the server ignores ranges", async () => {
    const source = await urlSource(await serve((_, response) => response.end(body)));
    expect(source.size).toBe(body.length);
    expect(await source.read(199_998, 2)).toEqual(body.slice(-2));
  });

  it("opens an empty file", async () => {
    const url = await serve((_, response) => response.writeHead(416).end());
    expect((await readAll(await urlSource(url))).length).toBe(0);
  });

  it("asks HEAD for the size where Content-Range is hidden", async () => {
    const url = await serve((request, response) => {
      if (request.method === "HEAD") {
        response.writeHead(200, { "content-length": body.length }).end();
        return;
      }
      const [from, to] = rangeOf(request);
      response.writeHead(206).end(body.subarray(from, to));
    });
    expect(await (await urlSource(url)).read(70_000, 5)).toEqual(body.slice(70_000, 70_005));
  });

  it("names the address and the status of a refusal", async () => {
    const url = await serve((_, response) => response.writeHead(403).end("no"));
    await expect(urlSource(url)).rejects.toMatchObject({
      code: "IO",
      message: expect.stringMatching(/weights\.bin: .*got 403/),
      details: { status: 403 },
    });
  });

  it("tries a broken connection once more", async () => {
    let requests = 0;
    const url = await serve((request, response) => {
      if (requests++ === 0) response.destroy();
      else ranged(request, response);
    });
    expect((await urlSource(url)).size).toBe(body.length);
    expect(requests).toBe(2);
  });

  it("gives up after the second broken connection", async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests++;
      response.destroy();
    });
    await expect(urlSource(url)).rejects.toMatchObject({ code: "IO" });
    expect(requests).toBe(2);
  });

  it("refuses an answer that is shorter than its range", async () => {
    const url = await serve((request, response) => {
      const [from, to] = rangeOf(request);
      const cut = from === 0 ? to : to - 1;
      response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${body.length}` });
      response.end(body.subarray(from, cut));
    });
    const source = await urlSource(url);
    await expect(source.read(199_990, 10)).rejects.toMatchObject({
      code: "IO",
      message: expect.stringContaining("expected 10 bytes, got 9"),
    });
  });

  it("stops when the caller aborts", async () => {
    const stop = new AbortController();
    const url = await serve((request, response) => {
      const [from, to] = rangeOf(request);
      if (from === 0) return ranged(request, response);
      response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${body.length}` });
      response.write(body.subarray(from, from + 1));
      setTimeout(() => stop.abort(), 20);
    });
    const source = await urlSource(url);
    const read = source.read(100_000, 10, { signal: stop.signal });
    await expect(read).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("urlExists", () => {
  it("tells a missing file from a refused one", async () => {
    const status = (code: number) => serve((_, response) => response.writeHead(code).end());
    expect(await urlExists(await status(200))).toBe(true);
    expect(await urlExists(await status(404))).toBe(false);
    await expect(urlExists(await status(500))).rejects.toMatchObject({ code: "IO" });
  });

  it("asks for the first byte where HEAD is not allowed", async () => {
    const url = await serve((request, response) => {
      if (request.method === "HEAD") response.writeHead(405).end();
      else ranged(request, response);
    });
    expect(await urlExists(url)).toBe(true);
  });
});

describe("urlFolder", () => {
  it("locates files below its address and keeps the query", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(request.url?.startsWith("/weights.bin/a%20b/c.json") ? 200 : 404).end();
    });
    const folder = urlFolder(`${url}?token=1`);
    expect(await folder.locate("a b/c.json")).toEqual({
      kind: "url",
      url: `${url}/a%20b/c.json?token=1`,
    });
    expect(await folder.locate("none")).toBeNull();
    expect(asked).toEqual(["/weights.bin/a%20b/c.json?token=1", "/weights.bin/none?token=1"]);
  });
});
