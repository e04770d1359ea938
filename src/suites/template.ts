import { VitrineError } from "../errors.ts";
import type { Entry } from "./define.ts";

/** A slot in a template. */
export interface SlotReference {
  readonly slot: string;
  readonly field: string | null;
  /** UTF-16 offset of its brace. */
  readonly at: number;
}

/** A stretch of a filled text. `slot` counts its occurrences: `B`, `B#2`, … */
export interface FilledSpan {
  readonly slot: string;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface Filled {
  readonly text: string;
  readonly spans: readonly FilledSpan[];
}

export type Values = Readonly<Record<string, Entry>>;

const REFERENCE = /\{\{|\}\}|\{([\w-]+)(?:\.([\w-]+))?\}/g;

/** The slots that a template names, in order. */
export function slotsIn(template: string): SlotReference[] {
  return Array.from(template.matchAll(REFERENCE)).flatMap((match) => {
    const [, slot, field] = match as unknown as [string, string | undefined, string | undefined];
    return slot === undefined ? [] : [{ slot, field: field ?? null, at: match.index }];
  });
}

/** Braces that neither name a slot nor stand twice, by offset. */
export function strayBraces(template: string): number[] {
  const rest = template.replace(REFERENCE, (match) => " ".repeat(match.length));
  return Array.from(rest.matchAll(/[{}]/g), ({ index }) => index);
}

/** A text as a template that gives it back. */
export function literally(text: string): string {
  return text.replace(/[{}]/g, "$&$&");
}

/** A template with its slots filled. */
export function fill(template: string, values: Values): Filled {
  const spans: FilledSpan[] = [];
  const seen = new Map<string, number>();
  let text = "";
  let rest = 0;
  for (const match of template.matchAll(REFERENCE)) {
    text += template.slice(rest, match.index);
    rest = match.index + match[0].length;
    const [whole, slot, field] = match as unknown as [string, string | undefined, string?];
    if (slot === undefined) {
      text += whole[0];
      continue;
    }
    const word = wordOf(values, slot, field ?? null);
    const occurrence = (seen.get(slot) ?? 0) + 1;
    seen.set(slot, occurrence);
    const name = occurrence === 1 ? slot : `${slot}#${occurrence}`;
    spans.push({ slot: name, from: text.length, to: text.length + word.length });
    text += word;
  }
  return { text: text + template.slice(rest), spans };
}

/** What a slot holds, in the words that a reader sees: of several texts the first. */
export function entryText(entry: Entry): string {
  return typeof entry === "string" ? entry : (Object.values(entry)[0] ?? "");
}

function wordOf(values: Values, slot: string, field: string | null): string {
  const entry = values[slot] as Entry | undefined;
  const word =
    typeof entry === "string" ? (field === null ? entry : undefined) : entry?.[field ?? ""];
  if (word !== undefined) return word;
  const name = field === null ? slot : `${slot}.${field}`;
  throw new VitrineError("UNKNOWN_NAME", `suite: nothing fills {${name}}.`, {
    details: { name },
  });
}
