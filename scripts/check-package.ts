/**
 * Packs the package, installs it in an empty folder and uses it there as its users do. Needs a
 * registry, so `npm test` leaves it out.
 *
 *     npm run check:package
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(tmpdir(), "vitrine-package-"));

/** Without what npm hands down to a script: this repository's own settings. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
);

const checks: readonly (readonly [string, () => void])[] = [
  ["packs and installs", install],
  ["exports modules that load", loadExports],
  ["has types for NodeNext, checked to the last line", checkTypes],
  ["runs the first lines", () => expectRun({ backend: "node", warnings: 0 })],
  ["runs its command", runCommand],
  ["runs without onnxruntime-node, saying so once", runWithoutNative],
];

try {
  for (const [name, check] of checks) {
    const start = performance.now();
    check();
    console.log(`ok  ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
} catch (error) {
  const { stdout = "", stderr = "" } = error as { readonly stdout?: string; stderr?: string };
  console.error(`check-package: ${String(error)}\n${stdout}${stderr}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install(): void {
  const packed = run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(packed) as readonly { readonly filename: string }[];
  writeFileSync(path.join(folder, "package.json"), `{ "private": true, "type": "module" }\n`);
  // The install script of onnxruntime-node fetches what only CUDA needs.
  run("npm", ["install", "--ignore-scripts", path.join(folder, filename)]);
}

/** Import specifiers of all exports but patterns. */
function specifiers(): readonly string[] {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, unknown>>;
  };
  const names = Object.keys(manifest.exports).map((name) => path.posix.join("vitrine", name));
  return names.filter((name) => !name.includes("*") && !name.endsWith(".json"));
}

function loadExports(): void {
  const imports = specifiers().map((name) => `await import("${name}");`);
  run(process.execPath, ["--input-type=module", "--eval", imports.join("\n")]);
}

function checkTypes(): void {
  const uses = specifiers().map((name, i) => `import * as module${i} from "${name}";`);
  const all = `export const all: readonly object[] = [${uses.map((_, i) => `module${i}`).join()}];`;
  const call = `
    import { loadModel, type Edit } from "vitrine";
    import { integratedGradients } from "vitrine/methods/attribution/integrated-gradients";
    const edits: readonly Edit[] = [{ at: "blocks.1.attn.hook_z", where: { head: 3 }, do: "zero" }];
    export async function dims(): Promise<readonly number[]> {
      await using model = await loadModel("stories260k");
      const { cache } = await model.run("Once", { edits, capture: ["hook_embed"] });
      const { data } = await integratedGradients({ model, input: "Once" }, { steps: 5 });
      return [...data.scores.dims, ...cache.get("hook_embed").dims];
    }`;
  writeFileSync(path.join(folder, "use.ts"), [...uses, all, call].join("\n"));
  const options = {
    module: "NodeNext",
    target: "ES2022",
    strict: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [path.join(root, "node_modules/@types")],
  };
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, files: ["use.ts"] }),
  );
  run(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", folder]);
}

/** What the ten lines of the README do, and what is said meanwhile. */
function expectRun(expected: { readonly backend: string; readonly warnings: number }): void {
  const code = `
    import { loadModel } from "vitrine";
    const warnings = [];
    const model = await loadModel("stories260k", { onWarning: (text) => warnings.push(text) });
    const { logits } = await model.run("Once upon a time");
    const { backend } = model;
    console.log(JSON.stringify({ backend, warnings: warnings.length, dims: logits.dims }));`;
  const printed = run(process.execPath, ["--input-type=module", "--eval", code]).trim();
  const wanted = JSON.stringify({ ...expected, dims: [1, 5, 512] });
  if (printed !== wanted) throw new Error(`expected ${wanted}, got ${printed}`);
}

function runCommand(): void {
  const help = run("npx", ["--no", "vitrine", "--", "--help"]);
  if (!help.includes("inspect")) throw new Error(`--help does not name inspect:\n${help}`);
  const text = run("npx", ["--no", "vitrine", "inspect", "Lily saw a dog", "--out", "report.html"]);
  if (!text.includes("Lily")) throw new Error(`inspect does not show its text:\n${text}`);
  const report = readFileSync(path.join(folder, "report.html"), "utf8");
  if (!/^<!doctype html>/i.test(report)) throw new Error("the report is no HTML page");
}

function runWithoutNative(): void {
  rmSync(path.join(folder, "node_modules/onnxruntime-node"), { recursive: true });
  expectRun({ backend: "web", warnings: 1 });
}

function run(command: string, args: readonly string[], { cwd = folder } = {}): string {
  return execFileSync(command, args, {
    cwd,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}
