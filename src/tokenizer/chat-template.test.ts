import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatTemplateOptions } from "./chat-template.ts";
import { loadTokenizer } from "./load.ts";
import type { Tokenizer } from "./tokenizer.ts";

const folder = path.join(import.meta.dirname, "../../fixtures/chat");

/** One conversation as Transformers rendered and tokenized it. */
interface ChatCase {
  readonly template: string;
  readonly tokenizer: string;
  readonly messages: readonly ChatMessage[];
  /** As Transformers names them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly ids?: readonly number[];
  readonly error?: string;
}

const { now, cases } = readJson("cases.json") as {
  readonly now: string;
  readonly cases: readonly ChatCase[];
};

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), "utf8"));
}

function load(name: string, chatTemplate: unknown): Tokenizer {
  const config = readJson(`${name}/tokenizer_config.json`) as object;
  return loadTokenizer({
    json: readJson(`${name}/tokenizer.json`),
    config: { ...config, chat_template: chatTemplate },
  });
}

function optionsOf({ options }: ChatCase): ChatTemplateOptions {
  const { add_generation_prompt, continue_final_message, tools, ...variables } = options;
  return {
    addGenerationPrompt: add_generation_prompt === true,
    continueFinalMessage: continue_final_message === true,
    ...(tools !== undefined && { tools: tools as NonNullable<ChatTemplateOptions["tools"]> }),
    variables,
    now: new Date(now),
  };
}

const HELLO = [{ role: "user", content: "hello" }];

describe("applyChatTemplate", () => {
  it.each(cases.map((one, i) => [i, one.template, one.tokenizer, one] as const))(
    "renders and tokenizes case %i, %s with %s, as Transformers does",
    async (_, template, name, one) => {
      const text = readFileSync(path.join(folder, "templates", `${template}.jinja`), "utf8");
      const tokenizer = load(name, text);
      const rendered = tokenizer.applyChatTemplate(one.messages, optionsOf(one));
      if (one.error !== undefined) {
        const refusal = { code: "BAD_INPUT", details: { reason: one.error } };
        await expect(rendered).rejects.toMatchObject(refusal);
        return;
      }
      const prompt = await rendered;
      expect(prompt.text).toBe(one.text);
      expect(tokenizer.encode(prompt.text, prompt).ids).toEqual(one.ids);
    },
  );

  it("takes the default of several templates, the one for tools where there are some", async () => {
    const tokenizer = load("byte-level", [
      { name: "tool_use", template: "tools: {{ tools | length }}" },
      { name: "default", template: "{{ messages[0].content }}{{ bos_token }}" },
      { name: "loud", template: "{{ messages[0].content | upper }}" },
    ]);
    const text = async (options: ChatTemplateOptions): Promise<string> =>
      (await tokenizer.applyChatTemplate(HELLO, options)).text;
    expect(await text({})).toBe("hello<|endoftext|>");
    expect(await text({ tools: [{}, {}] })).toBe("tools: 2");
    expect(await text({ chatTemplate: "loud" })).toBe("HELLO");
    expect(await text({ chatTemplate: "{{ messages | length }} turn" })).toBe("1 turn");
  });

  it("prefers a template in a file of its own", async () => {
    const json = readJson("byte-level/tokenizer.json");
    const config = { chat_template: "config" };
    const tokenizer = loadTokenizer({ json, config, chatTemplate: "file" });
    expect(await tokenizer.applyChatTemplate(HELLO)).toEqual({
      text: "file",
      addSpecialTokens: false,
    });
  });

  it("leaves the last text part of a message open", async () => {
    const template = "{% for p in messages[0].content %}[{{ p.text }}]{% endfor %}end";
    const content = [{ type: "text", text: "a" }, { type: "text", text: "b " }, { type: "image" }];
    const tokenizer = load("byte-level", template);
    const rendered = tokenizer.applyChatTemplate([{ role: "assistant", content }], {
      continueFinalMessage: true,
    });
    expect((await rendered).text).toBe("[a][b ");
  });

  it.each<[string, unknown, unknown, ChatTemplateOptions, string, RegExp]>([
    ["no template", null, HELLO, {}, "UNSUPPORTED", /has no chat template.*as chatTemplate/],
    ["no messages", "a", [], {}, "BAD_INPUT", /expected a list of messages, got an empty list/],
    ["a text", "a", "hello", {}, "BAD_INPUT", /expected a list of messages, got "hello"/],
    ["a message without role", "a", [{ content: "a" }], {}, "BAD_INPUT", /message 0 has no role/],
    ["a broken template", "{% if %}", HELLO, {}, "BAD_FILE", /cannot be read/],
    [
      "a failing template",
      "{{ messages | unheard }}",
      HELLO,
      {},
      "BAD_INPUT",
      /fails on this conversation/,
    ],
    [
      "templates none of which is the default",
      [
        { name: "one", template: "1" },
        { name: "two", template: "2" },
      ],
      HELLO,
      {},
      "BAD_OPTION",
      /one of one, two/,
    ],
    [
      "a last message that is both open and answered",
      "a",
      HELLO,
      { addGenerationPrompt: true, continueFinalMessage: true },
      "BAD_OPTION",
      /got both/,
    ],
    [
      "a last message that the template leaves out",
      "a",
      HELLO,
      { continueFinalMessage: true },
      "BAD_INPUT",
      /leaves the last message out/,
    ],
  ])("refuses %s", async (_, template, messages, options, code, message) => {
    const rendered = load("byte-level", template).applyChatTemplate(messages as never, options);
    await expect(rendered).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
