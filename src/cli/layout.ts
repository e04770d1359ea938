import { styled } from "../view/ansi.ts";
import { textWidth, wrapText } from "../view/text-width.ts";
import type { Shell } from "./shell.ts";

/** Names on the left, what they mean on the right, wrapped. */
export function columns(
  entries: readonly (readonly [string, string])[],
  { width }: Pick<Shell, "width">,
): string[] {
  const left = Math.min(28, Math.max(...entries.map(([name]) => textWidth(name)))) + 4;
  return entries.flatMap(([name, words]) => {
    const lines = wrapText(words, Math.max(20, width - left));
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
