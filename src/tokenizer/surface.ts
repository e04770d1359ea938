import { byteOfToken, byteToken, bytesOfToken } from "./byte-level.ts";
import { flatten, type Component } from "./component.ts";

/** How a vocabulary spells its tokens. */
export type Spelling =
  | "bytes" // stand-ins for bytes: `Ġthere`
  | "metaspace" // `▁there`, with `<0x0A>` for single bytes
  | "plain"; // as in the text, WordPiece's `##ing` included

/** What a token reads inside a text. */
export interface Surface {
  readonly text: string;
  /** A single byte of a vocabulary that also has words, or bytes that are no whole characters. */
  readonly isByte: boolean;
}

/** The spelling that the `decoder` of a `tokenizer.json` undoes. */
export function spellingOf(decoder: Component | null): Spelling {
  for (const step of flatten(decoder, "decoders")) {
    if (step.type === "ByteLevel") return "bytes";
    if (step.type === "Metaspace" || step.type === "ByteFallback") return "metaspace";
    if (step.type === "Replace" && step.content === " ") return "metaspace";
  }
  return "plain";
}

/** Reads a vocabulary entry. */
export function surfaceOf(token: string, spelling: Spelling): Surface {
  if (spelling === "bytes") return byteLevelSurface(token);
  if (spelling === "plain") return { text: token, isByte: false };
  const byte = byteOfToken(token);
  if (byte === null) return { text: token.replaceAll("▁", " "), isByte: false };
  return { text: byte < 0x80 ? String.fromCharCode(byte) : token, isByte: true };
}

function byteLevelSurface(token: string): Surface {
  const bytes = bytesOfToken(token);
  if (bytes === null) return { text: token, isByte: false };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, isByte: false };
  } catch {
    return { text: readable(bytes), isByte: true };
  }
}

/** Plain ASCII as it is, other bytes as `<0xE4>`: a piece of a character has no text of its own. */
function readable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byteToken(byte),
  ).join("");
}
