import { createReadStream } from "node:fs";
import { access, constants, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { bundledTexts, paragraphs } from "../bundled/texts.ts";
import { ioError } from "../bytes/file.node.ts";
import { throwIfAborted } from "../errors.ts";

/**
 * All of standard input, without the line end that a shell puts last.
 * @throws VitrineError `ABORTED`
 */
export async function readStandardInput(signal: AbortSignal): Promise<string> {
  const { stdin } = process;
  const chunks: Buffer[] = [];
  const stop = (): void => void stdin.destroy();
  signal.addEventListener("abort", stop);
  try {
    for await (const chunk of stdin) chunks.push(chunk as Buffer);
  } catch (error) {
    throwIfAborted(signal, "standard input");
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

/** The texts of a name: a bundled text, a file with one text per line, or `-` for standard input. */
export function openTexts(name: string): AsyncIterable<string> {
  const bundled = bundledTexts.get(name);
  if (bundled !== undefined) return bundledParagraphs(bundled);
  return name === "-" ? lines(process.stdin) : fileLines(name);
}

/**
 * Checks before any work that texts can be read.
 * @throws VitrineError `IO`
 */
export async function checkReadable(name: string): Promise<void> {
  if (name === "-" || bundledTexts.has(name)) return;
  await access(name, constants.R_OK).catch((error: unknown) => {
    throw ioError(name, error);
  });
}

/** The lines of a file, at once. */
export async function readLines(file: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of openTexts(file)) found.push(line);
  return found;
}

async function* bundledParagraphs(address: URL): AsyncGenerator<string> {
  yield* paragraphs(await readFile(address, "utf8"));
}

async function* fileLines(file: string): AsyncGenerator<string> {
  try {
    yield* lines(createReadStream(file));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw ioError(file, cause);
  }
}

async function* lines(stream: Readable): AsyncGenerator<string> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim() !== "") yield line;
  }
}
