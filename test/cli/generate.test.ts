import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "../../src/model/load.ts";
import { vitrine } from "../helpers/cli.ts";
import { readFixture } from "../helpers/fixtures.ts";

interface ChatCase {
  readonly template: string;
  readonly tokenizer: string;
  readonly messages: readonly { readonly content: string }[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly ids: readonly number[];
}

interface Greedy {
  readonly prompt: string;
  readonly edits: readonly unknown[];
  readonly continuation: readonly number[];
  readonly text: string;
}

const file = new URL("../../fixtures/references/stories260k/generate.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Greedy[] };
const plain = cases.find((one) => one.edits.length === 0)!;
const edited = cases.find((one) => one.edits.length > 0)!;

/** The model that the expectations are of. */
const STORIES = ["--model", "stories260k"];

describe("vitrine generate", () => {
  it("writes the text and what Transformers would write on", async () => {
    const tokens = String(plain.continuation.length);
    const args = ["generate", plain.prompt, "--max-new-tokens", tokens, ...STORIES];
    const { code, stdout } = await vitrine(args);
    expect(code).toBe(0);
    expect(stdout.startsWith(plain.prompt)).toBe(true);
    expect(stdout.slice(plain.prompt.length).trim()).toBe(plain.text.trim());
  });

  it("prints JSON and nothing else, edits in place", async () => {
    const { prompt, edits, continuation } = edited;
    const tokens = String(continuation.length);
    const args = [
      "--max-new-tokens",
      tokens,
      "--edits",
      JSON.stringify(edits),
      "--json",
      ...STORIES,
    ];
    const { stdout, stderr } = await vitrine(["generate", prompt, ...args]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, ids: continuation, stopped: "length" });
    expect(stderr).toBe("");
  });

  it("refuses a flag that is no number and an option out of range", async () => {
    const word = await vitrine(["generate", "Once", "--temperature", "hot"]);
    expect([word.code, word.stderr]).toEqual([
      2,
      "vitrine: generate: --temperature expects a number, got “hot”.\n",
    ]);
    const negative = await vitrine(["generate", "Once", "--top-p", "2"]);
    expect(negative.stderr).toMatch(/topP out of range; expected above 0, at most 1, got 2/);
    expect(negative.code).not.toBe(0);
  });

  it("leaves what is done when it is interrupted", async () => {
    const args = ["generate", "Once upon a time", "--max-new-tokens", "500", ...STORIES];
    let sent = false;
    const { code, stdout, stderr } = await vitrine(args, {
      onOutput: (text, child) => {
        if (!sent && text.includes("Lily")) sent = child.kill("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(/^Once upon a time, there was a little girl named Lily.*\n$/s);
    expect(stderr).toBe("Stopped. What was written until then is above.\n");
  });

  it("begins by itself where the text is empty", async () => {
    const { code, stdout } = await vitrine(["generate", "", "--max-new-tokens", "8", ...STORIES]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Once upon a time/);
  });
});

describe("vitrine generate --chat", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "vitrine-chat-"));
  const { cases } = readFixture<{ readonly cases: readonly ChatCase[] }>("chat/cases.json");
  const chatml = cases.filter(
    ({ template, tokenizer }) => template + tokenizer === "chatmlbyte-level",
  );
  const isPrompt = ({ options }: ChatCase): boolean => options.add_generation_prompt === true;

  beforeAll(async () => {
    const sizes = { n_embd: 8, n_head: 2, n_layer: 1, n_positions: 256, vocab_size: 400 };
    const config = { model_type: "gpt2", ...sizes };
    const model = await createModel({ config, seed: 3 }, { worker: false });
    await model.save(folder);
    await model.close();
    const from = new URL("../../fixtures/chat/", import.meta.url);
    for (const file of ["tokenizer.json", "tokenizer_config.json"]) {
      cpSync(new URL(`byte-level/${file}`, from), path.join(folder, file));
    }
    cpSync(new URL("templates/chatml.jinja", from), path.join(folder, "chat_template.jinja"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("answers a message in the form that the model's template gives it", async () => {
    const asked = chatml.find((one) => isPrompt(one) && one.messages.length === 1)!;
    const args = ["generate", asked.messages[0].content, "--chat", "--model", folder, "--json"];
    const { stdout, stderr } = await vitrine([...args, "--max-new-tokens", "2"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ promptText: asked.text, prompt: asked.ids });
  });

  it("puts a system prompt first, and writes the answer alone", async () => {
    const { content: system } = chatml.find((one) => one.messages.length === 4)!.messages[0];
    const args = ["generate", "hello", "--system", system, "--model", folder];
    const asJson = await vitrine([...args, "--max-new-tokens", "4", "--json"]);
    const made = JSON.parse(asJson.stdout) as {
      readonly promptText: string;
      readonly text: string;
    };
    expect(made.promptText).toBe(
      `<|start|>system\n${system}<|end|>\n<|start|>user\nhello<|end|>\n<|start|>assistant\n`,
    );
    const { stdout } = await vitrine([...args, "--max-new-tokens", "4"]);
    expect(stdout).toBe(`${made.text.trimStart()}\n`);
  });

  it("says so where the model has no template", async () => {
    const { code, stdout, stderr } = await vitrine(["generate", "hello", "--chat"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/has no chat template: its model was not made for conversations/);
  });
});
