import { tokenLabel, visibleToken } from "./escape.ts";
import type { TokenUnit } from "./resolve.ts";
import { textWidth } from "./text-width.ts";

/** A token as it is written. */
export interface TokenText {
  /** Spaces before the token's first character. */
  readonly lead: number;
  /** The rest, with everything in it to be seen. */
  readonly body: string;
}

/**
 * Tokens as text. A token that is a piece of a character reads as that character and which piece it
 * is, `猫⟨1/3⟩`; where its neighbours do not complete the character, as its bytes.
 */
export function tokenTexts(units: readonly TokenUnit[]): readonly TokenText[] {
  return units.map((unit, i) => {
    const piece = unit.part === undefined ? null : pieceText(units, i, unit.part);
    return piece === null ? splitLead(unit.text) : { lead: 0, body: piece };
  });
}

/** Tokens as labels of rows and columns: without the space before a word. */
export function tokenLabels(units: readonly TokenUnit[]): readonly string[] {
  return tokenTexts(units).map(({ body }) => body);
}

/** The space before a word is a gap between tokens, unless the token is nothing else. */
function splitLead(text: string): TokenText {
  if (text.trim() === "") return { lead: 0, body: seen(tokenLabel(text)) };
  const body = text.replace(/^ +/, "");
  return { lead: text.length - body.length, body: seen(visibleToken(body)) };
}

/** Characters without a width get something to stand on, or their number. */
function seen(body: string): string {
  if (body === "") return "∅";
  if (/^\p{M}/u.test(body)) return `◌${body}`;
  if (textWidth(body) > 0) return body;
  return Array.from(body, (character) => {
    return `‹${character.codePointAt(0)?.toString(16).toUpperCase()}›`;
  }).join("");
}

function pieceText(
  units: readonly TokenUnit[],
  at: number,
  [index, count]: readonly [number, number],
): string | null {
  const pieces = units.slice(at - index, at - index + count).map(({ text }) => bytesOf(text));
  const complete = pieces.length === count && pieces.every((bytes) => bytes.length > 0);
  const decoded = complete ? new TextDecoder().decode(Uint8Array.from(pieces.flat())) : "";
  const [character] = decoded.replaceAll("\ufffd", "").trim();
  if (character === undefined) return null;
  return `${seen(visibleToken(character))}⟨${index + 1}/${count}⟩`;
}

/** The bytes of a token that is written as such, `<0xE7><0x8C>`, with ASCII as itself. */
function bytesOf(text: string): number[] {
  return Array.from(text.matchAll(/<0x([0-9A-F]{2})>|[\0-\x7f]/gi), ([character, byte]) =>
    byte === undefined ? character.charCodeAt(0) : Number.parseInt(byte, 16),
  );
}

/** Whether a text is read from right to left, by its first letter that has a direction. */
export function isRightToLeft(text: string): boolean {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter !== undefined && RIGHT_TO_LEFT.test(letter);
}

/** Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours; presentation forms; old scripts. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
