/** The plain texts inside this package, by name: paragraphs with an empty line between two. */
export const bundledTexts: ReadonlyMap<string, URL> = new Map([
  ["stories", new URL("../../models/texts/stories.txt", import.meta.url)],
  ["world", new URL("../../models/texts/world.txt", import.meta.url)],
]);

/** Texts of the kind that a model was trained on, none of which it has seen. */
export function textsLike(model: string): string {
  return model === "phantom" || model === "phantom-encoder" ? "world" : "stories";
}

/** The paragraphs of a bundled text's contents, in order. */
export function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
}
