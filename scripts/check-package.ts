/**
 * Packs the package, installs it in an empty folder and uses it there as its users do: in Node, as a
 * command, in TypeScript, and in a page that Vite built. Needs a registry, so `npm test` leaves it out.
 *
 *     npm run check:package
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Consumer, pack } from "./package/consumer.ts";
import { checkTypes, loadExports } from "./package/entries.ts";
import { checkViteApp } from "./package/vite-app.ts";

/** What a check that could not be done says; nothing from one that was. */
type Check = () => void | string | null | Promise<string | null>;

/** A plain install may fetch 300 MB that only CUDA needs: longer than this nobody waits here. */
const PATIENCE = 60_000;

const shelf = mkdtempSync(path.join(tmpdir(), "vitrine-packed-"));
const packed = pack(shelf);
using consumer = new Consumer();

const checks: readonly (readonly [string, Check])[] = [
  ["installs without settings, and works with what came along", plainInstall],
  ["installs with ONNXRUNTIME_NODE_INSTALL=skip", install],
  ["exports modules that load", () => loadExports(consumer)],
  ["has types for NodeNext, checked to the last line", () => checkTypes(consumer, "NodeNext")],
  ["has types for bundlers, checked to the last line", () => checkTypes(consumer, "Preserve")],
  ["runs the first lines", () => expectRun(consumer, "node")],
  ["runs its command", () => runCommand(consumer)],
  ["runs all analyses in a page built by Vite, as in Node", () => checkViteApp(consumer)],
  ["works without what is optional, saying so", withoutOptional],
];

try {
  for (const [name, check] of checks) {
    const start = performance.now();
    const reason = (await check()) ?? null;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(reason === null ? `ok  ${name} (${seconds} s)` : `--  ${name}: ${reason}`);
  }
} catch (error) {
  const { stdout = "", stderr = "" } = error as { readonly stdout?: string; stderr?: string };
  console.error(`check-package: ${String(error)}\n${stdout}${stderr}`);
  process.exitCode = 1;
} finally {
  rmSync(shelf, { recursive: true, force: true });
}

/** What `npm install vitrine` gives: the native backend only where its install script succeeds. */
function plainInstall(): string | null {
  using folder = new Consumer();
  try {
    folder.install(packed, { timeout: PATIENCE });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ETIMEDOUT") throw error;
    return `not done in ${PATIENCE / 1000} s`;
  }
  const isNative = folder.has("node_modules/onnxruntime-node");
  expectRun(folder, isNative ? "node" : "web");
  runCommand(folder);
  return null;
}

function install(): void {
  consumer.install(packed, { env: { ONNXRUNTIME_NODE_INSTALL: "skip" } });
}

/** What the ten lines of the README do, and what is said meanwhile. */
function expectRun(folder: Consumer, backend: "node" | "web"): void {
  const code = `
    import { loadModel } from "vitrine";
    const warnings = [];
    const model = await loadModel("stories260k", { onWarning: (text) => warnings.push(text) });
    const { logits } = await model.run("Once upon a time");
    const { backend } = model;
    console.log(JSON.stringify({ backend, warnings: warnings.length, dims: logits.dims }));`;
  const printed = folder.evaluate(code);
  const warnings = backend === "web" ? 1 : 0;
  const wanted = JSON.stringify({ backend, warnings, dims: [1, 5, 512] });
  if (printed !== wanted) throw new Error(`expected ${wanted}, got ${printed}`);
}

function runCommand(folder: Consumer): void {
  const vitrine = (...args: readonly string[]): string =>
    folder.run("npx", ["--no", "vitrine", "--", ...args]);
  expectText(vitrine("--help"), /inspect/);
  expectText(vitrine("inspect", "Lily saw a dog", "--out", "report.html"), /dog/);
  expectText(folder.read("report.html"), /^<!doctype html>/i);
  vitrine("run", "next-token", "--text", "Lily saw a", "--out", "next.csv");
  expectText(folder.read("next.csv"), /^name,value\r\n/);
}

function withoutOptional(): void {
  consumer.remove("node_modules/onnxruntime-node");
  consumer.remove("node_modules/@resvg");
  expectRun(consumer, "web");
  runCommand(consumer);
  const code = `
    import { loadModel } from "vitrine";
    import { exportResult } from "vitrine/export";
    import { nextToken } from "vitrine/methods/features/next-token";
    const model = await loadModel("stories260k", { onWarning: () => {} });
    const result = await nextToken({ model, input: "Once" });
    console.log(await exportResult(result, "a.png").catch(({ message }) => message));`;
  expectText(consumer.evaluate(code), /@resvg\/resvg-js.* or write \.svg/);
}

function expectText(text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new Error(`expected ${String(pattern)} in:\n${text}`);
}
