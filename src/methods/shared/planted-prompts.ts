import type {
  WiredCircuit,
  WiredPart,
  WiredPrompt,
  WiredTruth,
} from "../../bundled/truth-wired.ts";
import { VitrineError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Trial } from "../recovery.ts";

/** Every circuit of the wired phantoms. */
export const WIRED_CIRCUITS: readonly string[] = [
  "induction",
  "indirect-object",
  "facts",
  "brackets",
  "feelings",
];

/** A planted prompt as a trial gives it to a method. */
export interface PlantedPrompt extends Pick<WiredPrompt, "answer" | "roles" | "tokenEffects"> {
  readonly circuit: WiredCircuit;
  /** What the truth says of the prompt as it was wired. */
  readonly prompt: WiredPrompt;
  /** The texts, their words in another order where the trial shuffles them. */
  readonly clean: string;
  readonly corrupted: string;
  /** Logit of the answer less logit of the wrong token: what the truth's effects are of. */
  readonly target: Target;
}

/** Which prompts: of which circuits (all where none is named), and how many of each. */
export interface PromptChoice {
  readonly circuits?: readonly string[];
  /** The first so many of each circuit; all where it is not said. */
  readonly most?: number;
}

/** Goes through a wired phantom's prompts one by one and gathers what is found of each. */
export async function onPrompts<F>(
  trial: Pick<Trial, "truth" | "text">,
  { circuits, most = Infinity }: PromptChoice,
  find: (prompt: PlantedPrompt) => Promise<F>,
): Promise<F[]> {
  const truth = wiredTruth(trial);
  const chosen = truth.circuits.filter(({ id }) => circuits?.includes(id) ?? true);
  const found: F[] = [];
  for (const circuit of chosen) {
    for (const prompt of circuit.prompts.slice(0, most)) {
      const { answer, wrong, roles, tokenEffects } = prompt;
      found.push(
        await find({
          ...{ circuit, prompt, answer, roles, tokenEffects },
          clean: trial.text(prompt.clean),
          corrupted: trial.text(prompt.corrupted),
          target: {
            kind: "diff",
            a: { kind: "logit", token: answer },
            b: { kind: "logit", token: wrong },
          },
        }),
      );
    }
  }
  return found;
}

/** The truth of a wired phantom. */
function wiredTruth({ truth }: Pick<Trial, "truth">): WiredTruth {
  if (truth.kind === "wired") return truth;
  throw new VitrineError(
    "UNSUPPORTED",
    `score: this claim is about a wired model; expected a truth of the kind "wired", got "${truth.kind}".`,
  );
}

/** A head as truth names it: `L2H0`. */
function headName(layer: number, head: number): string {
  return `L${layer}H${head}`;
}

/** The heads of `[layer, head]` whose value is one to name. */
export function headsWhere({ dims, data }: Tensor, isOne: (value: number) => boolean): string[] {
  return Array.from(data, Number).flatMap((value, at) =>
    isOne(value) ? [headName(Math.floor(at / dims[1]), at % dims[1])] : [],
  );
}

/** The heads that a circuit goes through, those that only stand in for others among them. */
export function circuitHeads({ nodes }: WiredCircuit): string[] {
  return nodes.flatMap((node) => (node.kind === "head" ? [headName(node.layer, node.head)] : []));
}

/** The heads that were built for something. */
export function headsWithRole(trial: Pick<Trial, "truth">, role: string): string[] {
  return headParts(wiredTruth(trial)).flatMap((part) => (part.role === role ? [part.id] : []));
}

/** How far zeroing each head moves a prompt's difference, heads of the first layer first. */
export function headEffects({ effects }: WiredPrompt, trial: Pick<Trial, "truth">): number[] {
  const { parts } = wiredTruth(trial);
  const heads = headParts({ parts }).sort((a, b) => (a.id < b.id ? -1 : 1));
  return heads.map((head) => Math.abs(effects[parts.indexOf(head)]));
}

