import { VitrineError } from "../errors.ts";
import { flatten, unsupported, type Component } from "./component.ts";

/** A part of an encoded row: a special token, or the tokens of the text (0) or its pair (1). */
export type TemplatePart =
  | { readonly kind: "special"; readonly id: number; readonly typeId: number }
  | { readonly kind: "text"; readonly segment: 0 | 1; readonly typeId: number };

/** How rows are laid out: for one text, and for a pair. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
}

const text = (segment: 0 | 1, typeId: number): TemplatePart => ({ kind: "text", segment, typeId });

const PLAIN: Template = { single: [text(0, 0)], pair: [text(0, 0), text(1, 1)] };

/** The `post_processor` of a `tokenizer.json`. */
export function compileTemplate(component: Component | null): Template {
  let template = PLAIN;
  for (const step of flatten(component, "processors")) {
    const compile = PROCESSORS[step.type];
    if (compile === undefined) throw unsupported(step, "post-processor", PROCESSORS);
    template = compile(step) ?? template;
  }
  return template;
}

const PROCESSORS: Readonly<Record<string, (component: Component) => Template | null>> = {
  TemplateProcessing: written,
  BertProcessing: (component) => {
    const [cls, sep] = [special(component.cls), special(component.sep)];
    const single = [cls(0), text(0, 0), sep(0)];
    return { single, pair: [...single, text(1, 1), sep(1)] };
  },
  RobertaProcessing: (component) => {
    const [cls, sep] = [special(component.cls), special(component.sep)];
    const single = [cls(0), text(0, 0), sep(0)];
    return { single, pair: [...single, sep(0), text(1, 0), sep(0)] };
  },
  // Trims offsets only; ours keep the space that a token holds.
  ByteLevel: () => null,
};

/** `["[CLS]", 101]`, as BERT's and RoBERTa's processors write special tokens. */
function special(pair: unknown): (typeId: number) => TemplatePart {
  if (!Array.isArray(pair) || !Number.isInteger(pair[1])) throw malformed("a special token");
  return (typeId) => ({ kind: "special", id: pair[1] as number, typeId });
}

interface WrittenPart {
  readonly SpecialToken?: { readonly id: string; readonly type_id?: number };
  readonly Sequence?: { readonly id: "A" | "B"; readonly type_id?: number };
}

function written(component: Component): Template {
  const specials = (component.special_tokens ?? {}) as Record<string, { readonly ids?: number[] }>;
  const layout = (parts: unknown): TemplatePart[] => {
    if (!Array.isArray(parts)) throw malformed("a template");
    return (parts as WrittenPart[]).flatMap(({ SpecialToken: token, Sequence: sequence }) => {
      if (sequence !== undefined) {
        return [text(sequence.id === "A" ? 0 : 1, sequence.type_id ?? 0)];
      }
      const ids = token === undefined ? undefined : specials[token.id]?.ids;
      if (token === undefined || ids === undefined) throw malformed("a special token");
      return ids.map((id) => ({ kind: "special", id, typeId: token.type_id ?? 0 }) as const);
    });
  };
  return { single: layout(component.single), pair: layout(component.pair ?? component.single) };
}

function malformed(what: string): VitrineError {
  const message = `tokenizer.json: ${what} of the post_processor is malformed. Fetch the file again.`;
  return new VitrineError("BAD_FILE", message);
}

/** Which side of a text a special token stands on. */
export type Side = "before" | "after";

/**
 * A template in which each text has the token beside it, or none has, as `add_bos_token` and
 * `add_eos_token` of `tokenizer_config.json` say. One that already has the token is kept.
 */
export function withToken(template: Template, id: number, side: Side, isWanted: boolean): Template {
  const edit = (parts: readonly TemplatePart[]): readonly TemplatePart[] => {
    const isBeside = (part: TemplatePart, i: number): boolean =>
      part.kind === "special" &&
      part.id === id &&
      parts[side === "before" ? i + 1 : i - 1]?.kind === "text";
    if (!isWanted) return parts.filter((part, i) => !isBeside(part, i));
    return parts.some(isBeside) ? parts : parts.flatMap((part) => beside(part, id, side));
  };
  return { single: edit(template.single), pair: edit(template.pair) };
}

function beside(part: TemplatePart, id: number, side: Side): readonly TemplatePart[] {
  if (part.kind === "special") return [part];
  const token = { kind: "special", id, typeId: part.typeId } as const;
  return side === "before" ? [token, part] : [part, token];
}
