import path from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, type Outcome, runNode } from "./testing/folder.ts";

const ROOT = path.join(import.meta.dirname, "..");

function cruise(files: Readonly<Record<string, string>>): Outcome {
  const cwd = folderWith({ "tsconfig.json": "{}", ...files });
  const program = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  return runNode([program, "--config", path.join(ROOT, ".dependency-cruiser.mjs"), "src"], cwd);
}

describe("the layers", () => {
  it("refuse what points up, sideways or out", () => {
    const b = `export interface B { readonly b: 1 }`;
    const { status, output } = cruise({
      "src/index.ts": b,
      "src/graph/b.ts": b,
      "src/view/b.ts": b,
      "src/methods/steer/b.ts": b,
      "src/tensor/upwards.ts": `import type { B } from "../graph/b.ts"; export type A = B;`,
      "src/ops/sideways.ts": `import { B } from "../view/b.ts"; export type A = B;`,
      "src/model/front-door.ts": `import { B } from "../index.ts"; export type A = B;`,
      "src/misc/no-place.ts": `import { B } from "../graph/b.ts"; export type A = B;`,
      "src/graph/portable.ts": `import fs from "node:fs"; export const a = fs;`,
      "src/methods/causal/a.ts": `import { B } from "../steer/b.ts"; export type A = B;`,
      "src/view/one.ts": `import { two } from "./two.ts"; export const one = () => two;`,
      "src/view/two.ts": `import { one } from "./one.ts"; export const two = () => one;`,
    });
    expect(output.match(/error [\w-]+: \S+/g)?.sort()).toEqual([
      "error known-folder: src/misc/no-place.ts",
      "error layer-model: src/model/front-door.ts",
      "error layer-ops: src/ops/sideways.ts",
      "error layer-tensor: src/tensor/upwards.ts",
      "error method-alone: src/methods/causal/a.ts",
      "error no-cycle: src/view/one.ts",
      "error node-in-node-files: src/graph/portable.ts",
    ]);
    expect(status).toBe(7);
  });

  it("let through what points down", () => {
    const { status, output } = cruise({
      "src/errors.ts": `export const e = 1;`,
      "src/tensor/a.ts": `import { e } from "../errors.ts"; export const a = e;`,
      "src/model/b.ts": `import { a } from "../tensor/a.ts"; export const b = a;`,
      "src/bytes/c.node.ts": `import fs from "node:fs"; export const c = fs;`,
    });
    expect(output).toContain("no dependency violations found");
    expect(status).toBe(0);
  });
});
