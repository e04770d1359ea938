import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vitrine } from "../helpers/cli.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-lang-"));
  mkdirSync(path.join(folder, "pickled"));
  writeFileSync(path.join(folder, "pickled/config.json"), `{"model_type":"gpt2","n_layer":1}`);
  writeFileSync(path.join(folder, "pickled/pytorch_model.bin"), "PK\u0003\u0004");
  mkdirSync(path.join(folder, "empty"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const HAN = /\p{Script=Han}/u;
/** Half-width punctuation beside a Chinese character. */
const HALF_WIDTH = /\p{Script=Han}[,:;!?()]|[,:;!?()]\p{Script=Han}/u;

/** Command lines that go wrong, what they end with, and what is said of them in both languages. */
const WRONG: readonly (readonly [args: readonly string[], code: number, en: RegExp, zh: RegExp])[] =
  [
    [["inspct"], 2, /no command “inspct”. Did you mean inspect\?/, /没有命令“inspct”。.+inspect？/],
    [["logit-lens"], 2, /a method. Run it with: vitrine run logit-lens/, /是一种方法。/],
    [["Once upon a time"], 2, /a command is missing/, /缺少命令/],
    [["--foo"], 2, /no option --foo/, /没有选项 --foo/],
    [["inspect"], 2, /TEXT is missing/, /缺少 TEXT/],
    [["inspect", ""], 1, /the text is empty/, /文本为空/],
    [
      ["inspect", "word ".repeat(10_000), "--model", "stories260k"],
      1,
      /30,002 tokens.+at most 512/,
      /30,002 个词元/,
    ],
    [["inspect", "x", "--seed", "-1"], 2, /--seed expects a whole number/, /--seed 应为不小于 0/],
    [["inspect", "x", "--see", "1"], 2, /Did you mean --seed\?/, /是不是要找 --seed？/],
    [["inspect", "x", "--out"], 2, /--out needs a value/, /--out 后面缺少值/],
    [["inspect", "x", "--out", "/none/a.html"], 1, /no folder \/none/, /没有文件夹 \/none/],
    [["inspect", "x", "--out", tmpdir()], 1, /it is a folder/, /它是一个文件夹/],
    [["inspect", "x", "--model", "stories"], 1, /Did you mean stories260k\?/, /没有模型“stories”/],
    [
      ["inspect", "x", "--model", "pickled"],
      1,
      /python -c "import torch/,
      /pickle 文件.+python -c/,
    ],
    [["inspect", "x", "--model", "empty"], 1, /no usable config.json/, /没有可用的 config.json/],
    [
      ["inspect", "x", "--target", `{"kind":"logit" "id":1}`],
      2,
      /a comma or a closing bracket is missing at character 17/,
      /第 17 个字符.+缺少逗号或右括号/,
    ],
    [
      ["inspect", "x", "--target", `{"kind":"logt"}`],
      2,
      /no kind “logt”. Did you mean logit/,
      /没有名为“logt”的类型。是不是要找 logit/,
    ],
    [
      ["inspect", "x", "--target", `{"kind":"logit","token":"Lili"}`],
      2,
      /no single token reads “Lili”/,
      /没有哪个词元恰好是“Lili”/,
    ],
    [["run"], 2, /METHOD is missing/, /缺少 METHOD/],
    [["run", "lense"], 2, /Did you mean lens\?/, /是不是要找 lens？/],
    [["run", "shap"], 2, /vitrine methods --find shap/, /查找：vitrine methods --find shap/],
    [["run", "lens"], 2, /nothing to work on; give --text TEXT/, /请给出 --text TEXT/],
    [["run", "lens", "--text", "x", "--k", "0"], 2, /from 1 to 100, got “0”/, /1 到 100 的整数/],
    [["run", "lens", "--text", "x", "--out", "a.pdf"], 2, /ends in \.json/, /须以 \.json、/],
    [["run", "patch", "--clean", "a"], 2, /--corrupted is missing/, /还缺少 --corrupted/],
    [
      ["run", "patch", "--clean", "The girl", "--corrupted", "The girl ran"],
      1,
      /equally many tokens/,
      /词元数相同/,
    ],
    [["run", "lens", "--text", "x", "--texts", "y"], 2, /no use for --texts/, /用不到 --texts/],
    [
      ["run", "next-token-calibration", "--texts", "none.txt"],
      1,
      /none\.txt: there is no such file/,
      /none\.txt：没有这个文件/,
    ],
    [["phantom", "ask"], 2, /QUESTION is missing/, /缺少 QUESTION/],
    [["phantom", "Rudding"], 2, /vitrine phantom ask "Rudding"/, /唯一的操作是 ask.+“Rudding”/],
    [
      ["phantom", "--model", "stories260k"],
      1,
      /nothing was planted in “stories260k”.+phantom-wired/,
      /“stories260k”中没有植入任何内容.+phantom-wired/,
    ],
    [
      ["phantom", "ask", "indirect-object/99", "--model", "phantom-wired"],
      2,
      /no probe “indirect-object\/99”. Did you mean indirect-object\//,
      /“indirect-object\/99”.+是不是要找 indirect-object\//,
    ],
    [["methods", "--family", "causl"], 2, /Did you mean causal\?/, /是不是要找 causal？/],
  ];

describe.each(WRONG)("vitrine %j", (args, code, en, zh) => {
  const failing = async (lang: string): Promise<string> => {
    const run = await vitrine([...args, "--lang", lang], { cwd: folder });
    expect(run.stderr).toMatch(/^vitrine: [^\n]+\n$/);
    expect(run.code).toBe(code);
    return run.stderr;
  };

  it("says in one line, in either language, what is wrong", async () => {
    expect(await failing("en")).toMatch(en);
    const said = await failing("zh");
    expect(said).toMatch(zh);
    expect(said).toMatch(HAN);
    expect(said).not.toMatch(HALF_WIDTH);
  });
});

describe("the language", () => {
  it.each([
    [{ LANG: "zh_CN.UTF-8" }, true],
    [{ LC_ALL: "zh_TW.UTF-8", LANG: "en_US.UTF-8" }, true],
    [{ LC_ALL: "en_US.UTF-8", LANG: "zh_CN.UTF-8" }, false],
    [{ LC_ALL: "", LC_MESSAGES: "zh_CN.UTF-8" }, true],
    [{}, false],
  ])("follows the environment: %j", async (env, isChinese) => {
    const { stdout } = await vitrine([], { env });
    expect(HAN.test(stdout)).toBe(isChinese);
  });

  it("follows --lang before and after the command", async () => {
    const env = { LANG: "en_US.UTF-8" };
    for (const args of [
      ["--lang", "zh", "models"],
      ["--lang=zh", "models"],
      ["models", "--lang", "zh"],
    ]) {
      expect((await vitrine(args, { env })).stdout).toMatch(HAN);
    }
    const { code, stderr } = await vitrine(["--lang", "fr"], { env });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "vitrine: --lang expects one of en, zh, got “fr”.\n",
    });
  });
});

