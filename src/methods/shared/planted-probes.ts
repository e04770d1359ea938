import type { Probe, WorldTruth } from "../../bundled/truth.ts";
import { VitrineError } from "../../errors.ts";
import type { Trial } from "../recovery.ts";

/** Texts that come true as often as the world says, and how far training was shifted from that. */
export interface ShiftedTexts {
  readonly shift: number;
  readonly texts: readonly string[];
}

/**
 * Probes of shifted chances as texts, by the size of the shift, the controls' shift being 0. Each
 * probe is written out ten times with its outcomes in their true shares.
 */
export function shiftedTexts(
  trial: Pick<Trial, "truth" | "text">,
  properties: readonly string[],
): readonly ShiftedTexts[] {
  const probes = worldTruth(trial).probes.filter(({ property }) => properties.includes(property));
  const byShift = new Map<number, Probe[]>();
  for (const probe of probes) {
    const shift = probe.control ? 0 : probe.strength;
    byShift.set(shift, [...(byShift.get(shift) ?? []), probe]);
  }
  const shifts = [...byShift.keys()].sort((a, b) => a - b);
  return shifts.map((shift) => ({
    shift,
    texts: byShift.get(shift)!.flatMap((probe) => outcomes(probe).map((text) => trial.text(text))),
  }));
}

const COPIES = 10;

function outcomes({ prompt, answers }: Probe): string[] {
  return answers.flatMap(({ text, probability }) =>
    Array.from({ length: Math.round(COPIES * probability) }, () => prompt + text),
  );
}

function worldTruth({ truth }: Pick<Trial, "truth">): WorldTruth {
  if (truth.kind === "world") return truth;
  throw new VitrineError(
    "UNSUPPORTED",
    `score: this claim is about a generated world; expected a truth of the kind "world", got "${truth.kind}".`,
  );
}
