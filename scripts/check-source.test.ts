import { describe, expect, it } from "vitest";
import { folderWith, type Outcome, runScript } from "./testing/folder.ts";

const check = (files: Readonly<Record<string, string>>): Outcome =>
  runScript("scripts/check-source.ts", folderWith(files));

describe("check-source", () => {
  it("reports hook names written in methods, in plain and template strings", () => {
    const { status, output } = check({
      "src/methods/causal/a.ts": 'const a = "hook_embed";\nconst b = `blocks.${a}.attn`;',
    });
    expect(output).toMatch(/src\/methods\/causal\/a\.ts:1 .*"hook_embed"/);
    expect(output).toMatch(/src\/methods\/causal\/a\.ts:2 .*"blocks\."/);
    expect(status).toBe(1);
  });

  it("reports errors other than VitrineError", () => {
    const { status, output } = check({ "src/graph/a.ts": `\nthrow new TypeError("x");` });
    expect(output).toBe("src/graph/a.ts:2 throws TypeError; throw a VitrineError\n");
    expect(status).toBe(1);
  });

  it("lets comments, tests and other folders name hooks", () => {
    const files = {
      "src/methods/causal/a.ts": `// blocks.0.hook_z\nthrow new VitrineError("BAD_OPTION", "x");`,
      "src/methods/causal/a.test.ts": `const a = "blocks.0.hook_z";`,
      "src/model/a.ts": `const a = "blocks.0.hook_z";`,
    };
    expect(check(files)).toEqual({ status: 0, output: "" });
  });
});
