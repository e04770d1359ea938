import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Consumer, ROOT } from "./consumer.ts";

/** Import specifiers of every export, those of patterns by the files that they lead to. */
export function specifiers({ folder }: Consumer): readonly string[] {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return Object.entries(manifest.exports).flatMap(([name, target]) => {
    if (typeof target === "string") return [];
    const specifier = path.posix.join("vitrine", name);
    if (!name.includes("*")) return [specifier];
    const files = path.join(folder, "node_modules/vitrine", path.dirname(target.default));
    return readdirSync(files)
      .filter((file) => file.endsWith(".js") && !file.endsWith(".generated.js"))
      .map((file) => specifier.replace("*", file.slice(0, -".js".length)));
  });
}

/** Imports every export in Node. */
export function loadExports(consumer: Consumer): void {
  const imports = specifiers(consumer).map((name) => `await import("${name}");`);
  consumer.evaluate(imports.join("\n"));
}

const CALL = `
  import { loadModel, type Edit } from "vitrine";
  import { exportResult, type ExportedFile } from "vitrine/export";
  import { integratedGradients } from "vitrine/methods/attribution/integrated-gradients";
  import { scene, lightTheme, type Mark } from "vitrine/view";
  import { drawCanvas } from "vitrine/view/canvas";
  const edits: readonly Edit[] = [{ at: "blocks.1.attn.hook_z", where: { head: 3 }, do: "zero" }];
  export async function dims(): Promise<readonly number[]> {
    await using model = await loadModel("stories260k");
    const { cache } = await model.run("Once", { edits, capture: ["hook_embed"] });
    const { data } = await integratedGradients({ model, input: "Once" }, { steps: 5 });
    return [...data.scores.dims, ...cache.get("hook_embed").dims];
  }
  export async function table(canvas: HTMLCanvasElement): Promise<readonly ExportedFile[]> {
    await using model = await loadModel("stories260k");
    const result = await integratedGradients({ model, input: "Once" });
    const text = (id: string): string => id;
    const marks: readonly Mark[] = scene(result.view(), result, { width: 600, theme: lightTheme, text });
    const context = canvas.getContext("2d");
    if (context !== null) drawCanvas(marks, context);
    return exportResult(result, "scores.csv");
  }`;

/** Compiles a user's module against every export, the declarations themselves checked too. */
export function checkTypes(consumer: Consumer, module: "NodeNext" | "Preserve"): void {
  const uses = specifiers(consumer).map((name, i) => `import * as module${i} from "${name}";`);
  const all = `export const all: readonly object[] = [${uses.map((_, i) => `module${i}`).join()}];`;
  consumer.write("use.ts", [...uses, all, CALL].join("\n"));
  const options = {
    module,
    moduleResolution: module === "Preserve" ? "Bundler" : "NodeNext",
    target: "ES2022",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [path.join(ROOT, "node_modules/@types")],
  };
  consumer.write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["use.ts"] }));
  const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
  consumer.run(process.execPath, [tsc, "-p", "."]);
}
