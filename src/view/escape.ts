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
    .replace(/\p{Cc}/gu, control)
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, codePoint);
}

/** Line ends and tabs stay; of the other controls the first 32 have pictures. */
function control(character: string): string {
  if ("\t\n\r".includes(character)) return character;
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : codePoint(character);
}

function codePoint(character: string): string {
  return `‹${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}›`;
}
