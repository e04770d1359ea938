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
