import { editDistance, nearest } from "../errors.ts";
import type { WiredCircuit, WiredPrompt, WiredTruth } from "./truth-wired.ts";
import type { Probe, WorldTruth } from "./truth.ts";

/** What a question is about. */
export interface Lookup<T> {
  /** The best match first, then others that the question fits as well; empty where nothing does. */
  readonly found: readonly T[];
  /** What a misspelled question was taken to mean; null where it is read as it is. */
  readonly takenAs: string | null;
  /** What else may have been meant, where nothing was found. */
  readonly nearest: readonly string[];
}

/** A prompt of a wired circuit, as it is or corrupted. */
export interface FoundWired {
  readonly circuit: WiredCircuit;
  readonly prompt: WiredPrompt;
  readonly side: "clean" | "corrupted";
}

/**
 * The probes that a question is about: one by its id or its prompt, a fact in the words of a question
 * (`capital of Norrel`), a secret by its prompt or its owner, a chance by its name (`Rudding`, `coin
 * of Rudding`), all of a property by its id. Spelling is forgiven where only one is near.
 */
export function findProbes(truth: WorldTruth, question: string): Lookup<Probe> {
  const facts = new Map(truth.facts.map(({ id, ask }) => [id, ask]));
  const handles = sorted(truth.probes).flatMap((probe): Handle<Probe>[] => {
    const spoken = [facts.get(probe.id), ...namesIn(probe)].filter((name) => name !== undefined);
    return [
      ...[probe.id, probe.prompt].map((key) => ({ key, item: probe, spoken: false })),
      ...(probe.control ? [] : [{ key: probe.property, item: probe, spoken: false }]),
      ...spoken.map((key) => ({ key, item: probe, spoken: true })),
    ];
  });
  return lookUp(handles, question);
}

/** The prompt of a wired circuit that a question is about: by its id, its text, or the circuit's id. */
export function findWired({ circuits }: WiredTruth, question: string): Lookup<FoundWired> {
  const handles = circuits.flatMap((circuit) =>
    circuit.prompts.flatMap((prompt): Handle<FoundWired>[] => {
      const clean = { circuit, prompt, side: "clean" } as const;
      const corrupted = { circuit, prompt, side: "corrupted" } as const;
      return [
        ...[prompt.id, prompt.clean, circuit.id].map((key) => ({ key, item: clean })),
        { key: prompt.corrupted, item: corrupted },
      ].map((handle) => ({ ...handle, spoken: false }));
    }),
  );
  return lookUp(handles, question);
}

/** One way of asking for something. */
interface Handle<T> {
  readonly key: string;
  readonly item: T;
  /** In words that a person makes up, and so may misspell. */
  readonly spoken: boolean;
}

/** Probes before their controls: some have the same prompt. */
function sorted(probes: readonly Probe[]): readonly Probe[] {
  return [...probes.filter(({ control }) => !control), ...probes.filter(({ control }) => control)];
}

/** What a probe's spans name: who owns the secret, whose chance it is, and with what. */
function namesIn({ prompt, spans }: Probe): string[] {
  const of = (role: string) => spans.find((span) => span.role === role);
  const [owner, device, context] = [of("owner"), of("device"), of("context")];
  return [
    ...(owner === undefined ? [] : [prompt.slice(owner.from, owner.to)]),
    ...(context === undefined ? [] : [prompt.slice(context.from, context.to)]),
    ...(device === undefined || context === undefined || device.from > context.from
      ? []
      : [prompt.slice(device.from, context.to)]),
  ];
}

function lookUp<T>(handles: readonly Handle<T>[], question: string): Lookup<T> {
  const wanted = plain(question);
  const literal = handles.filter(({ key }) => key === question);
  const exact = literal.length > 0 ? literal : handles.filter(({ key }) => plain(key) === wanted);
  if (exact.length > 0) return { found: items(exact), takenAs: null, nearest: [] };
  const spoken = handles.filter((handle) => handle.spoken);
  const meant = misspelled(wanted, [...new Set(spoken.map(({ key }) => key))]);
  if (meant !== null) {
    const found = items(spoken.filter(({ key }) => key === meant));
    return { found, takenAs: meant, nearest: [] };
  }
  const near = nearest(wanted, new Set(handles.map(({ key }) => key)), SUGGESTED);
  return { found: [], takenAs: null, nearest: near };
}

const SUGGESTED = 5;

function items<T>(handles: readonly Handle<T>[]): readonly T[] {
  return [...new Set(handles.map(({ item }) => item))];
}

/** What people write differently without meaning anything else. */
function plain(text: string): string {
  const words = text.toLowerCase().replace(/\s+/g, " ").trim();
  return words
    .replace(/^(?:what|who) is /, "")
    .replace(/^the /, "")
    .replace(/ ?[.?!]$/, "");
}

/** The one key that the words differ from by a letter or two; null where none or several do. */
function misspelled(wanted: string, keys: readonly string[]): string | null {
  const limit = wanted.length < 5 ? 0 : wanted.length < 12 ? 1 : 2;
  const distances = keys.map((key) => editDistance(wanted, plain(key)));
  const least = Math.min(...distances);
  if (least > limit) return null;
  const close = keys.filter((_, i) => distances[i] === least);
  return close.length === 1 ? close[0] : null;
}
