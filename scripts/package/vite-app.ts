import path from "node:path";
import type { Page } from "playwright-core";
import { build } from "vite";
import { launchBrowser } from "../../test/helpers/launch-browser.ts";
import { serveFolders } from "../../test/helpers/server.ts";
import { type Analysis, ANALYSES, differences } from "./analyses.ts";
import type { Consumer } from "./consumer.ts";

/** Shows what was found, as any page may: sentences, and a picture of each result. */
const PAGE = `
import { exportResult } from "vitrine/export";
import { analyses, numbersOf } from "./analyses.js";

window.found = (async () => {
  const report = await analyses();
  for (const { said } of report.findings) {
    document.body.append(Object.assign(document.createElement("p"), { textContent: said.id }));
  }
  for (const { result } of report.results) {
    const [picture] = await exportResult(result, "a.svg");
    document.body.insertAdjacentHTML("beforeend", picture.content);
  }
  const [png] = await exportResult(report.results[0].result, "a.png");
  const skipped = report.skipped.map(({ error }) => error.message);
  return { numbers: numbersOf(report), skipped, png: [...png.content.slice(1, 4)] };
})();`;

interface Found {
  readonly numbers: readonly Analysis[];
  readonly skipped: readonly string[];
  readonly png: readonly number[];
}

/** The bytes after the first of every PNG. */
const SIGNATURE = "PNG";

/**
 * Builds an app with Vite's defaults and opens it: its analyses have to give Node's numbers.
 *
 * @returns Why that was not done; null where it was.
 */
export async function checkViteApp(consumer: Consumer): Promise<string | null> {
  const browser = await launchBrowser();
  if (typeof browser === "string") {
    if (process.env.VITRINE_REQUIRE_BROWSER === "1") throw new Error(browser);
    return browser;
  }
  try {
    await buildApp(consumer);
    await using server = disposable(await serveFolders({ "": path.join(consumer.folder, "dist") }));
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    await page.goto(`${server.origin}/index.html`);
    const found = await page.evaluate(() => (window as unknown as { found: Promise<Found> }).found);
    await compare(found, inNode(consumer), page);
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
    return null;
  } finally {
    await browser.close();
  }
}

async function buildApp(consumer: Consumer): Promise<void> {
  consumer.write("analyses.js", ANALYSES);
  consumer.write("page.js", PAGE);
  consumer.write(
    "index.html",
    `<!doctype html><title>app</title><script type="module" src="./page.js"></script>`,
  );
  const target = { target: "es2022", chunkSizeWarningLimit: 1e5 };
  await build({ root: consumer.folder, configFile: false, logLevel: "error", build: target });
}

function inNode(consumer: Consumer): readonly Analysis[] {
  const code = `
    import { analyses, numbersOf } from "./analyses.js";
    console.log(JSON.stringify(numbersOf(await analyses())));`;
  return JSON.parse(consumer.evaluate(code)) as readonly Analysis[];
}

async function compare(found: Found, wanted: readonly Analysis[], page: Page): Promise<void> {
  const wrong = [...differences(found.numbers, wanted), ...found.skipped];
  if (wrong.length > 0) throw new Error(`the page's numbers are not Node's:\n${wrong.join("\n")}`);
  const pictures = await page.locator("svg").count();
  if (pictures !== wanted.length) {
    throw new Error(`expected ${wanted.length} pictures, got ${pictures}`);
  }
  if (String.fromCharCode(...found.png) !== SIGNATURE) throw new Error("the picture is no PNG");
}

function disposable<T extends { close(): Promise<void> }>(
  server: T,
): T & { [Symbol.asyncDispose](): Promise<void> } {
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}