describe("--json", () => {
  it("leaves standard output empty where something goes wrong", async () => {
    for (const args of [
      ["inspect", "", "--json"],
      ["run", "logit-lens", "--text", "", "--json"],
      ["inspect", "x", "--json", "--model", "none"],
    ]) {
      const { stdout, stderr } = await vitrine(args);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^vitrine: /);
    }
  });

  it("prints one JSON text on one line, and nothing on standard error", async () => {
    for (const args of [
      ["run", "next-token", "--text", "Once", "--json"],
      ["methods", "--find", "shap", "--json"],
      ["models", "--json"],
      ["phantom", "--json", "--model", "phantom-wired"],
    ]) {
      const { stdout, stderr } = await vitrine([...args, "--lang", "zh"], {
        env: { FORCE_COLOR: "3" },
      });
      expect(stderr).toBe("");
      expect(stdout.trimEnd().split("\n")).toHaveLength(1);
      expect(JSON.parse(stdout)).toMatchObject({ schema: 1 });
    }
  });
});

describe("a model that only the network has", () => {
  it("says that it was looked for, and what needs no network", async () => {
    // A name that resolves nowhere, also where there is a network.
    const run = await vitrine(["inspect", "x", "--model", "http://vitrine.invalid/model"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/could not be reached \(.+\)\. Check the address and the network/);
  });
});
