import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { GenError, writeManifest } from "./files.ts";

const ENTRY = "src/reports/viewer/main.web.ts";
const BUNDLE = "src/reports/viewer.generated.ts";

/** The report's viewer as one script in a string, which a page carries whatever made it. */
export async function generateViewer(root: string): Promise<void> {
  if (!existsSync(path.join(root, ENTRY))) return;
  const code = await bundled(path.join(root, ENTRY));
  writeManifest(root, BUNDLE, [
    `/** Runs in a report's page; see \`viewer/\`. */`,
    `export const viewerScript: string = ${JSON.stringify(inert(code))};`,
  ]);
}

async function bundled(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    root: path.dirname(entry),
    logLevel: "error",
    build: {
      write: false,
      target: "es2022",
      minify: true,
      modulePreload: false,
      lib: { entry, formats: ["iife"], name: "vitrine" },
    },
  });
  const [{ output: chunks }] = (Array.isArray(output) ? output : [output]) as readonly {
    readonly output: readonly { readonly type: string; readonly code?: string }[];
  }[];
  if (chunks.length !== 1 || chunks[0].code === undefined) {
    throw new GenError(`${ENTRY}: expected one script, got ${chunks.length} files.`);
  }
  return chunks[0].code.trim();
}

/** Nothing in the script may end the element it is in. */
function inert(code: string): string {
  return code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}
