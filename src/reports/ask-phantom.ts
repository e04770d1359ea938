import { findProbes, findWired, type FoundWired, type Lookup } from "../bundled/find-planted.ts";
import type { WiredTruth } from "../bundled/truth-wired.ts";
import type { Canary, Fact, Planted, Probe, WorldTruth } from "../bundled/truth.ts";
import { unknownName } from "../errors.ts";
import type { Model } from "../model/types.ts";
import { expectedAfter, type NextToken } from "./continuations.ts";

/** What may follow a prompt: what is true of it beside what the model says. */
export interface AskedContinuation {
  readonly text: string;
  /** Null for one that the answer is told apart from. */
  readonly truth: number | null;
  /** Its share in the training texts, where a shift from the truth is planted. */
  readonly trained: number | null;
  /** The model's probability of it. */
  readonly model: number;
}

interface Asked {
  readonly question: string;
  /** What a misspelled question was taken to mean. */
  readonly takenAs: string | null;
  /** The text that the model was given. */
  readonly prompt: string;
  /** The model's likeliest next tokens. */
  readonly next: readonly NextToken[];
}

/** About a probe of a generated world. */
export interface WorldAnswer extends Asked {
  readonly kind: "world";
  readonly property: Planted;
  readonly probe: Probe;
  readonly fact: Fact | null;
  readonly canary: Canary | null;
  readonly continuations: readonly AskedContinuation[];
  /** Ids of other probes that the question fits as well. */
  readonly alike: readonly string[];
}

/** About a prompt of a wired circuit. */
export interface WiredAnswer extends Asked {
  readonly kind: "wired";
  readonly id: string;
  readonly circuit: { readonly id: string; readonly title: Planted["title"] };
  /** Whether the prompt is the circuit's own, or its corrupted partner. */
  readonly side: "clean" | "corrupted";
  readonly answer: string;
  readonly wrong: string;
  /** Logit of the answer less logit of the wrong token, as the wiring says. */
  readonly truth: number;
  /** The same as the model computes it. */
  readonly measured: number;
  /** Most that the two differ by, for this truth. */
  readonly tolerance: number;
  readonly alike: readonly string[];
}

/** About a text that nothing is planted about. */
export interface UnplantedAnswer extends Asked {
  readonly kind: "unplanted";
  /** Questions that may have been meant. */
  readonly nearest: readonly string[];
}

export type PhantomAnswer = WorldAnswer | WiredAnswer | UnplantedAnswer;

export interface AskPhantomOptions {
  /** Next tokens to name. @defaultValue 5 */
  readonly top?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a phantom something: what is known beside what the model says. A question is a probe's id or
 * prompt, a fact in words (`capital of Norrel`), whose secret or which chance; see `findProbes`. Any
 * other text is continued, and nothing is known of it.
 *
 * @throws VitrineError `UNSUPPORTED` for a model without truth, `UNKNOWN_NAME` for an id that looks
 *   like a probe's and is none.
 */
export async function askPhantom(
  { model, question }: { readonly model: Model; readonly question: string },
  { top = 5, signal }: AskPhantomOptions = {},
): Promise<PhantomAnswer> {
  const truth = await model.truth();
  const options = { top, signal };
  if (truth.kind === "world") {
    const lookup = findProbes(truth, question);
    if (lookup.found.length > 0) return aboutProbe(model, truth, question, lookup, options);
    const properties = truth.planted.map(({ id }) => id);
    refuseId(question, properties, () => truth.probes.map(({ id }) => id));
    return unplanted(model, question, lookup, options);
  }
  const lookup = findWired(truth, question);
  if (lookup.found.length > 0) return aboutWired(model, truth, question, lookup, options);
  const circuits = truth.circuits.map(({ id }) => id);
  refuseId(question, circuits, () => truth.circuits.flatMap((one) => one.prompts.map((p) => p.id)));
  return unplanted(model, question, lookup, options);
}

type Options = Required<Pick<AskPhantomOptions, "top" | "signal">>;

/** `facts/capital-of/999` is no text to continue. */
function refuseId(question: string, owners: readonly string[], ids: () => readonly string[]): void {
  const [owner] = question.split("/");
  if (/^\S+\/\S+$/.test(question) && owners.includes(owner)) {
    throw unknownName("ask", "probe", question, ids());
  }
}

async function aboutProbe(
  model: Model,
  truth: WorldTruth,
  question: string,
  { found, takenAs }: Lookup<Probe>,
  options: Options,
): Promise<WorldAnswer> {
  const [probe, ...others] = found;
  const { prompt, answers, trained = [], wrong } = probe;
  const texts = [...answers.map(({ text }) => text), ...wrong];
  const { next, probabilities } = await expectedAfter(model, prompt, texts, options);
  return {
    kind: "world",
    question,
    takenAs,
    prompt,
    property: truth.planted.find(({ id }) => id === probe.property)!,
    probe,
    fact: truth.facts.find(({ id }) => id === probe.id) ?? null,
    canary: truth.canaries.find(({ id }) => id === probe.id) ?? null,
    continuations: texts.map((text, i) => ({
      text,
      truth: answers[i]?.probability ?? null,
      trained: trained[i] ?? null,
      model: probabilities[i],
    })),
    next,
    alike: others.map(({ id }) => id),
  };
}

async function aboutWired(
  model: Model,
  truth: WiredTruth,
  question: string,
  { found, takenAs }: Lookup<FoundWired>,
  options: Options,
): Promise<WiredAnswer> {
  const [{ circuit, prompt: planted, side }, ...others] = found;
  const { id, answer, wrong } = planted;
  const prompt = planted[side];
  const known = side === "clean" ? planted.difference : planted.corruptedDifference;
  const { next } = await expectedAfter(model, prompt, [], options);
  const difference = {
    kind: "diff",
    a: { kind: "logit", token: answer },
    b: { kind: "logit", token: wrong },
  } as const;
  const [{ value, error }] = await model
    .evaluate([{ input: prompt, target: difference }], options.signal && { signal: options.signal })
    .all();
  if (error !== undefined) throw error;
  return {
    kind: "wired",
    question,
    takenAs,
    prompt,
    id,
    circuit: { id: circuit.id, title: circuit.title },
    side,
    answer,
    wrong,
    truth: known,
    measured: value!,
    tolerance: truth.tolerance * Math.max(1, Math.abs(known)),
    next,
    alike: others.map((other) => other.prompt.id),
  };
}

async function unplanted(
  model: Model,
  question: string,
  { nearest }: Lookup<unknown>,
  options: Options,
): Promise<UnplantedAnswer> {
  const { next } = await expectedAfter(model, question, [], options);
  return { kind: "unplanted", question, takenAs: null, prompt: question, next, nearest };
}
