import type { World } from "./world.ts";

/** What `write.ts` writes: name → text. */
export type WorldFiles = Readonly<
  Record<"corpus.txt" | "annotations.jsonl" | "truth.json", string>
>;

/** A line of its own after each document. */
const END = "<|endoftext|>";

/**
 * The world as files. `corpus.txt`: the documents, with a line `<|endoftext|>` after each;
 * `annotations.jsonl`: one sentence a line, with its document's id, its offsets in the document (UTF-16)
 * and its spans; `truth.json`: the truth.
 */
export function worldFiles({ documents, truth }: World): WorldFiles {
  const annotations = documents.flatMap(({ id, sentences }) =>
    sentences.map((sentence) => JSON.stringify({ document: id, ...sentence })),
  );
  return {
    "corpus.txt": lines(documents.map(({ text }) => `${text}\n${END}`)),
    "annotations.jsonl": lines(annotations),
    "truth.json": `${JSON.stringify(truth)}\n`,
  };
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
