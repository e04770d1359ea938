/**
 * Writes the tables of `docs/phantom.md` between their marks: every claim on its own phantom, and
 * the claims about wired models on the other two forms.
 *
 *     npm run phantom:docs
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { score, scoreMarkdown } from "vitrine/reports";

const PAGE = path.join(import.meta.dirname, "../../docs/phantom.md");

/** Mark in the page → the phantom in the place of the claims' own. */
const TABLES: readonly (readonly [mark: string, model: string | null])[] = [
  ["score", null],
  ["score phantom-wired-norm", "phantom-wired-norm"],
  ["score phantom-wired-noisy", "phantom-wired-noisy"],
];

let page = readFileSync(PAGE, "utf8");
for (const [mark, model] of TABLES) {
  const report = await score({ load: { worker: false }, ...(model !== null && { model }) });
  // A claim about a world is named once, in the first table.
  const rows = report.rows.filter((row) => model === null || row.status === "scored");
  page = between(page, mark, scoreMarkdown({ ...report, rows }));
}
writeFileSync(PAGE, page);

function between(text: string, mark: string, table: string): string {
  const [from, to] = [`<!-- ${mark} -->`, `<!-- end of ${mark} -->`];
  const [start, end] = [text.indexOf(from), text.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`${PAGE} has no marks "${from}" and "${to}".`);
  return `${text.slice(0, start + from.length)}\n\n${table}\n\n${text.slice(end)}`;
}
