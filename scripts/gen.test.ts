import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, type Outcome, runScript } from "./testing/folder.ts";

const gen = (root: string): Outcome => runScript("scripts/gen.ts", root);
const read = (root: string, file: string): string => readFileSync(path.join(root, file), "utf8");

interface MethodOptions {
  readonly family?: string;
  readonly messages?: string;
}

function method(id: string, name: string, options: MethodOptions = {}): string {
  const { family = "causal", messages = `{ en: { about: "A" }, zh: { about: "B" } }` } = options;
  return [
    `export interface ${name[0].toUpperCase()}${name.slice(1)}Data { readonly x: number }`,
    `export async function ${name}() {}`,
    `export const method = { id: "${id}", family: "${family}", title: "title",`,
    `  aliases: ["a"], paper: null, messages: ${messages} };`,
  ].join("\n");
}

function catalogue(en: string, zh: string): string {
  return `type Messages = object;\nexport const someMessages: Messages = { en: ${en}, zh: ${zh} };`;
}

describe("gen", () => {
  it("writes empty manifests for empty folders", () => {
    const root = folderWith({});
    expect(gen(root)).toEqual({ status: 0, output: "" });
    expect(read(root, "src/ops/table.generated.ts")).toContain("const all: readonly Op[] = [\n];");
    expect(read(root, "src/methods/registry.generated.ts")).toContain("MethodEntry[] = [\n];");
  });

  it("lists what each kind of file exports, and no tests", () => {
    const root = folderWith({
      "src/ops/reduce-sum.ts": `export const ops = [{ name: "ReduceSum" }];`,
      "src/ops/helper.ts": `export const other = 1;`,
      "src/ops/reduce-sum.test.ts": `export const ops = [];`,
      "src/architectures/gpt2.ts": `export const architecture = {};`,
      "src/cli/commands/inspect.ts": `export const command = {};`,
      "src/methods/causal/path-patching.ts": method("path-patching", "pathPatching"),
      "src/methods/shared/tools.ts": `export const method = 1;`,
    });
    expect(gen(root)).toEqual({ status: 0, output: "" });
    const ops = read(root, "src/ops/table.generated.ts");
    expect(ops).toContain(`import { ops as reduceSumOps } from "./reduce-sum.ts";`);
    expect(ops).not.toMatch(/helper|\.test/);
    expect(read(root, "src/architectures/table.generated.ts")).toContain(
      `import { architecture as gpt2Architecture } from "./gpt2.ts";`,
    );
    expect(read(root, "src/cli/commands.generated.ts")).toContain(
      `"inspect": () => import("./commands/inspect.ts").then((module) => module.command),`,
    );
    const registry = read(root, "src/methods/registry.generated.ts");
    expect(registry).toContain(`id: "path-patching",\n    family: "causal",`);
    expect(registry).toContain(`load: () => import("./causal/path-patching.ts"),`);
    expect(registry).not.toContain("shared");
    const barrel = read(root, "src/methods/causal/index.generated.ts");
    expect(barrel).toContain(`export { pathPatching } from "./path-patching.ts";`);
    expect(barrel).toContain(`export type { PathPatchingData } from "./path-patching.ts";`);
  });

  it("leaves an unchanged manifest's date alone and removes an emptied family's barrel", () => {
    const file = "src/methods/causal/patch.ts";
    const root = folderWith({ [file]: method("patch", "patch") });
    gen(root);
    const table = path.join(root, "src/ops/table.generated.ts");
    const { mtimeMs } = statSync(table);
    writeFileSync(path.join(root, file), "export const nothing = 0;");
    expect(gen(root).status).toBe(0);
    expect(statSync(table).mtimeMs).toBe(mtimeMs);
    expect(existsSync(path.join(root, "src/methods/causal/index.generated.ts"))).toBe(false);
  });

  const refusals: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    [
      "an op in two files",
      {
        "src/ops/a.ts": `export const ops = [{ name: "Add" }];`,
        "src/ops/b.ts": `export const ops = [{ name: "Add" }];`,
      },
      /op "Add" is in src\/ops\/a\.ts and in src\/ops\/b\.ts; keep one\./,
    ],
    [
      "a file without ops in its list",
      { "src/ops/a.ts": `export const ops = [];` },
      /src\/ops\/a\.ts: "ops" must be a non-empty array of Op/,
    ],
    [
      "a command file without a command",
      { "src/cli/commands/run.ts": `export const other = 1;` },
      /src\/cli\/commands\/run\.ts: expected "export const command"\./,
    ],
    [
      "an id that is not the file's name",
      { "src/methods/causal/patch.ts": method("patching", "patch") },
      /patch\.ts: id is "patching"; name the file after its id\./,
    ],
    [
      "a family that is not the folder's name",
      { "src/methods/causal/patch.ts": method("patch", "patch", { family: "steer" }) },
      /patch\.ts: family is "steer"; move the file/,
    ],
    [
      "a method without its function",
      { "src/methods/causal/path-patching.ts": method("path-patching", "pathPatch") },
      /expected the function pathPatching exported\./,
    ],
    [
      "two methods of one id",
      {
        "src/methods/causal/patch.ts": method("patch", "patch"),
        "src/methods/steer/patch.ts": method("patch", "patch", { family: "steer" }),
      },
      /method "patch" is in src\/methods\/causal\/patch\.ts and in src\/methods\/steer/,
    ],
    [
      "a missing language",
      {
        "src/methods/causal/patch.ts": method("patch", "patch", {
          messages: `{ en: { about: "A" } }`,
        }),
      },
      /patch\.ts: messages has no language "zh"\./,
    ],
    [
      "a text that one language lacks",
      {
        "src/methods/causal/patch.ts": method("patch", "patch", {
          messages: `{ en: { a: "A" }, zh: { a: "B", b: "C" } }`,
        }),
      },
      /patch\.ts: messages\.en lacks b\./,
    ],
    [
      "an empty text",
      {
        "src/methods/causal/patch.ts": method("patch", "patch", {
          messages: `{ en: { a: "A" }, zh: { a: " " } }`,
        }),
      },
      /patch\.ts: messages\.zh\.a must be a text, and not empty\./,
    ],
    [
      "a blank that only one language has",
      {
        "src/methods/causal/patch.ts": method("patch", "patch", {
          messages: `{ en: { a: "{x} of {y}" }, zh: { a: "{y}" } }`,
        }),
      },
      /patch\.ts: the blanks of a differ: en \{x\} \{y\}, zh \{y\}\./,
    ],
    [
      "a method that does not say what it is about",
      {
        "src/methods/causal/patch.ts": method("patch", "patch", { messages: `{ en: {}, zh: {} }` }),
      },
      /patch\.ts: messages lack "about"/,
    ],
    [
      "a catalogue anywhere that lacks a text",
      { "src/view/deep/some-messages.ts": catalogue(`{ "view.a": "A" }`, `{}`) },
      /src\/view\/deep\/some-messages\.ts: messages\.zh lacks view\.a\./,
    ],
    [
      "a catalogue whose blanks differ",
      { "src/cli/messages.ts": catalogue(`{ "cli.a": "{n} things" }`, `{ "cli.a": "事" }`) },
      /src\/cli\/messages\.ts: the blanks of cli\.a differ: en \{n\}, zh none\./,
    ],
    [
      "an id that says two things",
      {
        "src/cli/messages.ts": catalogue(`{ "cli.a": "A" }`, `{ "cli.a": "甲" }`),
        "src/cli/other.ts": catalogue(`{ "cli.a": "B" }`, `{ "cli.a": "乙" }`),
      },
      /cli\.a says one thing in src\/cli\/messages\.ts and another in src\/cli\/other\.ts/,
    ],
    [
      "an id in the code that no catalogue has",
      {
        "src/cli/messages.ts": catalogue(`{ "cli.a": "A" }`, `{ "cli.a": "甲" }`),
        "src/cli/usage.ts": `export const said = ["cli.a", "cli.b", "cli.json"];`,
      },
      /src\/cli\/usage\.ts: there is no message "cli\.b"\./,
    ],
    [
      "a file that cannot be loaded",
      { "src/methods/causal/patch.ts": `throw new Error("broken");\n${method("patch", "patch")}` },
      /patch\.ts cannot be loaded: broken/,
    ],
  ];

  it.each(refusals)("refuses %s", (_, files, message) => {
    const { status, output } = gen(folderWith(files));
    expect(output).toMatch(message);
    expect(status).toBe(1);
  });
});
