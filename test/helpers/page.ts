import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";
import { serveFolders } from "./server.ts";

const ROOT = path.join(import.meta.dirname, "../..");

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

export interface PageOptions {
  /** Files that lie beside the script. */
  readonly files?: readonly string[];
  /** Sent with every answer; default those of cross-origin isolation. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Vite's `worker.format`. `"es"` leaves a worker's dynamic imports in files of their own. */
  readonly workerFormat?: "iife" | "es";
}

/**
 * Bundles a page with Vite's own defaults, as a user's app would be, and serves it.
 *
 * @param script - A module. It may import the built package by its name, `vitrine`.
 */
export async function servePage(script: string, options: PageOptions = {}): Promise<ServedPage> {
  const folder = mkdtempSync(path.join(tmpdir(), "vitrine-page-"));
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(ROOT, path.join(folder, "node_modules/vitrine"), "junction");
  writeFileSync(path.join(folder, "main.js"), script);
  for (const file of options.files ?? []) {
    copyFileSync(file, path.join(folder, path.basename(file)));
  }
  writeFileSync(
    path.join(folder, "index.html"),
    `<!doctype html><title>test</title><script type="module" src="./main.js"></script>`,
  );
  await build({
    root: folder,
    configFile: false,
    mode: "production",
    logLevel: "error",
    build: { target: "es2022", minify: false, chunkSizeWarningLimit: 1e5 },
    worker: { format: options.workerFormat ?? "iife" },
  });
  const server = await serveFolders({ "": path.join(folder, "dist") }, options.headers);
  return {
    url: `${server.origin}/index.html`,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
