/**
 * Makes the pictures of the README: from a report that `vitrine inspect` writes its first screen and
 * three of its figures without the words around them, and one layer's attention as a matrix. Chromium draws with the fonts of this machine;
 * with Inter and JetBrains Mono installed it looks as the committed files do.
 *
 *     npm run picture
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../test/helpers/launch-browser.ts";
import { vitrine } from "../test/helpers/cli.ts";

const TEXT = "When Lucy and Bella went to the market, Lucy gave the pear to";
const DOCS = path.join(import.meta.dirname, "../docs");
const WIDTH = 1560;
const SCALE = 1;

/** The report, with three figures side by side and without what surrounds them. */
const STYLE = `
.controls,.contents,.notes,.command,.saving,.numbers,.choices,.kept,footer,main>h2,.skip{display:none!important}
.panel:not(#attention-pattern,#logit-lens,#patch),.view-matrix,.view-attention,#patch .view-layer-head{display:none!important}
body{--page:none}
.page.several{display:block}
.bar{min-height:0;padding-top:26px;padding-bottom:0}
.masthead h1{padding-top:6px}
.panels,.several .panels{display:grid;columns:auto;grid-template-columns:minmax(0,1fr) 800px;gap:16px}
.panel{padding:20px 22px;gap:12px}
#attention-pattern{grid-row:1/3}
#attention-pattern figcaption h4{display:none}
main{gap:16px}
.page{padding-bottom:28px}
`;

/** The command of the README's first picture of attention. */
const ATTENTION = [
  ...[
    "run",
    "attention-pattern",
    "--model",
    "phantom-encoder",
    "--layers",
    "2",
    "--reduce",
    "mean",
  ],
  ...["--text", "The baker gave the pear to Bella."],
];

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-picture-"));
const report = path.join(folder, "report.html");
const browser = await launchBrowser();
try {
  if (typeof browser === "string") throw new Error(browser);
  const { code, stderr } = await vitrine(["inspect", TEXT, "--out", report]);
  if (code !== 0) throw new Error(stderr);
  mkdirSync(DOCS, { recursive: true });
  for (const ground of ["light", "dark"] as const) await picture(browser, ground);
  await attention(browser);
} finally {
  if (typeof browser === "object") await browser.close();
  rmSync(folder, { recursive: true });
}

async function picture(browser: Browser, colorScheme: "light" | "dark"): Promise<void> {
  const context = await browser.newContext({
    colorScheme,
    deviceScaleFactor: SCALE,
    viewport: { width: WIDTH + 1, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(`file://${report}`);
  await page.addStyleTag({ content: STYLE });
  await redrawn(page);
  const file = path.join(DOCS, `report-${colorScheme}.png`);
  await page.screenshot({ path: file, fullPage: true });
  process.stdout.write(`${path.relative(process.cwd(), file)}\n`);
  await context.close();
}

/** The matrix alone, twice as fine. */
async function attention(browser: Browser): Promise<void> {
  const html = path.join(folder, "attention.html");
  const { code, stderr } = await vitrine([...ATTENTION, "--out", html]);
  if (code !== 0) throw new Error(stderr);
  const page = await browser.newPage({
    deviceScaleFactor: 2,
    viewport: { width: 900, height: 900 },
  });
  await page.goto(`file://${html}`);
  await page.addStyleTag({
    content: ".saving,.numbers,.choices,figcaption{display:none!important}",
  });
  await page.waitForTimeout(200);
  const file = path.join(DOCS, "attention.png");
  await page.locator(".view-matrix .picture").screenshot({ path: file });
  process.stdout.write(`${path.relative(process.cwd(), file)}\n`);
  await page.close();
}

/** Figures are drawn anew where the window gets another width. */
async function redrawn(page: Page): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: 900 });
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  await page.waitForTimeout(200);
}