/**
 * Effects with those set to 0 that cannot be told from none: less than the truth's tolerance, as a share
 * of the largest. Rounding would put them in an order that means nothing.
 */
export function tangible(effects: ArrayLike<number>, { truth }: Pick<Trial, "truth">): number[] {
  const { tolerance } = wiredTruth({ truth });
  const sizes = Array.from(effects, Math.abs);
  const least = tolerance * Math.max(...sizes);
  return Array.from(effects, (effect) => (Math.abs(effect) > least ? effect : 0));
}

/** The heads without which a prompt's difference falls by more than this share of itself. */
export function neededHeads(
  { effects, difference }: WiredPrompt,
  trial: Pick<Trial, "truth">,
  least: number,
): string[] {
  const { parts } = wiredTruth(trial);
  return headParts({ parts }).flatMap((part) =>
    -effects[parts.indexOf(part)] > least * Math.abs(difference) ? [part.id] : [],
  );
}

/** Head to head, as `L0H0→L1H0 k`: what the circuits read as queries, keys or values. */
export function composedHeads(trial: Pick<Trial, "truth">): string[] {
  return wiredTruth(trial).circuits.flatMap(({ edges }) =>
    edges.flatMap(({ from, to, via }) =>
      from.kind === "head" && to.kind === "head"
        ? [pairName(headName(from.layer, from.head), headName(to.layer, to.head), via)]
        : [],
    ),
  );
}

/** A head that another reads of, as `L0H0→L1H0 k`. */
export function pairName(from: string, to: string, via: string): string {
  return `${from}→${to} ${via}`;
}

/** The heads that raise the logit of what they read. */
export function copyingHeads(trial: Pick<Trial, "truth">): string[] {
  return wiredTruth(trial).circuits.flatMap(({ edges }) =>
    edges.flatMap(({ from, to, sign }) =>
      from.kind === "head" && to.kind === "logits" && sign === 1
        ? [headName(from.layer, from.head)]
        : [],
    ),
  );
}

/** The heads of a circuit that look where they do because of what tokens are, not of where they stand. */
export function headsThatFollowTokens(circuit: WiredCircuit): string[] {
  const follows = circuit.edges.flatMap(({ to, via, subspaces }) =>
    to.kind === "head" && via !== "v" && subspaces.some((one) => !OF_PLACE.includes(one))
      ? [headName(to.layer, to.head)]
      : [],
  );
  return [...new Set(follows)];
}

/** Subspaces that are the same whatever the tokens are. */
const OF_PLACE = ["position", "first"];

function headParts({ parts }: Pick<WiredTruth, "parts">): WiredPart[] {
  return parts.filter(({ node }) => node.kind === "head");
}

/** The first layer of which a part writes the circuit's answer. */
export function decidingLayer({ edges }: WiredCircuit): number {
  const writers = edges.filter(({ to }) => to.kind === "logits").map(({ from }) => from);
  return Math.min(...writers.map((node) => ("layer" in node ? node.layer : Infinity)));
}

/**
 * Where the difference between a prompt and its corrupted partner is before each layer: at the word
 * that differs, until a head of the circuit moves it on.
 */
export function pathOf(
  { clean, corrupted, roles }: WiredPrompt,
  { id }: WiredCircuit,
  trial: Pick<Trial, "truth">,
): string[] {
  const words = clean.split(" ");
  const partner = corrupted.split(" ");
  // Position 0 is <bos>.
  let at = words.findIndex((word, i) => word !== partner[i]) + 1;
  const heads = headParts(wiredTruth(trial));
  const layers = 1 + Math.max(...heads.map(({ node }) => ("layer" in node ? node.layer : 0)));
  return Array.from({ length: layers }, (_, layer) => {
    const here = at;
    for (const { circuit, node, moves } of heads) {
      if (circuit !== id || moves === undefined || !("layer" in node)) continue;
      // A role of several positions ("brackets") has none in `roles`: the one that differs is of them.
      if (node.layer === layer && (roles[moves.from] ?? here) === here) at = roles[moves.to];
    }
    return `L${layer} position ${here}`;
  });
}
