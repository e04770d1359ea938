import { VitrineError, type Planted, type Probe, type TruthAnswer, type TruthSpan } from "vitrine";
import { join, type Phrase } from "./template.ts";

/** A text cut before one of its words. */
export interface Cloze {
  /** Without the space before the answer. */
  readonly prompt: string;
  /** The word that was cut, with the space before it if there is one. */
  readonly answer: string;
  readonly spans: readonly TruthSpan[];
}

/** Cuts the text before the span that has the role `cut`; keeps the spans with the roles `deciding`. */
export function cloze(phrases: readonly Phrase[], cut: string, deciding: readonly string[]): Cloze {
  const { text, sentences } = join(phrases);
  const spans = sentences.flatMap((sentence) => sentence.spans);
  const at = spans.find(({ role }) => role === cut);
  if (at === undefined) {
    throw new VitrineError("UNKNOWN_NAME", `cloze "${text}": no span has the role "${cut}".`);
  }
  const prompt = text.slice(0, at.from).trimEnd();
  return {
    prompt,
    answer: text.slice(prompt.length, at.to),
    spans: spans.filter(({ role, to }) => to <= prompt.length && deciding.includes(role)),
  };
}

/** A probe and its matched control, as far as they differ. */
export interface Pair {
  /** Unique in the property: `5/12`. */
  readonly key: string;
  readonly strength: number;
  readonly probe: Side;
  readonly control?: Side;
}

export interface Side {
  readonly cloze: Cloze;
  readonly answers: readonly TruthAnswer[];
  readonly wrong: readonly string[];
}

/** The probe, and its control if it has one, each the other's partner. */
export function probesOf({ id: property }: Planted, { key, strength, ...sides }: Pair): Probe[] {
  const id = `${property}/${key}`;
  const partner = `${id}/control`;
  const fill = ({ cloze: { prompt, spans }, answers, wrong }: Side) => ({
    ...{ property, strength, prompt, answers, wrong, spans },
  });
  if (sides.control === undefined) return [{ id, control: false, ...fill(sides.probe) }];
  return [
    { id, control: false, partner, ...fill(sides.probe) },
    { id: partner, control: true, partner: id, ...fill(sides.control) },
  ];
}

/** The same texts with another word in the place of a role; the spans after it move. */
export function replaced(phrases: readonly Phrase[], role: string, word: string): Phrase[] {
  return phrases.map((phrase) => {
    const span = phrase.spans.find((s) => s.role === role);
    if (span === undefined) return phrase;
    const longer = word.length - (span.to - span.from);
    const moved = (offset: number): number => (offset > span.from ? offset + longer : offset);
    return {
      text: phrase.text.slice(0, span.from) + word + phrase.text.slice(span.to),
      spans: phrase.spans.map((s) => ({ ...s, from: moved(s.from), to: moved(s.to) })),
    };
  });
}
