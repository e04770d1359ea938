import { readdirSync } from "node:fs";
import path from "node:path";
import type { OpCase } from "./cases.ts";

const OPS = path.join(import.meta.dirname, "../../src/ops");

/** The cases of every `src/ops/*.cases.ts`. */
export async function allCases(): Promise<readonly OpCase[]> {
  const files = readdirSync(OPS).filter((file) => file.endsWith(".cases.ts"));
  const modules = files.map(async (file) => {
    return (await import(path.join(OPS, file))) as { readonly cases: readonly OpCase[] };
  });
  return (await Promise.all(modules)).flatMap(({ cases }) => cases);
}
