import type { VitrineError } from "../errors.ts";
import type { ModelIdentity } from "../methods/result.ts";
import type { Target } from "../model/target.ts";
import type { BackendName } from "../runtime/session.ts";
import { ortVersion } from "../runtime/version.ts";
import { version } from "../version.ts";
import type { ParityDifference } from "./parity-difference.ts";
import type { ParityNumbers, ParityPart } from "./parity-numbers.ts";

/** How a backend fared. */
export interface ParityBackend {
  readonly name: BackendName;
  readonly status: "judge" | "compared" | "unavailable" | "failed";
  /** Why it is unavailable or failed. */
  readonly error: VitrineError | null;
  /** Loading and all runs. */
  readonly seconds: number;
  /** Largest relative difference, and where; null where nothing was compared. */
  readonly worst: (ParityDifference & { readonly part: ParityPart; readonly name: string }) | null;
}

/** One tensor of the model, and how far each compared backend is from the judge there. */
export interface ParitySite extends Omit<ParityNumbers, "tensor"> {
  readonly differences: Readonly<Partial<Record<BackendName, ParityDifference>>>;
}

export interface ParityInput {
  /** Null where ids were given, or the model has no tokenizer. */
  readonly text: string | null;
  /** What was run, and beside it, padded, its first half: masks are computed too. */
  readonly ids: readonly number[];
  /** How many tokens there were before the input was cut. */
  readonly tokens: number;
}

/** That a model computes the same numbers on every backend, or where it does not. */
export interface ParityCertificate {
  readonly schema: 1;
  readonly vitrine: string;
  readonly onnxruntime: string;
  readonly model: ModelIdentity;
  readonly input: ParityInput;
  /** What the gradients are of. */
  readonly target: Target;
  readonly tolerance: number;
  readonly backends: readonly ParityBackend[];
  readonly sites: readonly ParitySite[];
  /** Something was compared, nothing failed or is out of tolerance, all that must be there are. */
  readonly passed: boolean;
}

/** What the judge computed. */
export interface Judged extends Pick<ParityCertificate, "model" | "input" | "target"> {
  readonly numbers: readonly ParityNumbers[];
}

export interface ParityParts {
  readonly judged: Judged;
  readonly backends: readonly ParityBackend[];
  /** One per number of the judge, by backend. */
  readonly differences: ReadonlyMap<BackendName, readonly ParityDifference[]>;
}

/** @param mustBeThere - A backend that is unavailable fails the whole. */
export function parityCertificate(
  { judged, backends, differences }: ParityParts,
  { tolerance, mustBeThere }: { readonly tolerance: number; readonly mustBeThere: boolean },
): ParityCertificate {
  const { numbers, ...about } = judged;
  const sites = numbers.map(({ part, kind, layer, name: site }, i) => ({
    part,
    kind,
    layer,
    name: site,
    differences: Object.fromEntries(Array.from(differences, ([name, all]) => [name, all[i]])),
  }));
  const isFine = ({ status, worst }: ParityBackend): boolean => {
    if (status === "judge") return true;
    if (status === "unavailable") return !mustBeThere;
    return worst !== null && worst.relative <= tolerance;
  };
  const passed = differences.size > 0 && backends.every(isFine);
  const versions = { vitrine: version, onnxruntime: ortVersion };
  return { schema: 1, ...versions, ...about, tolerance, backends, sites, passed };
}

/** The largest relative difference, and where it is. */
export function worstOf(
  numbers: readonly ParityNumbers[],
  differences: readonly ParityDifference[],
): ParityBackend["worst"] {
  let worst: ParityBackend["worst"] = null;
  for (const [i, difference] of differences.entries()) {
    const { part, name } = numbers[i];
    if (worst === null || difference.relative > worst.relative)
      worst = { ...difference, part, name };
  }
  return worst;
}

/** The certificate as JSON: errors by their messages, infinities as strings. */
export function parityJson(certificate: ParityCertificate): string {
  return JSON.stringify(certificate, (key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) return String(value);
    return key === "error" && value !== null ? (value as VitrineError).message : value;
  });
}
