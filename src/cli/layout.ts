import { styled } from "../view/ansi.ts";
import { textWidth, wrapText } from "../view/text-width.ts";
import type { Shell } from "./shell.ts";

/** A name, what it means, and what is said less loudly below. */
export type Entry = readonly [name: string, words: string, note?: string];

/** Names on the left, what they mean on the right, wrapped; below one another where it is narrow. */
export function columns(
  entries: readonly Entry[],
  { width, depth }: Pick<Shell, "width" | "depth">,
): string[] {
  const widest = Math.max(...entries.map(([name]) => textWidth(name)));
  const left = width < 60 ? 6 : Math.min(28, widest) + 4;
  const room = Math.max(20, width - left);
  return entries.flatMap(([name, words, note = ""]) => {
    const quiet = wrapText(note, room).map((line) => muted(line, { depth }));
    const lines = [...wrapText(words, room), ...quiet];
    const head = `  ${name}`;
    const fits = textWidth(head) + 2 <= left;
    const first = fits ? [head + " ".repeat(left - textWidth(head)) + (lines[0] ?? "")] : [head];
    const more = fits ? lines.slice(1) : lines;
    return [...first, ...more.map((line) => " ".repeat(left) + line)].map((line) => line.trimEnd());
  });
}

export function heading(words: string, { depth }: Pick<Shell, "depth">): string {
  return styled(words, { bold: true }, depth);
}

export function muted(words: string, { depth }: Pick<Shell, "depth">): string {
  return styled(words, { fill: "dim" }, depth);
}

/** Facts under one another, each after what it is. */
export function labelled(
  facts: readonly (readonly [label: string, lines: readonly string[]])[],
  { width, depth }: Pick<Shell, "width" | "depth">,
): string[] {
  const left = Math.max(...facts.map(([label]) => textWidth(label))) + 2;
  const room = Math.max(20, width - left);
  return facts.flatMap(([label, lines]) =>
    lines
      .flatMap((line) => wrapText(line, room))
      .map((line, i) => {
        const name = i === 0 ? label : "";
        return muted(name, { depth }) + " ".repeat(left - textWidth(name)) + line;
      }),
  );
}

/** The text with spaces after it, up to a width. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}
