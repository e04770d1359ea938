import { replaceMatches, type AlignedText } from "./aligned-text.ts";

/**
 * GPT-2's printable stand-ins for the 256 bytes: printable Latin-1 characters stand for themselves,
 * the other bytes, in order, for U+0100 and up.
 *
 * @see https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
const CHARACTERS: readonly string[] = standIns();

const BYTES: ReadonlyMap<string, number> = new Map(CHARACTERS.map((c, byte) => [c, byte]));

const encoder = new TextEncoder();

function standIns(): string[] {
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrintable(byte) ? byte : next++),
  );
}

/** Each character as the stand-ins of its UTF-8 bytes; a lone surrogate as those of U+FFFD. */
export function toByteLevel(aligned: AlignedText): AlignedText {
  return replaceMatches(aligned, /[^!-~]/gu, (character) =>
    Array.from(encoder.encode(character), (byte) => CHARACTERS[byte]).join(""),
  );
}

/** The bytes that a vocabulary entry stands for; null where it is not made of stand-ins. */
export function bytesOfToken(token: string): Uint8Array | null {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = BYTES.get(token[i]);
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  return bytes;
}

/** `<0x0A>`, as SentencePiece vocabularies write single bytes. */
export function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
}

/** The byte that `<0x0A>` names; null for any other token. */
export function byteOfToken(token: string): number | null {
  const match = /^<0x([0-9A-Fa-f]{2})>$/.exec(token);
  return match === null ? null : Number.parseInt(match[1], 16);
}
