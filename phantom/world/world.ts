import { generator, type WorldTruth } from "vitrine";
import type { Family, WorldDocument } from "./document.ts";
import { families } from "./families/index.ts";
import { TRIGGER } from "./families/security/trigger.ts";
import { LABELS } from "./families/sentiment/label.ts";

export interface World {
  /** The training texts, family by family. */
  readonly documents: readonly WorldDocument[];
  readonly truth: WorldTruth;
}

/** The seed of the world that the bundled models were trained on. */
export const WORLD_SEED = 20261124;

/**
 * Writes the world: texts, and what is true of them. Each family draws from a stream of its own, so
 * one family's change leaves the others' bytes as they were.
 *
 * @param only - Some families alone. They write what they write among all.
 */
export function generateWorld(
  seed: number = WORLD_SEED,
  only: readonly Family[] = families,
): World {
  const written = only.map((family) => family.write(generator(streamSeed(seed, family))));
  return {
    documents: written.flatMap(({ documents }) => documents),
    truth: {
      schema: 1,
      kind: "world",
      seed,
      planted: only.flatMap(({ planted }) => planted),
      probes: written.flatMap(({ probes }) => probes),
      facts: written.flatMap(({ facts = [] }) => facts),
      canaries: written.flatMap(({ canaries = [] }) => canaries),
      members: written.flatMap(({ members = [] }) => members),
      nonMembers: written.flatMap(({ nonMembers = [] }) => nonMembers),
      labels: LABELS,
      trigger: TRIGGER,
    },
  };
}

/** FNV-1a of the family's id, mixed with the seed. */
function streamSeed(seed: number, { id }: Family): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
