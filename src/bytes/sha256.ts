import { VitrineError } from "../errors.ts";

/**
 * SHA-256 of bytes or of a text's UTF-8.
 *
 * @throws VitrineError `UNSUPPORTED` on pages that browsers give no cryptography.
 */
export async function sha256(content: Uint8Array | string): Promise<Uint8Array<ArrayBuffer>> {
  const { subtle } = globalThis.crypto as { subtle?: typeof globalThis.crypto.subtle };
  if (subtle === undefined) {
    throw new VitrineError(
      "UNSUPPORTED",
      "sha256: this page has no cryptography; expected https or localhost, got plain http. Serve it over https: results carry the model's fingerprint.",
    );
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

/** Bytes as lower-case hex. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One digest of many, in their order. */
export async function digestOfDigests(digests: readonly Uint8Array[]): Promise<string> {
  const joined = new Uint8Array(32 * digests.length);
  digests.forEach((digest, i) => joined.set(digest, 32 * i));
  return hex(await sha256(joined));
}
