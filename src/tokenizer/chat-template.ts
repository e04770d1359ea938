import { VitrineError } from "../errors.ts";
import { compileTemplate, type Render } from "./jinja.ts";
import type { JsonObject } from "./parse.ts";

/** One turn of a conversation. Templates read further fields: `tool_calls`, `name`, `reasoning`. */
export interface ChatMessage {
  /** Mostly `system`, `user`, `assistant` or `tool`; the template says which it knows. */
  readonly role: string;
  /** A text, or parts such as `{ type: "text", text }`. */
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

export interface ChatTemplateOptions {
  /** Ends with the beginning of the assistant's next turn, for it to write on from. Default false. */
  readonly addGenerationPrompt?: boolean;
  /** Leaves the last message open, for the model to write on in it. Default false. */
  readonly continueFinalMessage?: boolean;
  /** JSON schemas of functions that the model may call. */
  readonly tools?: readonly JsonObject[];
  /** Texts for templates that answer from documents, `{ title, text }` each. */
  readonly documents?: readonly JsonObject[];
  /** The name of one of the tokenizer's templates, or a template. */
  readonly chatTemplate?: string;
  /** Further variables of the template, e.g. `{ enable_thinking: false }`. */
  readonly variables?: JsonObject;
  /** The time that a template tells. Default: now. */
  readonly now?: Date;
}

/** A conversation as a model reads it: a row to run, its special tokens in the text already. */
export interface ChatPrompt {
  readonly text: string;
  readonly addSpecialTokens: false;
}

/** Stands at the end of a message that is to be left open, to be found again. */
const OPEN_END = "CONTINUE_FINAL_MESSAGE_TAG ";
const REASONING = ["reasoning_content", "thinking", "reasoning"] as const;

/** The chat templates of a tokenizer by name, compiled when first used. */
export class ChatTemplates {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #specialTokens: Readonly<Record<string, string>>;
  readonly #compiled = new Map<string, Promise<Render>>();

  /** @param specialTokens - What `bos_token` and the like stand for in a template. */
  constructor(texts: ReadonlyMap<string, string>, specialTokens: Readonly<Record<string, string>>) {
    this.#texts = texts;
    this.#specialTokens = specialTokens;
  }

  /** The template that is used where none is named; null where there is none. */
  get main(): string | null {
    const [only] = this.#texts.size === 1 ? this.#texts.values() : [];
    return this.#texts.get("default") ?? only ?? null;
  }

  async apply(messages: readonly ChatMessage[], options: ChatTemplateOptions): Promise<ChatPrompt> {
    const { addGenerationPrompt = false, continueFinalMessage = false } = options;
    checkMessages(messages);
    if (addGenerationPrompt && continueFinalMessage) {
      throw new VitrineError(
        "BAD_OPTION",
        "applyChatTemplate: addGenerationPrompt begins a new turn and continueFinalMessage stays in the last; expected one of the two, got both.",
      );
    }
    const template = this.#choose(options);
    const given = messages.map(plainMessage);
    const render = await this.#compile(template);
    const variables = {
      ...this.#specialTokens,
      ...options.variables,
      messages: continueFinalMessage ? leftOpen(given) : given,
      tools: options.tools ?? null,
      documents: options.documents ?? null,
      add_generation_prompt: addGenerationPrompt,
    };
    const rendered = render(variables, options.now ?? new Date());
    const text = continueFinalMessage ? cutAtOpenEnd(rendered) : rendered;
    return { text, addSpecialTokens: false };
  }

  #choose({ chatTemplate, tools }: ChatTemplateOptions): string {
    if (chatTemplate !== undefined) return this.#texts.get(chatTemplate) ?? chatTemplate;
    const forTools = tools === undefined ? undefined : this.#texts.get("tool_use");
    const template = forTools ?? this.main;
    if (template !== null) return template;
    const names = [...this.#texts.keys()].join(", ");
    const message =
      names === ""
        ? "applyChatTemplate: this tokenizer has no chat template: its model was not made for conversations. Pass one as chatTemplate, or give the text as it is."
        : `applyChatTemplate: this tokenizer has several chat templates and none is the default; expected a name as chatTemplate, one of ${names}.`;
    throw new VitrineError(names === "" ? "UNSUPPORTED" : "BAD_OPTION", message);
  }

  #compile(template: string): Promise<Render> {
    const known = this.#compiled.get(template) ?? compileTemplate(template);
    this.#compiled.set(template, known);
    return known;
  }
}

function checkMessages(messages: unknown): void {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badMessages("no conversation", "a list of messages", describe(messages));
  }
  messages.forEach((message: unknown, i) => {
    const role = (message as { readonly role?: unknown } | null)?.role;
    if (typeof role === "string" && role !== "") return;
    throw badMessages(`message ${i} has no role`, '{ role: "user", content }', describe(message));
  });
}

/** Without fields that are null, which templates would write out; reasoning under each of its names. */
function plainMessage(message: ChatMessage): ChatMessage {
  const fields = Object.entries(message).filter(([, value]) => value !== null);
  const plain = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  const name = REASONING.find((field) => field in plain);
  const reasoning = name === undefined ? undefined : plain[name];
  const named =
    name === undefined ? {} : { thinking: reasoning, ...plain, reasoning_content: reasoning };
  return { ...plain, ...named } as ChatMessage;
}

function leftOpen(messages: readonly ChatMessage[]): ChatMessage[] {
  const last = messages[messages.length - 1];
  return [...messages.slice(0, -1), { ...last, content: withOpenEnd(last.content) }];
}

function withOpenEnd(content: unknown): unknown {
  if (typeof content === "string") return content + OPEN_END;
  const parts = Array.isArray(content) ? (content as readonly JsonObject[]) : [];
  const at = parts.findLastIndex((part) => typeof part.text === "string");
  if (at >= 0) {
    return parts.map((part, i) =>
      i === at ? { ...part, text: String(part.text) + OPEN_END } : part,
    );
  }
  throw badMessages("the last message holds no text to continue", "a content", describe(content));
}

function cutAtOpenEnd(text: string): string {
  const at = text.lastIndexOf(OPEN_END.trim());
  if (at < 0) {
    throw badMessages(
      "the template leaves the last message out, so it cannot be continued",
      "a turn of the assistant that is written as it is",
      "another one",
    );
  }
  const before = text.slice(0, at);
  // a template that trims its messages took the space at the mark's end away, and would have before it
  return text.startsWith(OPEN_END, at) ? before : before.trimEnd();
}

function badMessages(wrong: string, expected: string, got: string): VitrineError {
  const message = `applyChatTemplate: ${wrong}; expected ${expected}, got ${got}.`;
  return new VitrineError("BAD_INPUT", message);
}

function describe(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return "an empty list";
  return JSON.stringify(value)?.slice(0, 80) ?? "nothing";
}
