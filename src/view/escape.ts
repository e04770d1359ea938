const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made inert inside XML and HTML, in element content and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return visibleControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/**
 * A token as a reader can see it: newlines as ⏎, tabs as ⇥, other controls as pictures, characters
 * that turn the direction of text by their number, half characters as �.
 */
export function visibleToken(text: string): string {
  return visibleControls(
    text
      .replaceAll("\r\n", "⏎")
      .replace(/[\n\r\u2028\u2029]/g, "⏎")
      .replaceAll("\t", "⇥"),
  );
}

/** A token as the label of a row or column: without the space before a word. */
export function tokenLabel(text: string): string {
  const trimmed = text.trim() === "" ? text.replaceAll(" ", "␣") : text.replace(/^ +/, "");
  return visibleToken(trimmed);
}

/** What XML forbids, terminals obey or the bidirectional algorithm acts on. */
function visibleControls(text: string): string {
  return text
    .replace(/\p{Cs}/gu, "\ufffd")
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, codePoint);
}

function codePoint(character: string): string {
  return `‹${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}›`;
}
