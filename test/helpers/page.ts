import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";
import { serveFolders } from "./server.ts";

const ROOT = path.join(import.meta.dirname, "../..");

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Bundles a page as a user's app would and serves it, cross-origin isolated.
 *
 * @param script - A module. It may import the built package by its name, `vitrine`.
 */
export async function servePage(script: string): Promise<ServedPage> {
  const folder = mkdtempSync(path.join(tmpdir(), "vitrine-page-"));
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(ROOT, path.join(folder, "node_modules/vitrine"), "junction");
  writeFileSync(path.join(folder, "main.js"), script);
  writeFileSync(
    path.join(folder, "index.html"),
    `<!doctype html><title>test</title><script type="module" src="./main.js"></script>`,
  );
  await build({
    root: folder,
    configFile: false,
    mode: "production",
    logLevel: "error",
    build: { target: "es2022", minify: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 1e5 },
    worker: { format: "es" },
  });
  const server = await serveFolders({ "": path.join(folder, "dist") });
  return {
    url: `${server.origin}/index.html`,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
