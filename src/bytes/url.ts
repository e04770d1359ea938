import { throwIfAborted, VitrineError } from "../errors.ts";
import { checkRange, memorySource, type ByteSource, type ReadOptions } from "./source.ts";

/** The first request also fetches this much: most readers want a header next. */
const HEAD_BYTES = 64 * 1024;

/** A shorter read fetches this much: small tensors lie side by side, and each request costs a trip. */
const AHEAD_BYTES = 256 * 1024;

/**
 * Opens an address for ranged reads. A server that ignores `Range` is read whole, once. A request
 * that fails on the network is tried once more; an HTTP error is not.
 *
 * @throws VitrineError `IO` with the address and the status.
 */
export async function urlSource(url: string, options: ReadOptions = {}): Promise<ByteSource> {
  return retried(url, options, async () => {
    const response = await request(url, 0, HEAD_BYTES, options);
    if (response.status === 416) return memorySource(url, new Uint8Array(0));
    if (response.status !== 206) return memorySource(url, await readWhole(response, options));
    const size = totalOf(response) ?? (await sizeByHead(url, options));
    const head = await readExactly(url, response, Math.min(HEAD_BYTES, size), options);
    return rangedSource(url, size, head);
  });
}

/**
 * Whether there is a file at an address. Where a server has no `HEAD`, the first byte is asked for.
 *
 * @throws VitrineError `IO` for any answer but "here" and "not found".
 */
export async function urlExists(url: string, options: ReadOptions = {}): Promise<boolean> {
  return retried(url, options, async () => {
    const { signal } = options;
    const head = await fetch(url, { method: "HEAD", ...(signal === undefined ? {} : { signal }) });
    if (head.ok) return true;
    if (head.status === 404 || head.status === 410) return false;
    const response = await request(url, 0, 1, options);
    await response.body?.cancel();
    return true;
  });
}

function rangedSource(url: string, size: number, head: Uint8Array<ArrayBuffer>): ByteSource {
  let window: Window = { from: 0, bytes: head };
  const source: ByteSource = {
    name: url,
    size,
    async read(offset, length, options = {}) {
      checkRange(source, offset, length);
      throwIfAborted(options.signal, url);
      if (length >= AHEAD_BYTES) {
        return retried(url, options, () => readRange(url, offset, length, options));
      }
      const seen = window;
      if (holds(seen, offset, length)) return part(seen, offset, length, options);
      const reach = Math.min(AHEAD_BYTES, size - offset);
      const quiet = options.signal === undefined ? {} : { signal: options.signal };
      const bytes = await retried(url, options, () => readRange(url, offset, reach, quiet));
      window = { from: offset, bytes };
      return part({ from: offset, bytes }, offset, length, options);
    },
    async close() {},
  };
  return source;
}

/** Bytes that are here already. */
interface Window {
  readonly from: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function holds({ from, bytes }: Window, offset: number, length: number): boolean {
  return offset >= from && offset + length <= from + bytes.length;
}

function part(
  { from, bytes }: Window,
  offset: number,
  length: number,
  { onBytes }: ReadOptions,
): Uint8Array<ArrayBuffer> {
  onBytes?.(length);
  return bytes.subarray(offset - from, offset - from + length);
}

async function readRange(
  url: string,
  offset: number,
  length: number,
  options: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(url, offset, length, options);
  if (response.status === 206) return readExactly(url, response, length, options);
  await response.body?.cancel();
  throw new VitrineError(
    "IO",
    `${url}: the server stopped answering ranges; expected status 206, got ${response.status}. Try again.`,
  );
}

/** A GET of one range: 200, 206 or 416 (an empty file); anything else throws. */
async function request(
  url: string,
  offset: number,
  length: number,
  { signal }: ReadOptions,
): Promise<Response> {
  const headers = { Range: `bytes=${offset}-${offset + length - 1}` };
  const response = await fetch(url, { headers, ...(signal === undefined ? {} : { signal }) });
  if (response.status === 416 && offset === 0) return response;
  if (response.ok) return response;
  await response.body?.cancel();
  throw new VitrineError(
    "IO",
    `${url}: the server refused; expected status 200 or 206, got ${response.status} ${response.statusText}. ` +
      `Check the address and that you may read it.`,
    {
      id: REFUSALS[response.status] ?? "error.refused",
      details: { url, status: response.status },
    },
  );
}

const REFUSALS: Readonly<Record<number, string | undefined>> = {
  401: "error.refused-access",
  403: "error.refused-access",
  404: "error.refused-missing",
};

/** `Content-Range: bytes 0-65535/123456` → 123456; null where it is missing or hidden by CORS. */
function totalOf(response: Response): number | null {
  const match = /\/(\d+)\s*$/.exec(response.headers.get("content-range") ?? "");
  return match === null ? null : Number(match[1]);
}

async function sizeByHead(url: string, { signal }: ReadOptions): Promise<number> {
  const response = await fetch(url, {
    method: "HEAD",
    ...(signal === undefined ? {} : { signal }),
  });
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  if (response.ok && Number.isSafeInteger(length)) return length;
  const message = `${url}: the server does not say how long the file is; expected Content-Range or Content-Length. Expose these headers (CORS).`;
  throw new VitrineError("IO", message);
}

async function readExactly(
  url: string,
  response: Response,
  length: number,
  options: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  for await (const chunk of chunksOf(response)) {
    if (done + chunk.length > length) throw wrongLength(url, length, "more");
    bytes.set(chunk, done);
    done += chunk.length;
    options.onBytes?.(chunk.length);
  }
  if (done < length) throw wrongLength(url, length, String(done));
  return bytes;
}

async function readWhole(response: Response, options: ReadOptions): Promise<Uint8Array> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  options.onBytes?.(bytes.length);
  return bytes;
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    // Returns early when the caller stops: the connection must not stay open.
    await reader.cancel().catch(() => undefined);
  }
}

function wrongLength(url: string, expected: number, got: string): VitrineError {
  const message = `${url}: the answer has the wrong length; expected ${expected} bytes, got ${got}. Try again.`;
  return new VitrineError("IO", message);
}

/** Runs `work`; once more if the network, not the server or the caller, ended it. */
async function retried<T>(url: string, options: ReadOptions, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    throwIfAborted(options.signal, url);
    try {
      return await work();
    } catch (cause) {
      throwIfAborted(options.signal, url);
      if (cause instanceof VitrineError) throw cause;
      if (attempt > 0) throw unreachable(url, cause);
    }
  }
}

function unreachable(url: string, cause: unknown): VitrineError {
  const reason = cause instanceof Error ? (cause.cause ?? cause) : cause;
  const text = reason instanceof Error ? reason.message : String(reason);
  const message = `${url}: could not be fetched (${text}), twice. Check the address, the network and, in a browser, CORS.`;
  return new VitrineError("IO", message, {
    id: "error.unreachable",
    cause,
    details: { url, reason: text },
  });
}
