import { VitrineError } from "../errors.ts";
import { AddedTokenFinder, type AddedToken } from "./added-tokens.ts";
import { alignSource, type AlignedText } from "./aligned-text.ts";
import {
  ChatTemplates,
  type ChatMessage,
  type ChatPrompt,
  type ChatTemplateOptions,
} from "./chat-template.ts";
import { layOut, type EncodedText, type Encoding } from "./encoding.ts";
import { TokenIndex } from "./find-token.ts";
import type { Library } from "./library.ts";
import type { Normalize } from "./normalize.ts";
import type { PreTokenize } from "./pre-tokenize.ts";
import { segment, type Piece, type ModelOptions } from "./segment.ts";
import type { SpecialIds } from "./special-ids.ts";
import { surfaceOf, type Spelling, type Surface } from "./surface.ts";
import { withToken, type Template, type TemplatePart } from "./template.ts";

export interface EncodeOptions {
  /** A second text, joined to the first as the tokenizer's template says. */
  readonly pair?: string;
  /** Puts special tokens where the tokenizer's files say. Default true. */
  readonly addSpecialTokens?: boolean;
  /** Whether the row begins with the BOS token, whatever the files say. */
  readonly prependBos?: boolean;
}

/** The steps and tables that a tokenizer's files describe. */
export interface TokenizerParts {
  readonly library: Library;
  readonly normalize: Normalize;
  readonly preTokenize: PreTokenize;
  readonly modelOptions: ModelOptions;
  readonly template: Template;
  readonly added: readonly AddedToken[];
  readonly specialIds: SpecialIds;
  readonly spelling: Spelling;
  /** By name; the one that is meant where none is named is `default`. */
  readonly chatTemplates: ReadonlyMap<string, string>;
}

/**
 * Text to token ids and back, with the place of every token in the text. Made by `loadTokenizer`.
 */
export class Tokenizer {
  /** Ids of the tokens with a role; null where there is none. */
  readonly specialIds: SpecialIds;
  readonly #parts: TokenizerParts;
  readonly #raw: AddedTokenFinder;
  readonly #normalized: AddedTokenFinder;
  readonly #special: ReadonlySet<number>;
  readonly #added: ReadonlyMap<number, AddedToken>;
  readonly #chat: ChatTemplates;
  #index: TokenIndex | null = null;

