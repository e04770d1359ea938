/** The plain texts inside this package, by name: paragraphs with an empty line between two. */
export const bundledTexts: ReadonlyMap<string, URL> = new Map([
  ["stories", new URL("../../models/texts/stories.txt", import.meta.url)],
]);

/** The paragraphs of a bundled text's contents, in order. */
export function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
}
