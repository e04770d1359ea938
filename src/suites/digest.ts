import { digestOfDigests, sha256 } from "../bytes/sha256.ts";
import type { Suite } from "./suite.ts";

/** SHA-256, hex, over the digests of every case's prompts and answers: the same cases, the same digest. */
export async function suiteDigest({ cases }: Suite): Promise<string> {
  const digests = cases.map(({ clean, corrupted, answers }) =>
    sha256(JSON.stringify([clean, corrupted, ...answers.map(({ text }) => text)])),
  );
  return digestOfDigests(await Promise.all(digests));
}
