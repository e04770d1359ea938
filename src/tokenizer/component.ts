import { VitrineError } from "../errors.ts";

/** A part of `tokenizer.json`: a normalizer, a pre-tokenizer, a post-processor or a decoder. */
export interface Component {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** A part as written in the file; null where the file has none. */
export function parseComponent(value: unknown, where: string): Component | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "object" && typeof (value as { type?: unknown }).type === "string") {
    return value as Component;
  }
  const message = `tokenizer.json: ${where} is malformed; expected an object with a type, got ${typeof value}.`;
  throw new VitrineError("BAD_FILE", `${message} Fetch the file again.`);
}

/** A sequence as its members, anything else as itself, nothing as none. `members` is their field. */
export function flatten(component: Component | null, members: string): readonly Component[] {
  if (component === null) return [];
  if (component.type !== "Sequence") return [component];
  const list = component[members];
  if (!Array.isArray(list)) {
    const message = `tokenizer.json: a Sequence has no ${members}. Fetch the file again.`;
    throw new VitrineError("BAD_FILE", message);
  }
  return list.flatMap((member) => flatten(parseComponent(member, members), members));
}

/** A part of a kind that is not known here. */
export function unsupported(component: Component, kind: string, known: object): VitrineError {
  const message = `tokenizer.json: ${kind} not supported; expected one of ${Object.keys(known).join(", ")}, got ${component.type}.`;
  return new VitrineError("UNSUPPORTED", `${message} Give token ids instead of text.`);
}