  constructor(parts: TokenizerParts) {
    const { added, normalize } = parts;
    this.#parts = parts;
    this.specialIds = parts.specialIds;
    this.#added = new Map(added.map((token) => [token.id, token]));
    this.#special = new Set(added.filter((token) => token.isSpecial).map((token) => token.id));
    const isRaw = (token: AddedToken): boolean => !token.isNormalized;
    this.#raw = new AddedTokenFinder(added.filter(isRaw).map((t) => [t.content, t]));
    this.#normalized = new AddedTokenFinder(
      added.filter((t) => !isRaw(t)).map((t) => [normalize(alignSource(t.content)).text, t]),
    );
    this.#chat = new ChatTemplates(parts.chatTemplates, this.#roleTokens());
  }

  /** The Jinja template of a conversation; null where the files have none, or several by name only. */
  get chatTemplate(): string | null {
    return this.#chat.main;
  }

  /** Number of ids, those of added tokens included. A model may have more rows, unused ones. */
  get vocabSize(): number {
    return this.#parts.library.model.vocab.length;
  }

  /** Whether the vocabulary has this id. */
  has(id: number): boolean {
    return this.#parts.library.model.vocab[id] !== undefined;
  }

  /** The vocabulary by id, spelled as in its file; empty where an id is not used. */
  tokens(): readonly string[] {
    return Array.from(this.#parts.library.model.vocab, (token: string | undefined) => token ?? "");
  }

  /**
   * Tokens of a text, or of a text and its pair, with their places.
   *
   * @throws VitrineError `BAD_OPTION` where `prependBos` is asked of a tokenizer without BOS token.
   */
  encode(text: string, options: EncodeOptions = {}): Encoding {
    const texts = [this.#encodeText(text)];
    if (options.pair !== undefined) texts.push(this.#encodeText(options.pair));
    return layOut(
      this.#layout(options),
      texts,
      (id) => this.#token(id),
      (id) => this.#special.has(id),
    );
  }

  /**
   * A conversation as the text that the model was trained on, special tokens and all, as
   * Transformers' `apply_chat_template` renders it. What comes back is a row to run, or to encode:
   * it says that the tokenizer's own special tokens are not to be added again.
   *
   * @throws VitrineError `UNSUPPORTED` where there is no template, `BAD_FILE` for one that cannot be
   *   read, `BAD_INPUT` where it refuses the conversation, or fails on it.
   */
  applyChatTemplate(
    messages: readonly ChatMessage[],
    options: ChatTemplateOptions = {},
  ): Promise<ChatPrompt> {
    return this.#chat.apply(messages, options);
  }

  /**
   * The text of ids.
   *
   * @throws VitrineError `BAD_INPUT` for an id that is not in the vocabulary.
   */
  decode(ids: readonly number[], options: { readonly skipSpecialTokens?: boolean } = {}): string {
    for (const id of ids) this.#token(id);
    if (ids.length === 0) return "";
    return this.#parts.library.decode(ids, options.skipSpecialTokens === true);
  }

  /**
   * What a token reads inside a text: `▁` and `Ġ` as a space, bytes as the text they encode, pieces
   * of characters as `<0xE4>`. WordPiece tokens as the vocabulary spells them.
   *
   * @throws VitrineError `BAD_INPUT` for an id that is not in the vocabulary.
   */
  surface(id: number): string {
    return this.#surface(id, this.#token(id)).text;
  }

  /**
   * The id of a token string: a special token's text first, then what a token reads inside a text
   * (` there` with its space); byte tokens count only where no other token reads the same. In
   * WordPiece vocabularies `cat` starts a word, `##cat` goes on, and a leading space is ignored.
   *
   * @throws VitrineError `UNKNOWN_NAME` where no token or several match, with candidates and ids.
   */
  find(text: string): number {
    this.#index ??= this.#buildIndex();
    return this.#index.find(text, () => this.#encodeText(text).pieces.map((piece) => piece.id));
  }

  #encodeText(text: string): EncodedText {
    const sections = this.#raw.cut(alignSource(text)).flatMap((section) => {
      return section.token === null
        ? this.#normalized.cut(this.#parts.normalize(section.text))
        : [section];
    });
    const pieces = sections.flatMap(({ text: section, token }): Piece[] => {
      if (token === null) return this.#encodeSection(section);
      const span = [section.starts[0], section.ends[section.ends.length - 1]] as const;
      return [{ id: token.id, token: token.content, span }];
    });
    return { text, pieces };
  }

  #encodeSection(section: AlignedText): Piece[] {
    const { preTokenize, library, modelOptions } = this.#parts;
    return preTokenize(section).flatMap((word) => segment(library.model, modelOptions, word));
  }

  #layout({ pair, addSpecialTokens, prependBos }: EncodeOptions): readonly TemplatePart[] {
    const { bos } = this.specialIds;
    let template = this.#parts.template;
    if (prependBos === false && bos !== null) template = withToken(template, bos, "before", false);
    let parts = pair === undefined ? template.single : template.pair;
    if (addSpecialTokens === false) parts = parts.filter((part) => part.kind === "text");
    return prependBos === true ? startingWith(parts, bos) : parts;
  }

  /** `bos_token`, `eos_token` and so on, as templates call them. */
  #roleTokens(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.specialIds).flatMap(([role, id]) =>
        id === null ? [] : [[`${role}_token`, this.#token(id)]],
      ),
    );
  }

  #buildIndex(): TokenIndex {
    const surfaces = this.tokens().map((token, id) => this.#surface(id, token));
    const specials = [...this.#special].map((id) => [this.#token(id), id] as const);
    return new TokenIndex(surfaces, new Map(specials), this.#parts.spelling === "plain");
  }

  /** Added tokens are found in the text as they are spelled. */
  #surface(id: number, token: string): Surface {
    if (this.#added.has(id)) return { text: token, isByte: false };
    return surfaceOf(token, this.#parts.spelling);
  }

  #token(id: number): string {
    const token = this.#parts.library.model.vocab[id];
    if (token !== undefined) return token;
    const message = `tokenizer: no token has the id ${id}; expected 0–${this.vocabSize - 1}. Is it another model's?`;
    throw new VitrineError("BAD_INPUT", message);
  }
}

function startingWith(parts: readonly TemplatePart[], bos: number | null): readonly TemplatePart[] {
  if (bos === null) {
    const message =
      "encode: prependBos needs a BOS token, and this tokenizer has none. Leave prependBos out.";
    throw new VitrineError("BAD_OPTION", message);
  }
  const first = parts[0];
  if (first?.kind === "special" && first.id === bos) return parts;
  return [{ kind: "special", id: bos, typeId: 0 }, ...parts];
}
