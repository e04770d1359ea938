import type {
  WiredCircuit,
  WiredPart,
  WiredPrompt,
  WiredTruth,
} from "../../bundled/truth-wired.ts";
import { VitrineError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";
import type { Trial } from "../recovery.ts";

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
export function wiredTruth({ truth }: Pick<Trial, "truth">): WiredTruth {
  if (truth.kind === "wired") return truth;
  throw new VitrineError(
    "UNSUPPORTED",
    `score: this claim is about a wired model; expected a truth of the kind "wired", got "${truth.kind}".`,
  );
}

/** A head as truth names it: `L2H0`. */
export function headName(layer: number, head: number): string {
  return `L${layer}H${head}`;
}

/** The parts that are heads. */
export function headParts({ parts }: WiredTruth): readonly WiredPart[] {
  return parts.filter(({ node }) => node.kind === "head");
}
